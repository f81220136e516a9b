import type { Block, Citation, Language, Page, Table } from '../../../src/vocabulary/index.ts'
import { api } from '../api/api.ts'
import { Refusal } from '../api/client.ts'
import { reportWords } from './words.ts'

/** A stretch of a document's text with its structure; all positions are the document's. */
export interface Stretch {
  readonly start: number
  readonly end: number
  /** Code units of the whole document. */
  readonly length: number
  readonly text: string
  readonly blocks: readonly Block[]
  readonly tables: readonly Table[]
  readonly pages: readonly Page[]
}

/** How far around a quote, and how far on, one asks at once; the server gives 16 k at most. */
const around = 4_000
export const step = 8_000

/** The surroundings of a quote. */
export function stretchAround({ document, start, end }: Citation): Promise<Stretch> {
  return stretchOf(document, Math.max(0, start - around), Math.max(end, start) + around)
}

export async function stretchOf(document: string, start: number, end: number): Promise<Stretch> {
  return api.documentText<Stretch>(document, start, end)
}

/** A piece of evidence that no report at hand cites, as the library knows it. */
export function citationOf(evidence: string): Promise<Citation> {
  return api.evidence<Citation>(evidence)
}

/** Why something was refused, as the server said it, or that it said nothing. */
export function whyOf(error: unknown, language: Language): string {
  const said = error instanceof Refusal || error instanceof Error ? error.message : ''
  return said === '' ? reportWords[language].nobodyAnswered : said
}
