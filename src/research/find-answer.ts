import type { Evidence } from '#vocabulary'
import type { Context } from '#runtime'
import { ask, roomFor } from '#models'
import { answerOf } from './answer-of.ts'
import { answerPrompt, type AnswerFound } from './answer.prompt.ts'
import { goesOn } from './go-on.ts'
import type { Inquiry } from './inquiry.ts'
import { deedOf } from './ledger.ts'
import { offer, type OfferedStatement } from './offer.ts'
import type { Study } from './study.ts'
import type { Weighed } from './weighed.ts'
import { idsIn } from './write-section.prompt.ts'

/** What a sub-question came to: a name, a date or a value that stands in its evidence word for word. */
export interface FoundAnswer {
  readonly text: string
  readonly evidence: readonly Evidence[]
}

/** Answers that are followed up, at most: a list opens as many further questions. */
const answersAtMost = 6
/** Before all is found, nothing is held against anything else. */
const asFound: Pick<Weighed, 'leaderOf' | 'outdated' | 'supersessions'> = {
  leaderOf: (id) => id,
  outdated: new Set(),
  supersessions: [],
}
/** Statements that a worker looks for the answer in, in tokens. */
const room = 1500

/**
 * The bare answer of a sub-question on which others depend: by the worker from the best passages, each answer taken
 * only where it stands in a statement that was cited for it; its twin takes the value that the best sentences agree on.
 */
export async function findAnswer(
  inquiry: Inquiry,
  { task: { language }, measure, parts: { models }, deeds }: Study,
  context: Context,
): Promise<readonly FoundAnswer[]> {
  const { worker } = models ?? {}
  const byRules = (): readonly FoundAnswer[] => {
    const found = answerOf(inquiry)
    return found ? [found] : []
  }
  if (!worker || !(await goesOn('find-answer/go-on', context))) return byRules()
  const wanted = {
    sentences: measure.sentences,
    room: Math.min(room, roomFor(worker.spec, 400)),
    spec: worker.spec,
    language,
  }
  const passages = offer(inquiry, inquiry.gathered.candidates, asFound, wanted)
  if (passages.length === 0) return []
  const prompt = answerPrompt({ question: inquiry.text, language, passages, most: answersAtMost })
  const thought = await ask(prompt, worker, (): AnswerFound => ({ found: false, answers: [] }), context)
  deeds.push(deedOf('find-answer', 'worker', thought))
  if (thought.by === 'classical') return byRules()
  const statements = passages.flatMap((passage) => passage.statements)
  return answersIn(thought.value, statements).slice(0, answersAtMost)
}

/** What stands word for word where it is said to stand; each once. */
function answersIn({ answers }: AnswerFound, statements: readonly OfferedStatement[]): FoundAnswer[] {
  const ids = statements.map(({ id }) => id)
  const found = new Map<string, FoundAnswer>()
  for (const { text: told, evidence } of answers) {
    const text = told.trim().replace(/[.。]$/u, '')
    const cited = new Set(idsIn(evidence, ids))
    const holding = statements.filter(({ id, text: said }) => cited.has(id) && holds(said, text))
    if (text === '' || holding.length === 0 || found.has(bare(text))) continue
    found.set(bare(text), { text, evidence: holding.flatMap((one) => one.evidence) })
  }
  return [...found.values()]
}

/** In whatever width, case and spacing. */
function bare(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim()
}

function holds(said: string, text: string): boolean {
  return bare(said).includes(bare(text))
}
