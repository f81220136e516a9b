import { z } from 'zod'
import type { Context } from '#runtime'
import { decomposeByAtoms, withPassage } from '../atomic/decompose-by-atoms.ts'
import { forecast, type Foretold } from '../atomic/forecast.ts'
import { classify } from '../atomic/level.ts'
import { levelNames, type Level } from '../atomic/level.prompt.ts'
import { outlookWords } from '../atomic/outlook-words.ts'
import { advise, type Advice } from '../atomic/perspectives.ts'
import { compose } from '../compose.ts'
import { guided } from '../domain.ts'
import { tellPlan } from '../inquiry.ts'
import { lookInto, type Looked } from '../look-into.ts'
import type { Findings, ResearchTask, StrategyPlug } from '../strategy.ts'
import { openStudy, type Study } from '../study.ts'
import { allEnded } from '../web/all-ended.ts'

const options = z.object({
  /** Takes the question for one of this level, whatever a model would say. */
  level: z.enum(levelNames).optional(),
})
type Options = z.infer<typeof options>

/**
 * PIKE-RAG (microsoft/PIKE-RAG; Wang et al. 2025, arXiv 2501.11551): a question gets what its level takes.
 *
 * 1. Factual: the question as asked. Linkable: passages are taken apart into the questions that they answer (atoms),
 *    and the question by these: what is asked next is always something that what is held can answer.
 * 2. Predictive: values are organised into a table and taken on by code, on stated assumptions.
 * 3. Creative: several experts propose from the same evidence, a critique removes what it contradicts.
 *
 * What we do differently: a proposal that no atom answers reaches out, so that web and library are one plane; what finds
 * nothing is asked anew before it ends; no answer of a model ends the loop by being unreadable; atoms are found by
 * rank, without thresholds of an embedder; the third and fourth level, which the repository lacks, are verified as
 * inferences that name their premises. The right way for chains whose links are only known from what was read, and for
 * questions that look ahead; where all parts stand in the question, planning at once is as good and cheaper.
 */
export const plug: StrategyPlug<Options> = {
  name: 'atomic',
  options,
  create: (chosen, parts) => async (task, context) => {
    const study = guided(openStudy(task, parts, context))
    const { level, looked } = await open(chosen, study, context)
    const linked = level.level === 'factual' ? [looked] : await link(looked, study, context)
    const all = [...linked, ...(await addedMeanwhile(linked, study, context))]
    const place = context.at('outlook')
    const foretold = level.needsForecast ? await forecast(all, study, place) : undefined
    const advice = level.needsPerspectives ? await advise(all, study, place) : undefined
    const findings = await compose(all, study, context)
    return withOutlook(findings, foretold, advice, task)
  },
}

/** The question as it was asked, looked for while it is classified. */
async function open(
  { level: forced }: Options,
  study: Study,
  context: Context,
): Promise<{ readonly level: Level; readonly looked: Looked }> {
  const question = { id: 'q1', text: study.task.question.trim(), origin: 'asked', dependsOn: [] }
  tellPlan([question], context)
  const classified = classify(forced, study, context)
  const looking = lookInto(question, { before: [], needed: false }, study, context.at(question.id))
  await Promise.allSettled([classified, looking])
  return { level: await classified, looked: await looking }
}

/** What was chosen on the way, and the question itself, answered from all of it. */
async function link(whole: Looked, study: Study, context: Context): Promise<readonly Looked[]> {
  const chosen = await decomposeByAtoms(whole, study, context.at('atoms'))
  if (chosen.length === 0) return [whole]
  const found = chosen.map(({ looked }) => looked).filter(({ id }) => id !== whole.id)
  const all = chosen.toReversed().reduce((before, { atom }) => withPassage(before, atom.read), whole)
  return [...found, { ...all, dependsOn: found.map(({ id }) => id) }]
}

/** Sub-questions that a person added while the loop went on; what it chooses is decided anew each round, and not edited. */
async function addedMeanwhile(
  before: readonly Looked[],
  study: Study,
  context: Context,
): Promise<readonly Looked[]> {
  const heard = await study.parts.steered.heed('atomic/end', [])
  const texts = heard.flatMap((one) => (one.kind === 'question-add' ? [one.text.trim()] : []))
  return await allEnded(
    texts.map((text, index) => {
      const question = { id: `s${index + 1}`, text, origin: 'steered', dependsOn: [] }
      return lookInto(question, { before, needed: false }, study, context.at(question.id))
    }),
  )
}

/** What no source states stands in sections of its own, after what they state; the question is then answered in part. */
function withOutlook(
  findings: Findings,
  foretold: Foretold | undefined,
  advice: Advice | undefined,
  task: ResearchTask,
): Findings {
  if (!foretold && !advice) return findings
  const words = outlookWords(task.writing?.language ?? task.language)
  const added = [foretold?.section, advice?.section].filter((one) => one !== undefined)
  const inParts = findings.sections.some(({ part }) => part !== undefined)
  const why = advice?.section ? words.byProposals : words.byForecast
  return {
    ...findings,
    sections: [...findings.sections, ...added.map((one) => (inParts ? { ...one, part: one.heading } : one))],
    plan: findings.plan.map((one) =>
      one.origin === 'asked' && added.length > 0 ? { ...one, state: 'partly' as const, why } : one,
    ),
    notes: [
      ...findings.notes,
      ...(foretold && !foretold.section ? [words.noSeries] : []),
      ...(advice && !advice.section ? [advice.unable ? words.needsModel : words.noProposals] : []),
    ],
    dropped: (findings.dropped ?? 0) + (foretold?.dropped ?? 0) + (advice?.dropped ?? 0),
  }
}
