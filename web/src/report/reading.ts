import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Signal } from '@preact/signals'
import {
  conflictNumbers,
  indexCitations,
  placeOf,
  titleOf,
  type CitationIndex,
} from '../../../src/report/citations.ts'
import type { Citation, Conflict, Language, Report, ReportSection } from '../../../src/vocabulary/index.ts'
import { wordsOf, type Words } from '../../../src/report/words.ts'
import type { Judgements } from './judgements.ts'
import { reportWords, type ReportWords } from './words.ts'

/** The citation that is looked at, and the mark beside which it is shown. */
export interface Glance {
  readonly citation: Citation
  readonly mark: HTMLElement
  /** It was touched: there is no pointer that could rest on it. */
  readonly touched: boolean
}

/** What every part of the view needs to know. */
export interface Reading {
  readonly run: string
  /** The page's, which the apparatus speaks; the report's own texts are in the report's. */
  readonly language: Language
  readonly textLanguage: Language | undefined
  readonly words: Words
  readonly own: ReportWords
  /** What the whole is called: a heading that says the same is not shown twice. */
  readonly title: string | undefined
  readonly index: CitationIndex
  /** In which disagreement (1, 2 …) a piece of evidence takes part. */
  readonly conflictOf: ReadonlyMap<string, number>
  /** Who found a piece of evidence to bear its sentence where the literal check left it open: `judge:<model>`. */
  readonly verifierOf: ReadonlyMap<string, string>
  /** Who wrote most of it: sentences of others say so. */
  readonly usualWriter: string | undefined
  readonly glance: Signal<Glance | undefined>
  /** Absent while the report is being written. */
  readonly judgements?: Judgements
}

export interface Told {
  /** Of a finished report. */
  readonly title?: string
  readonly sections: readonly ReportSection[]
  readonly conflicts: readonly Conflict[]
}

/** The numbers of citations, as every format of the report has them. */
export function readingOf(
  told: Told,
  given: Pick<Reading, 'run' | 'language' | 'textLanguage' | 'glance' | 'judgements'>,
): Reading {
  // Numbering reads sections and conflicts only; a report that is being written has no more.
  const subject = { schema: 'kaoju-report/1', ...told } as Report
  const sentences = told.sections.flatMap((section) => section.sentences)
  return {
    ...given,
    verifierOf: new Map(
      sentences.flatMap(({ verifier, citations }) =>
        verifier === undefined ? [] : citations.map(({ evidence }) => [evidence, verifier] as const),
      ),
    ),
    usualWriter: mostFrequent(sentences.map(({ writer }) => writer)),
    title: told.title,
    words: wordsOf(given.language),
    own: reportWords[given.language],
    index: indexCitations(subject),
    conflictOf: conflictNumbers(subject),
  }
}

export const ReadingContext = createContext<Reading | undefined>(undefined)

export function useReading(): Reading {
  return useContext(ReadingContext)!
}

/** `p. 12`, `table 1, row 2, column 3`, or nothing. */
export function placeIn(citation: Citation, language: Language): string {
  return placeOf(citation, undefined, language)
}

export function titleIn(title: string, language: Language): string {
  return titleOf(title, language)
}

/** A word that a table has for a name that came from outside; else the name itself. */
export function namedIn(table: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(table, name) ? table[name]! : name
}

function mostFrequent(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0]
}
