import type { Limits } from '#runtime'

/** The one dial: how much a run may look at and say. */
export type Effort = 'glance' | 'quick' | 'standard' | 'deep' | 'exhaustive'

/** The positions of the dial, from least to most. */
export const efforts = [
  'glance',
  'quick',
  'standard',
  'deep',
  'exhaustive',
] as const satisfies readonly Effort[]

/** What the dial derives; every search and every passage read is reserved from the budget it gives. */
export interface Measure {
  /** Sub-questions at most, facets included. */
  readonly questions: number
  /** Rounds of searching for what is still uncovered. */
  readonly rounds: number
  /** Passages read per search. */
  readonly passages: number
  /** Sentences published per sub-question. */
  readonly sentences: number
  /** Tokens of evidence shown to a writer per sub-question, at most. */
  readonly evidenceTokens: number
  /** Whether a broad question is opened up by the library's own headings. */
  readonly facets: boolean
  /** How far the web is looked through for one sub-question. */
  readonly web: WebMeasure
}

/** Of the web, for one sub-question. */
export interface WebMeasure {
  /** Hits wanted of the engines. */
  readonly hits: number
  /** Pages fetched in one wave; the next wave follows links and asks for the words still missing. */
  readonly pages: number
  readonly waves: number
}

const measures: Record<Effort, Measure> = {
  glance: {
    questions: 2,
    rounds: 1,
    passages: 10,
    sentences: 2,
    evidenceTokens: 1200,
    facets: false,
    web: { hits: 8, pages: 3, waves: 1 },
  },
  quick: {
    questions: 4,
    rounds: 1,
    passages: 20,
    sentences: 4,
    evidenceTokens: 2000,
    facets: false,
    web: { hits: 10, pages: 4, waves: 1 },
  },
  standard: {
    questions: 8,
    rounds: 2,
    passages: 30,
    sentences: 6,
    evidenceTokens: 3000,
    facets: true,
    web: { hits: 10, pages: 6, waves: 2 },
  },
  deep: {
    questions: 14,
    rounds: 3,
    passages: 60,
    sentences: 10,
    evidenceTokens: 5000,
    facets: true,
    web: { hits: 20, pages: 8, waves: 3 },
  },
  exhaustive: {
    questions: 24,
    rounds: 5,
    passages: 120,
    sentences: 16,
    evidenceTokens: 8000,
    facets: true,
    web: { hits: 30, pages: 12, waves: 4 },
  },
}

/** What a position of the dial allows. */
export function measureOf(effort: Effort): Measure {
  return measures[effort]
}

/** The budget of a run: what the measure can use, and not one search more. */
export function limitsOf(effort: Effort): Limits {
  const { questions, rounds, passages, web } = measures[effort]
  return {
    searches: questions * rounds + 1,
    'passages-read': (questions * rounds + 1) * passages,
    pages: questions * web.waves * web.pages,
  }
}
