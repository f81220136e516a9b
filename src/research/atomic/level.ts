import type { Language } from '#vocabulary'
import type { Context } from '#runtime'
import { ask } from '#models'
import { decompose } from '#reasoning'
import { goesOn } from '../go-on.ts'
import { deedOf } from '../ledger.ts'
import type { Study } from '../study.ts'
import { levelPrompt, needing, type Level, type LevelName } from './level.prompt.ts'

const ahead =
  /\b(?:forecast|predict(?:ion|ed|s)?|project(?:ion|ed)|expected to|outlook|extrapolat\w*|will\b.*\b(?:be|reach|have|cost|fall|rise|grow)|(?:next|coming) (?:year|decade|\w+ years)|by 20[3-9]\d)\b|预测|预计|展望|将会|将达到|明年|后年|未来.{0,12}(?:趋势|走势|如何|多少|几年)/iu
const proposing =
  /\b(?:propose|suggest|recommend|brainstorm|design (?:a|an|the|some)|come up with|ideas for|how (?:could|should|might|can) (?:we|they|it|one|\w+ be)|what (?:could|should) be done)\b|提出.{0,12}(?:方案|建议|设想|措施)|设计.{0,12}方案|如何(?:改进|改善|提高|避免)|怎样(?:改进|改善)|有(?:什么|哪些)建议|出谋划策/iu

/** The level of a question by its words; the twin of the classifier. */
export function levelByWords(question: string, language: Language): Level {
  if (proposing.test(question)) return needing('creative', '')
  if (ahead.test(question)) return needing('predictive', '')
  return needing(decompose(question, language).length > 1 ? 'linkable' : 'factual', '')
}

/** The level of the task's question, by the worker or by its words; recorded in the run. */
export async function classify(
  forced: LevelName | undefined,
  study: Study,
  context: Context,
): Promise<Level> {
  const { task, parts, deeds } = study
  if (forced !== undefined) return needing(forced, '')
  const { worker } = parts.models ?? {}
  const question = task.question.trim()
  const byWords = (): Level => levelByWords(question, task.language)
  const decide = async (): Promise<Level> => {
    if (!worker || !(await goesOn('level/go-on', context))) return byWords()
    const thought = await ask(levelPrompt({ question, language: task.language }), worker, byWords, context)
    deeds.push(deedOf('level', 'worker', thought))
    return thought.value
  }
  const level = await decide()
  return await context.observe('level/decided', { level }, () => level)
}
