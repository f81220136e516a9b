import type { Language } from '#vocabulary'
import { termsOf } from '#library'
import { namesIn, sentencesIn } from '#reading'
import { decompose, withoutAskingWords } from '#reasoning'
import type { Measure } from './effort.ts'
import type { PlannedInquiry } from './inquiry.ts'
import { inventsAddress, plainLine } from './plain-sentence.ts'
import type { ResearchTask } from './strategy.ts'

/** The question's own parts, by its grammar. */
export function planByGrammar(
  { question, language }: Pick<ResearchTask, 'question' | 'language'>,
  measure: Pick<Measure, 'questions'>,
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
  | { readonly fault: 'too-many' | 'too-long' | 'repeated' | 'no-question' | 'added'; readonly at: number }

/**
 * Tells whether sub-questions can stand for a question: there are some, not too many, none endless, none twice, nothing
 * left out. They become headings, which nobody verifies: of several each asks one thing about what was asked, and
 * holds no figure, name or address that was not in the question.
 */
export function faultInPlan(
  given: readonly string[],
  asked: { readonly question: string; readonly language: Language; readonly most: number },
): PlanFault | undefined {
  const questions = given.map(plainLine)
  if (questions.length === 0 || questions.includes('')) return { fault: 'empty' }
  if (questions.length > asked.most) return { fault: 'too-many', at: asked.most }
  const long = questions.findIndex((question) => question.length > longest)
  if (long >= 0) return { fault: 'too-long', at: long + 1 }
  if (questions.length > 1) {
    const stating = questions.findIndex((question) => !asksOneThing(question))
    if (stating >= 0) return { fault: 'no-question', at: stating + 1 }
    const adding = questions.findIndex((question) => adds(question, asked.question))
    if (adding >= 0) return { fault: 'added', at: adding + 1 }
  }
  const terms = questions.map((question) => new Set(termsOf(question).keys()))
  const repeated = terms.findIndex((own, index) =>
    terms.slice(0, index).some((other) => likeness(own, other) >= alike),
  )
  if (repeated >= 0) return { fault: 'repeated', at: repeated + 1 }
  const wanted = [...termsOf(withoutAskingWords(asked.question, asked.language)).keys()]
  const said = wanted.filter((term) => terms.some((own) => own.has(term))).length
  return said < spokenOf * wanted.length ? { fault: 'uncovered' } : undefined
}

function asksOneThing(question: string): boolean {
  return /[?？]$/u.test(question) && sentencesIn(question).length === 1
}

function adds(question: string, asked: string): boolean {
  const given = asked.toLowerCase()
  const figures = question.match(/\d+(?:[.,]\d+)*/g) ?? []
  // The word that opens a question is a name to nobody.
  const names = namesIn(question.replace(/^\P{L}*\p{Lu}\p{Ll}*\s/u, '')).flatMap(({ text }) => [
    ...termsOf(text).keys(),
  ])
  const known = termsOf(asked)
  return (
    figures.some((figure) => !given.includes(figure)) ||
    names.some((name) => !known.has(name)) ||
    inventsAddress(question, [asked]) ||
    ![...termsOf(question).keys()].some((term) => known.has(term))
  )
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((term) => b.has(term)).length
  const all = a.size + b.size - shared
  return all === 0 ? 1 : shared / all
}
