import type { Previous } from './strategy.ts'

/** A question that asks on from another, so that it can be understood without it. */
export function standAlone(question: string, _previous: Pick<Previous, 'question' | 'title'>): string {
  return question
}
