import { z } from 'zod'
import { ask } from '#models'
import { nodesFrom } from '#reasoning'
import { compose } from '../compose.ts'
import { investigate } from '../investigate.ts'
import { deedOf } from '../ledger.ts'
import { planGraphPrompt } from '../plan-graph.prompt.ts'
import { planByGrammar } from '../plan.ts'
import type { StrategyPlug } from '../strategy.ts'
import { openStudy } from '../study.ts'
import { supplement, type Supplement } from '../supplement.ts'
import { proposeByRules } from '../propose-by-rules.ts'
import { anyOf, covered, noNewClaims, repeatsItself, budgetSpent } from '#reasoning'
import type { Measure } from '../effort.ts'

/** Plan, then execute (GPT-Researcher; Plan-and-Solve, Wang et al., arXiv 2305.04091). */
export const plug: StrategyPlug<Record<string, never>> = {
  name: 'plan-execute',
  options: z.object({}) as z.ZodType<Record<string, never>>,
  create: (_, parts) => async (task, context) => {
    const study = openStudy(task, parts, context)
    const { question, language } = task
    const thought = await ask(
      planGraphPrompt({ question, language, most: study.measure.questions }),
      parts.models?.planner,
      () => ({ questions: [] }),
      context,
    )
    study.deeds.push(deedOf('plan', 'planner', thought))
    const plan =
      thought.by === 'classical'
        ? planByGrammar(task, study.measure)
        : nodesFrom(thought.value.questions, 'planned')
    const first = await investigate(plan, study, context)
    const looked = await supplement(first, furtherBy(study.measure), study, context)
    return await compose(looked, study, context)
  },
}

/** A model that only follows a plan gets at most two rounds more. */
function furtherBy({ rounds, questions }: Measure): Supplement {
  return {
    rounds: Math.min(2, rounds - 1),
    width: Math.ceil(questions / 2),
    stop: anyOf(covered(0.6), noNewClaims(2), repeatsItself(), budgetSpent()),
    propose: proposeByRules,
  }
}
