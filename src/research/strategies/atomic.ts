import { z } from 'zod'
import type { Context } from '#runtime'
import { decomposeByAtoms, withPassage } from '../atomic/decompose-by-atoms.ts'
import { classify } from '../atomic/level.ts'
import { levelNames, type Level } from '../atomic/level.prompt.ts'
import { compose } from '../compose.ts'
import { guided } from '../domain.ts'
import { tellPlan } from '../inquiry.ts'
import { lookInto, type Looked } from '../look-into.ts'
import type { StrategyPlug } from '../strategy.ts'
import { openStudy, type Study } from '../study.ts'

const options = z.object({
  /** Takes the question for one of this level, whatever a model would say. */
  level: z.enum(levelNames).optional(),
})
type Options = z.infer<typeof options>

export const plug: StrategyPlug<Options> = {
  name: 'atomic',
  options: options as z.ZodType<Options>,
  create: (chosen, parts) => async (task, context) => {
    const study = guided(openStudy(task, parts, context))
    const { level, looked } = await open(chosen, study, context)
    const all = level.level === 'factual' ? [looked] : await link(looked, study, context)
    return await compose(all, study, context)
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
  const { chosen } = await decomposeByAtoms(whole, study, context.at('atoms'))
  if (chosen.length === 0) return [whole]
  const found = chosen.map(({ looked }) => looked).filter(({ id }) => id !== whole.id)
  const all = chosen.toReversed().reduce((before, { atom }) => withPassage(before, atom.read), whole)
  return [...found, { ...all, dependsOn: found.map(({ id }) => id) }]
}
