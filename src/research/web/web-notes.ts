import type { Language, OutsideWork } from '#vocabulary'
import { explain, explainRecorded, fromErrorRecord } from '#runtime'
import type { Shelf } from '../shelf.ts'
import { wordsOf } from '../words.ts'
import type { Journey } from './journey.ts'

/** Reasons told one by one; of more only the number is told. */
const named = 3

/** What a reader must know of the way through the web: what was read, what could not be, and who did not answer. */
export function notesOnJourney(journey: Journey, shelf: Shelf, language: Language): string[] {
  const words = wordsOf(language).web
  const { documents, missed, asked, failed, unanswered, endedBy } = journey
  const inReport = documents.filter((id) => shelf.holding(id)).length
  return [
    ...(inReport > 0 || missed.length > 0 ? [words.read(inReport, missed.length)] : []),
    ...missed.slice(0, named).map(({ code, why }) => explainRecorded(code, why, language)),
    ...failed.map(({ engine, code, why }) =>
      words.engineFailed(engine, explainRecorded(code, why, language)),
    ),
    ...(unanswered ? [explain(fromErrorRecord(unanswered), language)] : []),
    ...(failed.length > 0 && asked.length > 0 ? [words.othersAnswered(asked.join(', '))] : []),
    ...(endedBy.includes('budget') ? [words.budget] : []),
  ]
}

/** The same as the report's own record: what left, who answered, how much came. */
export function outsideOf(
  { queries, asked, failed, documents, missed }: Journey,
  language: Language,
): OutsideWork {
  return {
    queries,
    answered: asked,
    failed: failed.map(({ engine, code, why }) => ({ engine, why: explainRecorded(code, why, language) })),
    brought: documents.length,
    missed: missed.length,
  }
}
