import type { Language } from '#vocabulary'
import { termsOf } from '#library'
import { decompose, withoutAskingWords } from '#reasoning'
import type { Measure } from './effort.ts'
import type { PlannedInquiry } from './inquiry.ts'
import type { ResearchTask } from './strategy.ts'

/** The question's own parts, by its grammar. */
export function planByGrammar(
  { question, language }: Pick<ResearchTask, 'question' | 'language'>,
  measure: Measure,
): PlannedInquiry[] {
  const drafts = decompose(question, language).slice(0, measure.questions)
  return drafts.map((draft, index) => ({
    id: `q${index + 1}`,
    text: draft.text,
    origin: draft.origin,
    dependsOn: draft.dependsOn.filter((on) => on < drafts.length).map((on) => `q${on + 1}`),
  }))
}

/** The longest sub-question that is one, in code units. */
const longest = 400
/** Sub-questions whose terms are this alike (Jaccard) ask the same. */
const alike = 0.85
/** Share of the question's own terms that its parts must speak of. */
const spokenOf = 0.5

/** What is wrong with a plan. */
export type PlanFault =
  | { readonly fault: 'empty' | 'uncovered' }
  | { readonly fault: 'too-many' | 'too-long' | 'repeated'; readonly at: number }

/** Tells whether sub-questions can stand for a question: there are some, not too many, none endless, none twice, nothing left out. */
export function faultInPlan(
  questions: readonly string[],
  asked: { readonly question: string; readonly language: Language; readonly most: number },
): PlanFault | undefined {
  if (questions.length === 0 || questions.some((question) => question.trim() === ''))
    return { fault: 'empty' }
  if (questions.length > asked.most) return { fault: 'too-many', at: asked.most }
  const long = questions.findIndex((question) => question.length > longest)
  if (long >= 0) return { fault: 'too-long', at: long + 1 }
  const terms = questions.map((question) => new Set(termsOf(question).keys()))
  const repeated = terms.findIndex((own, index) =>
    terms.slice(0, index).some((other) => likeness(own, other) >= alike),
  )
  if (repeated >= 0) return { fault: 'repeated', at: repeated + 1 }
  const wanted = [...termsOf(withoutAskingWords(asked.question, asked.language)).keys()]
  const said = wanted.filter((term) => terms.some((own) => own.has(term))).length
  return said < spokenOf * wanted.length ? { fault: 'uncovered' } : undefined
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((term) => b.has(term)).length
  const all = a.size + b.size - shared
  return all === 0 ? 1 : shared / all
}
