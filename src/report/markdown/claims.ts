import type { Audit, Citation, Report, ReportSentence } from '#vocabulary'
import { citationOf, opposed, type CitationIndex } from '../citations.ts'
import { formulaOf } from '../expression.ts'
import type { ReportAssets } from '../format.ts'
import { explainReason, favourable } from '../reasons.ts'
import { judgeOf, verdictSymbols, type Words } from '../words.ts'
import { escapeMarkdown } from './text.ts'

/** What every part of the text needs to know. */
export interface Desk {
  readonly subject: Report | Audit
  readonly words: Words
  readonly index: CitationIndex
  readonly assets: ReportAssets
  /** Number of the conflict in which a piece of evidence takes part. */
  readonly conflictOf: ReadonlyMap<string, number>
}

export type Sentence = ReportSentence | Audit['sentences'][number]

/** A sentence as a list item; what there is to say of it stands below, indented. */
export function claim(sentence: Sentence, desk: Desk): string {
  const { words } = desk
  const { language } = desk.subject
  const report = 'kind' in sentence ? sentence : undefined
  const text = escapeMarkdown(sentence.text)
  const kind = report && report.kind !== 'quoted' ? `*${words.kinds[report.kind]}*${words.colon}` : ''
  const said = sentence.verdict === 'unsupported' ? `~~${text}~~` : text
  const verdict = `${verdictSymbols[sentence.verdict]}${sentence.verdict === 'supported' ? '' : ` **${words.verdicts[sentence.verdict]}**`}`
  // That a supported sentence is verbatim is what its mark says already.
  const reasons = sentence.reasons.filter(
    ({ code }) => sentence.verdict !== 'supported' || !favourable.has(code),
  )
  const below = [
    ...(report && report.kind !== 'quoted'
      ? []
      : opposed(sentence).map((citation) => against(citation, desk))),
    ...(report?.expression ? [formula(report, desk)] : []),
    ...(report?.kind === 'inferred' ? premises(report, words) : []),
    ...reasons.map((reason) => escapeMarkdown(explainReason(reason, language))),
    ...disputed(sentence, desk),
    ...('cites' in sentence ? namedSources(sentence, words) : []),
    ...(report && desk.subject.method !== 'extractive' ? [escapeMarkdown(words.writer(report.writer))] : []),
    ...(sentence.verifier ? [escapeMarkdown(words.judged(judgeOf(sentence.verifier)))] : []),
  ]
  const lines = [
    `- ${kind}${said}${numbers(sentence.citations, desk)} ${verdict}`,
    ...below.map((line) => `  - ${line}`),
  ]
  return lines.join('\n')
}

/** The numbers after a sentence. */
export function numbers(citations: readonly Citation[], { index }: Desk): string {
  const found = [...new Set(citations.map((citation) => index.numberOf(citation)))]
  return found.length === 0 ? '' : ` ${found.map((number) => `[${number}]`).join('')}`
}

function against(citation: Citation, desk: Desk): string {
  const { words } = desk
  return `${words.sourceSays}${words.colon}${words.quote(escapeMarkdown(citation.quote))} [${desk.index.numberOf(citation)}]`
}

function formula(sentence: ReportSentence, { index, subject, words }: Desk): string {
  const parts = formulaOf(sentence.expression!, subject.language).map((part) => {
    if (part.type === 'sign') return part.text
    const citation = citationOf(part.evidence, sentence.citations)
    return `${escapeMarkdown(part.text)} ${citation ? `[${index.numberOf(citation)}]` : `(${words.noCitation})`}`
  })
  return `${words.working}${words.colon}${parts.join('')}`
}

function premises(sentence: ReportSentence, words: Words): string[] {
  const texts = sentence.premises ?? []
  const listed =
    texts.length === 0
      ? words.noCitation
      : texts.map((premise) => words.quote(escapeMarkdown(premise))).join(' ')
  return [`${words.premises}${words.colon}${listed}`]
}

function disputed(sentence: Sentence, { conflictOf, words }: Desk): string[] {
  const found = new Set(
    sentence.citations
      .map(({ evidence }) => conflictOf.get(evidence))
      .filter((number) => number !== undefined),
  )
  return [...found].map((number) => `⇄ ${words.seeConflict(number)}`)
}

function namedSources(sentence: Audit['sentences'][number], words: Words): string[] {
  return sentence.cites.map(
    ({ label, held }) =>
      `${held ? '✓' : '✗'} ${escapeMarkdown(label)} (${held ? words.held : words.notHeld})`,
  )
}
