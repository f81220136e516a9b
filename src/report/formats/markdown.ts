import type { Audit, Conflict, Report, VerdictLabel } from '#vocabulary'
import {
  conflictNumbers,
  indexCitations,
  placeOf,
  readableUri,
  standing,
  titleOf,
  type NumberedSource,
} from '../citations.ts'
import type { FormatPlug, ReportAssets } from '../format.ts'
import { claim, numbers, type Desk, type Sentence } from '../markdown/claims.ts'
import { codeSpan, escapeMarkdown, linkTo, quoteBlock } from '../markdown/text.ts'
import {
  costLine,
  coverageCounts,
  dateOf,
  methodLine,
  strategyLine,
  planOriginLabel,
  planSymbols,
  verdictSymbols,
  wordsOf,
  workLines,
  type Words,
} from '../words.ts'

/**
 * Markdown that reads well as plain text and in any viewer: no HTML, no anchors, no extension but tables and
 * strike-through. Numbers in brackets stand for the quotes listed under Sources.
 */
export const plug: FormatPlug = {
  name: 'md',
  mediaType: 'text/markdown',
  extension: 'md',
  create: () => (subject, assets) => Promise.resolve(write(subject, assets)),
}

function write(subject: Report | Audit, assets: ReportAssets): string {
  const desk: Desk = {
    subject,
    words: wordsOf(subject.language),
    index: indexCitations(subject),
    assets,
    conflictOf: conflictNumbers(subject),
  }
  const parts =
    subject.schema === 'kaoju-report/1'
      ? [head(desk), ...sections(subject, desk), conflicts(subject.conflicts, desk), plan(subject, desk)]
      : [head(desk), audited(subject, desk)]
  const all = [...parts, coverage(subject, desk.words), sources(desk), made(desk)]
  return `${all.filter((part) => part !== '').join('\n\n')}\n`
}

function head({ subject, words }: Desk): string {
  const report = subject.schema === 'kaoju-report/1' ? subject : undefined
  const below = report ? report.question : subject.schema === 'kaoju-audit/1' ? subject.file : ''
  const lines = [`# ${escapeMarkdown(subject.title)}`]
  if (below.trim() !== subject.title.trim()) lines.push(report ? quoteBlock(below) : codeSpan(below))
  const method = escapeMarkdown(methodLine(subject.method, report ? 'report' : 'audit', subject.language))
  lines.push(`**${method}**`, totals(subject, words))
  return lines.filter((line) => line !== '').join('\n\n')
}

function totals(subject: Report | Audit, words: Words): string {
  const sentences: readonly Sentence[] =
    subject.schema === 'kaoju-report/1'
      ? subject.sections.flatMap((section) => section.sentences)
      : subject.sentences
  const order: readonly VerdictLabel[] = ['supported', 'partly', 'conflicting', 'unsupported']
  const counts = order
    .map((verdict) => [verdict, sentences.filter((sentence) => sentence.verdict === verdict).length] as const)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${verdictSymbols[verdict]} ${count} ${words.verdicts[verdict]}`)
  return sentences.length === 0 ? '' : [words.sentences(sentences.length), ...counts].join(' · ')
}

function sections(report: Report, desk: Desk): string[] {
  const { words } = desk
  if (report.sections.every((section) => section.sentences.length === 0)) return [escapeMarkdown(words.empty)]
  return report.sections.map((section, index) => {
    const question = report.plan.find((planned) => planned.id === section.subQuestion)
    const state =
      question && question.state !== 'answered'
        ? [
            `*${planSymbols[question.state]} ${words.planStates[question.state]}${words.colon}${escapeMarkdown(question.why)}*`,
          ]
        : []
    const said = section.sentences.map((sentence) => claim(sentence, desk)).join('\n')
    const { part, heading } = section
    const opened = part !== undefined && part !== report.sections[index - 1]?.part
    return [
      ...(opened ? [`## ${escapeMarkdown(part)}`] : []),
      `${part === undefined ? '##' : '###'} ${escapeMarkdown(heading)}`,
      ...state,
      said,
    ].join('\n\n')
  })
}

function audited(audit: Audit, desk: Desk): string {
  if (audit.sentences.length === 0) return escapeMarkdown(desk.words.emptyAudit)
  return audit.sentences.map((sentence) => claim(sentence, desk)).join('\n')
}

function conflicts(found: readonly Conflict[], desk: Desk): string {
  if (found.length === 0) return ''
  const { words } = desk
  const told = found.map((conflict, at) => {
    const versions = conflict.resolution === 'newer-preferred' ? [words.preferred, words.replaced] : []
    const about = `### ⇄ ${at + 1}. ${escapeMarkdown(conflict.about)} (${words.conflictKinds[conflict.kind]})`
    const rows = conflict.sides.map((side, index) => {
      const date = side.citations[0]?.publishedAt
      const remarks = [
        versions[index],
        date === undefined ? undefined : words.published(escapeMarkdown(dateOf(date))),
      ]
      const remark = remarks.filter((part) => part !== undefined).join(words.comma)
      return `| **${escapeMarkdown(side.value)}** | ${escapeMarkdown(side.sentence)}${numbers(side.citations, desk)} | ${remark} |`
    })
    const table = [`| ${words.conflictColumns.join(' | ')} |`, `| --- | --- | --- |`, ...rows].join('\n')
    const note = conflict.note ? ` — ${escapeMarkdown(conflict.note)}` : ''
    return `${about}\n\n${table}\n\n**${words.resolutions[conflict.resolution]}**${note}`
  })
  return [`## ${words.conflicts}`, words.conflictsLead, ...told].join('\n\n')
}

function plan(report: Report, { words }: Desk): string {
  if (report.plan.length === 0) return ''
  const { question, state, why, origin } = words.planColumns
  const rows = report.plan.map(
    (planned) =>
      `| ${escapeMarkdown(planned.text)} | ${planSymbols[planned.state]} ${words.planStates[planned.state]} | ${escapeMarkdown(planned.why)} | ${escapeMarkdown(planOriginLabel(planned.origin, report.language))} |`,
  )
  const table = [
    `| ${question} | ${state} | ${why} | ${origin} |`,
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
  return `## ${words.plan}\n\n${table}`
}

function coverage(subject: Report | Audit, words: Words): string {
  const note = subject.coverage
  const missing = subject.schema === 'kaoju-audit/1' ? subject.missingSources : []
  const nothing = note.notes.length + note.failed.length + missing.length === 0
  const counts = [...coverageCounts(subject), ...(nothing ? [words.nothingMissing] : [])]
  const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n')
  const parts = [`## ${words.coverage}`, counts.join(words.space)]
  if (note.notes.length > 0) parts.push(list(note.notes.map(escapeMarkdown)))
  if (missing.length > 0)
    parts.push(`### ${words.missingSources}`, list(missing.map((label) => `✗ ${escapeMarkdown(label)}`)))
  if (note.failed.length > 0)
    parts.push(
      `### ${words.failures}`,
      list(note.failed.map(({ what, why }) => `${codeSpan(what)}${words.colon}${escapeMarkdown(why)}`)),
    )
  return parts.join('\n\n')
}

function sources(desk: Desk): string {
  if (desk.index.sources.length === 0) return ''
  return [`## ${desk.words.sources}`, ...desk.index.sources.map((source) => sourceEntry(source, desk))].join(
    '\n\n',
  )
}

function sourceEntry(source: NumberedSource, desk: Desk): string {
  const { words, subject, assets } = desk
  const { citation } = source.quotes[0]!
  const about = [
    ...(source.uri === '' ? [] : [codeSpan(readableUri(source.uri))]),
    ...(citation.publishedAt === undefined
      ? []
      : [escapeMarkdown(words.published(dateOf(citation.publishedAt)))]),
    ...(citation.fetchedAt === undefined ? [] : [escapeMarkdown(words.fetched(dateOf(citation.fetchedAt)))]),
    ...(citation.reader.name === ''
      ? []
      : [
          `${words.fields.reader}${words.colon}${escapeMarkdown(words.readerVersion(citation.reader.name, citation.reader.version))}`,
        ]),
    `${words.fields.document}${words.colon}${codeSpan(citation.document)}`,
  ].join(' · ')
  const copies = new Map(
    source.quotes.flatMap((quote) => quote.citation.copies ?? []).map((copy) => [copy.document, copy]),
  )
  const copied =
    copies.size === 0
      ? []
      : [
          words.copies(copies.size),
          [...copies.values()]
            .map(
              (copy) =>
                `- ${escapeMarkdown(titleOf(copy.title, subject.language))} ${codeSpan(readableUri(copy.uri))}`,
            )
            .join('\n'),
        ]
  const quotes = source.quotes.map(({ number, citation: quoted }) => {
    const place = placeOf(quoted, assets.documents.get(quoted.document), subject.language)
    const origin = quoted.origin === 'native' ? '' : words.origins[quoted.origin]
    const where = [escapeMarkdown(place), origin].filter((part) => part !== '').join(' · ')
    const warning = { stands: '', altered: words.altered, absent: '', withdrawn: words.withdrawn }[
      standing(quoted, assets)
    ]
    return `**[${number}]**${where ? ` ${where}` : ''}\n\n${quoteBlock(quoted.quote)}${warning ? `\n\n⚠ ${warning}` : ''}`
  })
  const title = linkTo(titleOf(source.title, subject.language), source.uri, citation.page)
  return [`### ${title}`, about, ...copied, ...quotes].join('\n\n')
}

function made({ subject, words }: Desk): string {
  const report = subject.schema === 'kaoju-report/1' ? subject : undefined
  const { total } = subject.timings
  const facts: readonly (readonly [string, string])[] = [
    [words.method, subject.method],
    ...(report?.strategy ? [[words.strategy, strategyLine(report.strategy, subject.language)] as const] : []),
    ...(report ? [[words.effort, report.effort] as const] : []),
    ...(subject.cost ? [[words.cost, costLine(subject.cost, subject.language)] as const] : []),
    ...(total === undefined ? [] : [[words.timings, words.seconds(total)] as const]),
    [words.created, subject.createdAt],
    [words.fields.engine, `${subject.engine.name} ${subject.engine.version}`],
    [words.fields.run, subject.run],
    [words.fields.schema, subject.schema],
  ]
  const lines = facts.map(([name, value]) => `- ${name}${words.colon}${escapeMarkdown(value)}`)
  const work = workLines(subject)
  const lists = [
    [words.models, work.models],
    [words.lost, work.lost],
    [words.steps, work.steps],
    [words.outside, work.outside],
  ] as const
  const told = lists
    .filter(([, items]) => items.length > 0)
    .flatMap(([name, items]) => [`- ${name}`, ...items.map((item) => `  - ${escapeMarkdown(item)}`)])
  return `## ${words.made}\n\n${[...lines, ...told].join('\n')}`
}
