import { headingsAt } from '#vocabulary'
import type { Context } from '#runtime'
import { ask } from '#models'
import { fillSlots, queryKey, withoutAskingWords } from '#reasoning'
import { answerOf } from '../answer-of.ts'
import { goesOn } from '../go-on.ts'
import { deedOf } from '../ledger.ts'
import type { Looked } from '../look-into.ts'
import { inventsAddress, plainLine } from '../plain-sentence.ts'
import { planByGrammar } from '../plan.ts'
import type { Study } from '../study.ts'
import { aboutOf, textOf } from './atomise.ts'
import type { Atom } from './atoms.ts'
import { proposePrompt, type Proposed, type ShownChoice } from './propose.prompt.ts'
import { selectPrompt, type Selected } from './select.prompt.ts'

/** An atom that was chosen, as a sub-question that was looked into. */
export interface Choice {
  readonly atom: Atom
  readonly looked: Looked
}

/** Proposals of one round, at most. */
export const proposalsAtMost = 4

/** What to ask next, and whether a model said so. */
export interface Proposals {
  readonly texts: readonly string[]
  readonly byModel: boolean
}

/**
 * What to ask next: by the planner, given what was chosen; its twin asks the next parts of the question by its grammar,
 * with the answers found so far in the place of slots. Nothing is asked when nothing is missing.
 *
 * @param failed proposals that found nothing, to be put in other words
 */
export async function propose(
  chosen: readonly Choice[],
  failed: readonly string[],
  study: Study,
  context: Context,
): Promise<Proposals> {
  const { task, measure, parts, deeds } = study
  const { planner } = parts.models ?? {}
  const byRules = (): Proposals => ({ texts: proposeByGrammar(chosen, failed, study), byModel: false })
  if (!planner || !(await goesOn(failed.length > 0 ? 'propose-again/go-on' : 'propose/go-on', context)))
    return byRules()
  const { question, language } = task
  const most = Math.min(proposalsAtMost, measure.questions)
  const shown = chosen.map(shownChoice)
  const prompt = proposePrompt({ question: question.trim(), language, chosen: shown, failed, most })
  const thought = await ask(prompt, planner, (): Proposed => ({ thinking: '', subQuestions: [] }), context)
  deeds.push(deedOf('propose', 'planner', thought))
  // No usable answer is not "nothing is missing".
  if (thought.by === 'classical') return byRules()
  const known = [question, ...chosen.map(({ atom }) => textOf(atom.read))]
  const said = new Set(failed.map(queryKey))
  const texts = thought.value.subQuestions
    .map(plainLine)
    .filter((text) => /\p{L}/u.test(text) && text.length <= 300 && !inventsAddress(text, known))
    .filter((text) => !said.has(queryKey(text)))
  return { texts: [...new Set(texts)].slice(0, most), byModel: true }
}

function proposeByGrammar(
  chosen: readonly Choice[],
  failed: readonly string[],
  { task, measure }: Study,
): string[] {
  const asked = new Set(chosen.map(({ looked }) => queryKey(looked.text)))
  const answers = new Map<string, readonly string[]>()
  const texts: string[] = []
  for (const part of planByGrammar(task, measure)) {
    // What is put together from parts is asked of the parts.
    if (part.dependsOn.length > 0 && !part.text.includes('{')) continue
    for (const text of fillSlots(part, answers, 1)) {
      const one = chosen.find(({ looked }) => queryKey(looked.text) === queryKey(text))
      const found = one && answerOf(one.looked)
      if (found) answers.set(part.id, [found.text])
      if (!asked.has(queryKey(text)) && !text.includes('{')) texts.push(text)
    }
  }
  if (failed.length === 0) return texts.slice(0, proposalsAtMost)
  const said = new Set(failed.map(queryKey))
  return failed
    .map((text) => withoutAskingWords(text, task.language))
    .filter((text) => !said.has(queryKey(text)))
}

/** Which of the questions that can be answered is taken next; undefined: none. Its twin takes the first. */
export async function select(
  chosen: readonly Choice[],
  listed: readonly Atom[],
  byProposal: boolean,
  study: Study,
  context: Context,
): Promise<Atom | undefined> {
  const { task, parts, deeds } = study
  const { planner } = parts.models ?? {}
  // What no proposal asked for is taken only where there is nothing yet.
  const byRules = (): Atom | undefined => (byProposal || chosen.length === 0 ? listed[0] : undefined)
  if (!planner || !(await goesOn('select/go-on', context))) return byRules()
  const prompt = selectPrompt({
    question: task.question.trim(),
    language: task.language,
    chosen: chosen.map(shownChoice),
    listed: listed.map(({ question }) => question),
  })
  const thought = await ask(prompt, planner, (): Selected => ({ thinking: '', questionIndex: null }), context)
  deeds.push(deedOf('select', 'planner', thought))
  if (thought.by === 'classical') return byRules()
  const { questionIndex } = thought.value
  return questionIndex === null ? undefined : listed[questionIndex - 1]
}

function shownChoice({ atom: { read }, looked }: Choice): ShownChoice {
  const { document, passage } = read
  return {
    question: looked.text,
    text: textOf(read),
    about: aboutOf(document.title, headingsAt(document, passage.start)),
  }
}
