import { languageOf } from '#vocabulary'
import type { Context } from '#runtime'
import { ask } from '#models'
import { clarifyByRules } from './clarify-by-rules.ts'
import { clarifyPrompt, type OpenPoint } from './clarify.prompt.ts'
import { goesOn } from './go-on.ts'
import { heldDocuments } from './held-documents.ts'
import { plainLine } from './plain-sentence.ts'
import { recordLibrary } from './recorded-library.ts'
import { refersToNothing } from './refers-to-nothing.ts'
import { openShelf } from './shelf.ts'
import type { ResearchParts, ResearchTask } from './strategy.ts'

/** What a person is asked before work begins. */
export interface Clarifying {
  readonly question: string
  /** Likely answers; any other will do. */
  readonly options: readonly string[]
  /** What the question leaves open. */
  readonly why: OpenPoint
}

/** What should be asked first; none: the question is clear. `by` as in `Thought`. */
export interface Clarification {
  readonly questions: readonly Clarifying[]
  readonly by: string
  readonly because?: string
}

/**
 * What of a question only the person who asks it can tell: at most three questions, none where it is clear (asking
 * clarifying questions: Aliannejadi et al., SIGIR 2019; a turn before the work, as deep-research products take it). By
 * the planner, checked by code; else by rules. The user's own documents are known by their titles, and nobody is asked
 * outside. What was answered goes into the task as `notes`.
 *
 * @throws what interrupts the work
 */
export async function clarify(
  task: Pick<ResearchTask, 'question' | 'language' | 'documents'>,
  parts: Pick<ResearchParts, 'library' | 'models'>,
  context: Context,
): Promise<Clarification> {
  const place = context.at('clarify')
  const question = task.question.trim()
  // The report may be in another language than the question; the person is asked in that of the question.
  const spoken = languageOf(question)
  const language = spoken === 'other' ? task.language : spoken
  const library = recordLibrary(parts.library, place)
  const shelf = await openShelf(library, task.documents)
  const held = await heldDocuments(question, language, { library, shelf }, place)
  const titles = [...new Set(held.map(({ title }) => plainLine(title)))].filter((title) => title !== '')
  const twin = () => ({ questions: clarifyByRules(question, language, titles) })
  const chat = parts.models?.planner
  if (!chat || !(await goesOn('go-on', place))) return { ...twin(), by: 'classical' }
  const open = refersToNothing(question, language)
  const prompt = clarifyPrompt({ question, language, titles, open })
  const { value, by, because } = await ask(prompt, chat, twin, place)
  return {
    questions: value.questions.map(({ why, question: text, options }) => ({
      why,
      question: plainLine(text),
      options: [...new Set(options.map(plainLine))],
    })),
    by,
    ...(because === undefined ? {} : { because }),
  }
}
