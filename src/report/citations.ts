import type {
  Audit,
  Citation,
  Document,
  DocumentId,
  EvidenceId,
  Language,
  Report,
  VerdictLabel,
} from '#vocabulary'
import type { ReportAssets } from './format.ts'
import { wordsOf } from './words.ts'

/** A distinct quote of a report under the number that stands for it. */
export interface NumberedCitation {
  /** 1, 2, 3 … in order of first appearance. */
  readonly number: number
  readonly citation: Citation
}

/** One document (or what is left of it) and the quotes taken from it. */
export interface NumberedSource {
  readonly number: number
  readonly document: DocumentId
  readonly uri: string
  readonly title: string
  readonly quotes: readonly NumberedCitation[]
}

/** All quotes of a report or audit, numbered by code: no writer ever chooses a number. */
export interface CitationIndex {
  readonly citations: readonly NumberedCitation[]
  readonly sources: readonly NumberedSource[]
  numberOf(citation: Citation): number
}

/** Numbers the quotes of a report or audit in order of first appearance; the same span has one number. */
export function indexCitations(subject: Report | Audit): CitationIndex {
  const numbers = new Map<string, NumberedCitation>()
  for (const citation of citationsOf(subject)) {
    const key = keyOf(citation)
    if (!numbers.has(key)) numbers.set(key, { number: numbers.size + 1, citation })
  }
  const citations = [...numbers.values()]
  return {
    citations,
    sources: sourcesOf(citations),
    numberOf: (citation) => numbers.get(keyOf(citation))!.number,
  }
}

/** The documents that a report or audit cites: what its assets should hold. */
export function collectDocuments(subject: Report | Audit): DocumentId[] {
  return [...new Set(citationsOf(subject).map((citation) => citation.document))]
}

function citationsOf(subject: Report | Audit): Citation[] {
  if (subject.schema === 'kaoju-audit/1') return subject.sentences.flatMap((sentence) => sentence.citations)
  const written = subject.sections.flatMap((section) =>
    section.sentences.flatMap((sentence) => sentence.citations),
  )
  const disputed = subject.conflicts.flatMap((conflict) => conflict.sides.flatMap((side) => side.citations))
  return [...written, ...disputed]
}

/** Two citations are one when they say the same words of the same place. */
function keyOf({ document, start, end, quote }: Citation): string {
  return JSON.stringify([document, start, end, quote])
}

function sourcesOf(citations: readonly NumberedCitation[]): NumberedSource[] {
  const groups = new Map<DocumentId, NumberedCitation[]>()
  for (const entry of citations) {
    const group = groups.get(entry.citation.document)
    if (group) group.push(entry)
    else groups.set(entry.citation.document, [entry])
  }
  return [...groups].map(([document, quotes], index) => {
    const { uri, title } = quotes[0]!.citation
    return { number: index + 1, document, uri, title, quotes }
  })
}

/** The citation that carries a piece of evidence, among those of one sentence. */
export function citationOf(evidence: EvidenceId, citations: readonly Citation[]): Citation | undefined {
  return citations.find((citation) => citation.evidence === evidence)
}

/** In which disagreement (1, 2 …) a piece of evidence takes part. */
export function conflictNumbers(subject: Report | Audit): ReadonlyMap<EvidenceId, number> {
  const conflicts = subject.schema === 'kaoju-report/1' ? subject.conflicts : []
  return new Map(
    conflicts.flatMap(({ sides }, index) =>
      sides.flatMap(({ citations }) => citations.map(({ evidence }) => [evidence, index + 1] as const)),
    ),
  )
}

/** What the sources say where a sentence says something else; the first few, each once. */
export function opposed(sentence: {
  readonly text: string
  readonly verdict: VerdictLabel
  readonly citations: readonly Citation[]
}): Citation[] {
  if (sentence.verdict === 'supported') return []
  const others = sentence.citations.filter(
    ({ quote }) => quote.replace(/\s+/g, ' ') !== sentence.text.replace(/\s+/g, ' '),
  )
  return others
    .filter((citation, index) => others.findIndex(({ quote }) => quote === citation.quote) === index)
    .slice(0, 3)
}

/** Page or cell as a reader would say it: `p. 3`, `table 2, row 4, column 1`; '' where there is neither. */
export function placeOf(citation: Citation, document: Document | undefined, language: Language): string {
  const words = wordsOf(language)
  const places: string[] = []
  if (citation.page !== undefined) {
    const label = document?.pages.find((page) => page.number === citation.page)?.label
    places.push(
      label && label !== String(citation.page)
        ? `${words.page(citation.page)} (${label})`
        : words.page(citation.page),
    )
  }
  if (citation.cell) {
    const { table, row, column } = citation.cell
    places.push(words.cell(table + 1, row + 1, column + 1))
  }
  return places.join(words.comma)
}

/**
 * The address of a source as a link, or undefined when its scheme is not one of file, http and https. A PDF
 * opens at the page.
 */
export function safeLink(uri: string, page?: number): string | undefined {
  if (!URL.canParse(uri)) return undefined
  const url = new URL(uri)
  if (!['file:', 'http:', 'https:'].includes(url.protocol)) return undefined
  if (page !== undefined && url.hash === '' && /\.pdf$/i.test(url.pathname)) url.hash = `page=${page}`
  return url.href
}

/** An address for people: percent-escapes of letters undone, so that Chinese file names can be read. */
export function readableUri(uri: string): string {
  try {
    return decodeURI(uri)
  } catch {
    return uri
  }
}

/** A source's title, or that it is no longer held. */
export function titleOf(title: string, language: Language): string {
  return title.trim() === '' ? wordsOf(language).untitled : title
}

/** Whether the cited words stand where the citation says; `absent` when the document is not at hand. */
export function standing(
  citation: Citation,
  assets: ReportAssets,
): 'stands' | 'altered' | 'absent' | 'withdrawn' {
  if (citation.withdrawn) return 'withdrawn'
  const document = assets.documents.get(citation.document)
  if (!document) return 'absent'
  return document.text.slice(citation.start, citation.end) === citation.quote ? 'stands' : 'altered'
}
