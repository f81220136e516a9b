import { z } from 'zod'
import { anyOf, budgetSpent, noNewClaims, repeatsItself } from '#reasoning'
import { compose } from '../compose.ts'
import { askedBy } from '../bearing.ts'
import { guided } from '../domain.ts'
import type { Measure } from '../effort.ts'
import { investigate } from '../investigate.ts'
import type { Looked } from '../look-into.ts'
import { planStudy } from '../plan-study.ts'
import { enoughFor } from '../progress.ts'
import { proposeByRules } from '../propose-by-rules.ts'
import type { StrategyPlug } from '../strategy.ts'
import { openStudy } from '../study.ts'
import { supplement, type Supplement } from '../supplement.ts'

/** Plan, then execute (GPT-Researcher; Plan-and-Solve, Wang et al. 2023, arXiv 2305.04091). */
export const plug: StrategyPlug<Record<string, never>> = {
  name: 'plan-execute',
  options: z.object({}) as z.ZodType<Record<string, never>>,
  create: (_, parts) => async (task, context) => {
    const study = guided(openStudy(task, parts, context))
    const plan = await planStudy(study, context)
    const looked = await investigate(plan, study, context)
    const further = await supplement(looked, furtherBy(looked, study.measure), study, context)
    return await compose(further, study, context)
  },
}

/** What asks for all that there are is looked for until rounds bring no more, at most so many. */
const mostRounds = 4

/** A model that only follows a plan gets at most two rounds more, but for what asks for all that there are. */
function furtherBy(looked: readonly Looked[], { rounds, questions }: Measure): Supplement {
  const most = Math.min(2, rounds - 1)
  const enumerated = looked.some(({ aim }) => askedBy(aim).manner !== 'one')
  return {
    rounds: enumerated ? mostRounds : most,
    width: Math.ceil(questions / 2),
    stop: anyOf(enoughFor(looked, 0.6, most + 1), noNewClaims(2), repeatsItself(), budgetSpent()),
    propose: proposeByRules,
  }
}
