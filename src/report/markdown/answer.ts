import type { Citation, Conflict, Language, Report, ReportSection, ReportSentence } from '#vocabulary'
import { citationOf, opposed, placeOf, readableUri, titleOf } from '../citations.ts'
import { formulaOf } from '../expression.ts'
import { explainReason, favourable } from '../reasons.ts'
import { dateOf, methodLine, wordsOf, workLines, type Words } from '../words.ts'
import { codeSpan, escapeMarkdown, linkTo } from './text.ts'

/** A mark like `[1]` in an answer's text: UTF-16 code units, and the quote that it stands for. */
export interface AnswerMark {
  readonly number: number
  readonly start: number
  readonly end: number
  readonly citation: Citation
}

/**
 * A report told as an answer in a conversation, a piece at a time while the run publishes its sections.
 *
 * 1. The text is what the pieces make one after another: whoever reads along and whoever waits read the same.
 * 2. Marks are numbered in order of first appearance, as in every other format.
 * 3. Text from documents shows itself and does nothing: see `escapeMarkdown`.
 */
export interface Answer {
  /** All that was told so far. */
  readonly text: string
  readonly marks: readonly AnswerMark[]
  /** Tells the next section. @returns its text */
  section(section: ReportSection): string
  /** Tells what stands below the sections: disagreements, gaps, sources, who did it, and the run. @returns its text */
  end(report: Report): string
}

/** An answer with nothing told yet. */
export function createAnswer(language: Language): Answer {
  const words = wordsOf(language)
  const numbers = new Map<string, { readonly number: number; readonly citation: Citation }>()
  const marks: AnswerMark[] = []
  const said = new Set<string>()
  let text = ''
  let part: string | undefined
  let sections = 0

  const write = (piece: string): void => void (text += piece)
  const block = (piece: string): void => write(text === '' ? piece : `\n\n${piece}`)
  const mark = (citations: readonly Citation[]): void => {
    const told = new Set<number>()
    for (const citation of citations) {
      const key = JSON.stringify([citation.document, citation.start, citation.end, citation.quote])
      const { number } = numbers.get(key) ?? { number: numbers.size + 1 }
      numbers.set(key, { number, citation })
      if (told.has(number)) continue
      if (told.size === 0) write(' ')
      told.add(number)
      const start = text.length
      write(`[${number}]`)
      marks.push({ number, start, end: text.length, citation })
    }
  }
  const sentence = (one: ReportSentence): void => {
    said.add(plain(one.text))
    const kind = one.kind === 'quoted' ? '' : `*${words.kinds[one.kind]}*${words.colon}`
    const stated = escapeMarkdown(one.text)
    write(`- ${kind}${one.verdict === 'unsupported' ? `~~${stated}~~` : stated}`)
    mark(one.citations)
    if (one.verdict !== 'supported') write(` **${words.verdicts[one.verdict]}**`)
    for (const line of below(one, language, words)) {
      write('\n  - ')
      for (const piece of line) {
        write(piece.text)
        mark(piece.citations)
      }
    }
  }
  const told = (tell: () => void): string => {
    const before = text.length
    tell()
    return text.slice(before)
  }
  return {
    get text() {
      return text
    },
    marks,
    section: (section) =>
      told(() => {
        sections += 1
        if (section.part !== undefined && section.part !== part) block(`## ${escapeMarkdown(section.part)}`)
        part = section.part
        block(`${part === undefined ? '##' : '###'} ${escapeMarkdown(section.heading)}`)
        write('\n\n')
        for (const [index, one] of section.sentences.entries()) {
          if (index > 0) write('\n')
          sentence(one)
        }
      }),
    end: (report) =>
      told(() => {
        const { run, plan, conflicts, coverage } = report
        if (sections === 0 && conflicts.length === 0) block(escapeMarkdown(words.empty))
        if (conflicts.length > 0) block(`## ${words.conflicts}`)
        for (const conflict of conflicts) tellConflict(conflict, words, { block, write, mark })
        const missing = missingFrom({ plan, coverage }, words)
        if (missing.length > 0)
          block(`## ${words.coverage}\n\n${missing.map((one) => `- ${one}`).join('\n')}`)
        const entries = [...numbers.values()]
        if (entries.length > 0) {
          const lines = entries.map((entry) => sourceLine(entry, said, language))
          block(`## ${words.sources}\n\n${lines.join('\n')}`)
        }
        block(`## ${words.made}\n\n${madeBy(report)}`)
        block(`${words.fields.run}${words.colon}${run}`)
      }),
  }
}

/** The run that an answer's last line names; undefined: it is none of ours. */
export function runNamedIn(answer: string): string | undefined {
  const last = answer.trimEnd().split('\n').at(-1) ?? ''
  return /^(?:Run: |运行：)(run-[\dTa-f-]{10,60})$/.exec(last.trim())?.[1]
}

/** A piece of a line, and what its marks stand for. */
interface Piece {
  readonly text: string
  readonly citations: readonly Citation[]
}

/** What there is to say of a sentence beyond its words: what speaks against it, how it was computed, what it follows from. */
function below(one: ReportSentence, language: Language, words: Words): Piece[][] {
  const bare = (text: string): Piece => ({ text, citations: [] })
  const against = one.kind === 'quoted' ? opposed(one) : []
  const premises = one.kind === 'inferred' ? (one.premises ?? []) : []
  const reasons = one.reasons.filter(({ code }) => one.verdict !== 'supported' && !favourable.has(code))
  const inferred = premises.map((premise) => words.quote(escapeMarkdown(premise))).join(' ')
  const formula = one.expression ? formulaOf(one.expression, language) : []
  const values = formula.map((piece): Piece => {
    if (piece.type === 'sign') return bare(piece.text)
    const citation = citationOf(piece.evidence, one.citations)
    return { text: escapeMarkdown(piece.text), citations: citation ? [citation] : [] }
  })
  return [
    ...against.map((citation) => [
      {
        text: `${words.sourceSays}${words.colon}${words.quote(escapeMarkdown(citation.quote))}`,
        citations: [citation],
      },
    ]),
    ...(values.length > 0 ? [[bare(`${words.working}${words.colon}`), ...values]] : []),
    ...(premises.length > 0 ? [[bare(`${words.premises}${words.colon}${inferred}`)]] : []),
    ...reasons.map((reason) => [bare(escapeMarkdown(explainReason(reason, language)))]),
  ]
}

function tellConflict(
  { about, kind, sides, resolution, note }: Conflict,
  words: Words,
  {
    block,
    write,
    mark,
  }: {
    readonly block: (piece: string) => void
    readonly write: (piece: string) => void
    readonly mark: (citations: readonly Citation[]) => void
  },
): void {
  block(`**${escapeMarkdown(about)}** (${words.conflictKinds[kind]})\n`)
  for (const side of sides) {
    write(`\n- **${escapeMarkdown(side.value)}**${words.colon}${escapeMarkdown(side.sentence)}`)
    mark(side.citations)
  }
  block(`${words.resolutions[resolution]}${note ? `${words.semicolon}${escapeMarkdown(note)}` : ''}`)
}

/** What was asked and is not answered, and what was not read, a line each. */
function missingFrom({ plan, coverage }: Pick<Report, 'plan' | 'coverage'>, words: Words): string[] {
  const open = plan.filter(
    ({ state, origin, why }) =>
      state !== 'answered' && origin !== 'facet' && !coverage.notes.some((note) => why && note.includes(why)),
  )
  return [
    ...open.map(({ text, state, why }) =>
      [`${escapeMarkdown(text)} *${words.planStates[state]}*`, escapeMarkdown(why)]
        .filter((one) => one !== '')
        .join(words.colon),
    ),
    ...coverage.notes.map(escapeMarkdown),
    ...coverage.failed.map(
      ({ what, why }) => `${codeSpan(fileOf(what))}${words.colon}${escapeMarkdown(why)}`,
    ),
  ]
}

/** Who wrote it, and which steps models and rules did. */
function madeBy(report: Report): string {
  const method = escapeMarkdown(methodLine(report.method, 'report', report.language))
  return [method, ...workLines(report).steps.map(escapeMarkdown)].map((line) => `- ${line}`).join('\n')
}

/** A source under its number: what it is called, where in it, from when; its words where no sentence above has them. */
function sourceLine(
  { number, citation }: { readonly number: number; readonly citation: Citation },
  said: ReadonlySet<string>,
  language: Language,
): string {
  const words = wordsOf(language)
  const { uri, page, publishedAt, quote, withdrawn } = citation
  const title = titleOf(citation.title, language)
  const onWeb = /^https?:/i.test(uri)
  const place = placeOf(citation, undefined, language)
  const about = [
    onWeb ? linkTo(title, uri, page) : escapeMarkdown(title),
    ...(onWeb || uri === '' ? [] : [codeSpan(fileOf(uri))]),
    ...(place === '' ? [] : [escapeMarkdown(place)]),
    ...(publishedAt === undefined ? [] : [escapeMarkdown(words.published(dateOf(publishedAt)))]),
    ...(withdrawn ? [words.withdrawn] : []),
  ]
  const shown = said.has(plain(quote)) ? '' : `${words.colon}${words.quote(escapeMarkdown(shortened(quote)))}`
  return `${number}. ${about.join(' · ')}${shown}`
}

/** Of a file its name: where it lies on the server's disk is nobody's business. */
function fileOf(uri: string): string {
  return /^https?:/i.test(uri) ? readableUri(uri) : readableUri(uri).split(/[/\\]/).at(-1)!
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

const longest = 400

function shortened(quote: string): string {
  return quote.length <= longest ? quote : `${quote.slice(0, longest).trimEnd()}…`
}
