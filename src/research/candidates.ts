import type { Document, Evidence, Passage, Span, Table, TableCell } from '#vocabulary'
import { headingsAt } from '#vocabulary'
import { termsOf } from '#library'
import { datesIn, evidenceAt, namesIn, quantitiesIn, sentencesIn } from '#reading'
import { cellsOfRow, tellRow, type AnswerType } from '#reasoning'
import type { Aim } from './aim.ts'
import { answersDirectly, askedBy, bearingOf, isPointed, type Bearing } from './bearing.ts'

/** A sentence or a table row that could be published for an aim. */
export interface Candidate {
  /** What would be published. */
  readonly text: string
  readonly document: Document
  /** The first is the sentence or row itself. */
  readonly evidence: readonly Evidence[]
  readonly terms: ReadonlyMap<string, number>
  /** 0 to about 1.4; comparable within one aim. */
  readonly score: number
  /** Share of the aim's weight found in the sentence and its headings, 0 to 1. */
  readonly coverage: number
  /** Whether it holds the kind of words that the question asks for. */
  readonly typed: boolean
  readonly fromTable: boolean
  /** How it bears on what is asked: about whom, of what, with which values. */
  readonly bearing: Bearing
}

/** A place to read for candidates, and how well its passage ranked (1 = best). */
export interface ReadPassage {
  readonly passage: Passage
  readonly document: Document
  readonly rankScore: number
}

// Weights of the sentence score: own words count whole, words of headings and of the sentence before count
// in part, since a sentence is published alone.
const fromHeadings = 0.6
const fromBefore = 0.35
const typeBonus = 0.2
const rankBonus = 0.15
const leadBonus = 0.04
/** What is left of a score when the question asks for a value and the sentence holds none. */
const untyped = 0.65
/** What is left of it when it is about somebody else. */
const beside = 0.3
/** What is about the subject and gives such a value stands before all that does not, and covers what was asked. */
const directBonus = 1
const likelyBonus = 0.3
const directCoverage = 0.8
/** What a sentence either holds or does not: a value. */
export const exacting: ReadonlySet<AnswerType> = new Set(['quantity', 'percent', 'money', 'date'])

/** Reads a passage for the aim: each sentence and each table row becomes a scored candidate. */
export function candidatesIn(read: ReadPassage, aim: Aim): Candidate[] {
  const { passage, document } = read
  const above = termsOf([document.title, ...passage.headings].join('\n'))
  const blocks = document.blocks.filter((block) => block.end > passage.start && block.start < passage.end)
  return blocks.flatMap((block) => {
    switch (block.kind) {
      case 'table':
        return rowCandidates(document.tables[block.table!]!, read, aim, above)
      case 'title':
      case 'heading':
      case 'caption':
      case 'code':
        return []
      case 'paragraph':
      case 'list-item':
      case 'quote':
      case 'footnote':
      case 'record':
        return sentenceCandidates(
          { start: Math.max(block.start, passage.start), end: Math.min(block.end, passage.end) },
          read,
          aim,
          above,
        )
    }
  })
}

function sentenceCandidates(
  span: Span,
  read: ReadPassage,
  aim: Aim,
  above: ReadonlyMap<string, number>,
): Candidate[] {
  const { document } = read
  const spans = sentencesIn(document.text, span)
  let before: ReadonlyMap<string, number> = new Map()
  return spans.flatMap((sentence, index) => {
    // "It fell by half" cannot stand alone: the sentence before is quoted with it.
    const own = document.text.slice(sentence.start, sentence.end)
    const leaning = index > 0 && leansOnBefore(own)
    const start = leaning ? spans[index - 1]!.start : sentence.start
    const evidence = evidenceAt(document, start, sentence.end)
    const text = oneLine(evidence.quote)
    const terms = termsOf(text)
    const context = before
    before = terms
    if (!publishable(own)) return []
    return [
      scored(
        { text, document, evidence: [evidence], terms, fromTable: false, first: index === 0 },
        read,
        aim,
        above,
        context,
      ),
    ]
  })
}

function rowCandidates(
  table: Table,
  read: ReadPassage,
  aim: Aim,
  above: ReadonlyMap<string, number>,
): Candidate[] {
  const { document, passage } = read
  const text = (cell: Span): string => document.text.slice(cell.start, cell.end)
  const headers = new Map(table.cells.filter((cell) => cell.header).map((cell) => [cell.column, cell]))
  const candidates: Candidate[] = []
  for (let row = 0; row < table.rows; row++) {
    const cells = cellsOfRow(table, row).filter((cell) => !cell.header && text(cell) !== '')
    if (cells.length < 2 || cells[0]!.start < passage.start || cells.at(-1)!.end > passage.end) continue
    const shown = shownCells(cells, headers, text, aim)
    const sentence = oneLine(tellRow(document, table, row, (cell) => shown.includes(cell)))
    const terms = termsOf(sentence)
    const evidence = [evidenceAt(document, cells[0]!.start, cells.at(-1)!.end)]
    const shownHeaders = [...headers.values()].filter((header) => text(header) !== '')
    if (shownHeaders.length > 0)
      evidence.push(evidenceAt(document, shownHeaders[0]!.start, shownHeaders.at(-1)!.end))
    candidates.push(
      scored(
        { text: sentence, document, evidence, terms, fromTable: true, first: false },
        read,
        aim,
        above,
        new Map(),
      ),
    )
  }
  return candidates
}

/** What names the row, and the columns the question asks for; the whole row where none is asked for. */
function shownCells(
  cells: readonly TableCell[],
  headers: ReadonlyMap<number, Span>,
  text: (span: Span) => string,
  aim: Aim,
): TableCell[] {
  const asked = cells.filter(
    (cell, index) =>
      index === 0 || [headers.get(cell.column), cell].some((part) => part && isAskedFor(text(part), aim)),
  )
  return (asked.length > 1 ? asked : [...cells]).slice(0, 8)
}

function isAskedFor(text: string, aim: Aim): boolean {
  return [...termsOf(text).keys()].some((term) => (aim.weights.get(term) ?? 0) > 0.02)
}

function scored(
  made: Omit<Candidate, 'score' | 'coverage' | 'typed' | 'bearing'> & { first: boolean },
  read: ReadPassage,
  aim: Aim,
  above: ReadonlyMap<string, number>,
  before: ReadonlyMap<string, number>,
): Candidate {
  let own = 0
  let borrowed = 0
  for (const [term, weight] of aim.weights) {
    if (made.terms.has(term)) own += weight
    else if (above.has(term)) borrowed += weight * fromHeadings
    else if (before.has(term)) borrowed += weight * fromBefore
  }
  // A heading alone answers nothing: what is borrowed counts in proportion to what is owned.
  const coverage = own === 0 ? 0 : Math.min(1, own + borrowed * Math.min(1, own * 4))
  // A row of a table tells its unit in headings that may stand apart: any fresh number may be the amount.
  const typed =
    answers(made.text, made.fromTable && aim.expects === 'money' ? 'quantity' : aim.expects, aim.given) &&
    measuresWhatIsAsked(made.text, aim.text)
  const words = made.terms.size
  const brevity = words > 60 ? 60 / words : 1
  const fit = typed || !exacting.has(aim.expects) ? 1 : untyped
  const { first, ...rest } = made
  const bearing = bearingOf(
    made.text,
    { document: made.document, span: made.evidence[0]!, fromTable: made.fromTable },
    aim,
  )
  const pointed = isPointed(askedBy(aim))
  const direct = pointed && answersDirectly(bearing)
  const share = bearing.kind === 'other' ? beside : 1
  const score =
    (coverage +
      (typed ? typeBonus * coverage : 0) +
      rankBonus * read.rankScore * coverage +
      (first ? leadBonus * coverage : 0)) *
      brevity *
      fit *
      share +
    (direct ? (bearing.kind === 'direct' ? directBonus : likelyBonus) : 0)
  return {
    ...(pointed ? told(rest, bearing) : rest),
    score,
    coverage: direct ? Math.max(directCoverage, coverage) : coverage * share,
    typed: typed || (direct && bearing.values.length > 0),
    bearing,
  }
}

/** Of a heading so near, in code units, the words between it and the row are quoted too. */
const near = 600
/** A sentence that says of itself what it is about; a row, a label with its value and "The bridge is …" do not. */
const whole =
  /^(?!(?:the|this|these|its?|their|it|he|she|they)\b|该|此|其|本|这).{12,}[.!。！]["”’」』)）]?$/iu

/** A sentence that says of itself what it is about, and whose subject stands only above it: it may be about anything. */
export function isAside({ bearing: { lead }, fromTable, text }: Candidate): boolean {
  return lead !== undefined && !fromTable && whole.test(text)
}

/**
 * What is published stands alone: a name that only a heading holds is told with it, and the heading is evidence too; the
 * stretch from it on where nothing else than the words would join the two.
 */
function told(
  made: Omit<Candidate, 'score' | 'coverage' | 'typed' | 'bearing'>,
  { kind, lead }: Bearing,
): Omit<Candidate, 'score' | 'coverage' | 'typed' | 'bearing'> {
  if (!lead || kind === 'near' || kind === 'other') return made
  if (!made.fromTable && whole.test(made.text)) return made
  const { name, span } = lead
  const { start, end } = made.evidence[0]!
  const text = /\p{Script=Han}/u.test(made.text) ? `${name}：${made.text}` : `${name}: ${made.text}`
  if (!span) return { ...made, text }
  const joined = quantitiesIn(made.text).length === 0 && span.start < start && end - span.start <= near
  const heading = evidenceAt(made.document, span.start, joined ? end : span.end)
  return { ...made, text, evidence: [...made.evidence, heading] }
}

const causes =
  /\b(because|due to|owing to|caused|causes|led to|result(?:ed|s)? (?:in|from|of)|reason|therefore|since|so that|as a consequence|attributed)\b|因为|由于|导致|原因|因此|所以|造成|引起|以致|归因/iu
const methods =
  /\b(by \w+ing|through|using|method|process|first|then|installed|built|introduced|applied)\b|通过|采用|方法|措施|利用|以.{1,12}方式|实施|建设/iu

/** Whether a text holds words of the kind asked for, other than those given in the question. */
export function answers(text: string, expects: AnswerType, given: ReadonlySet<string>): boolean {
  const fresh = (part: { start: number; end: number }): boolean =>
    (
      text
        .slice(part.start, part.end)
        .normalize('NFKC')
        .match(/\d+(?:[.,]\d+)*/g) ?? ['']
    ).some((number) => !given.has(number))
  switch (expects) {
    case 'quantity':
      return quantitiesIn(text).some(fresh)
    case 'percent':
      return /[%％‰]|per ?cent|百分|[一二三四五六七八九]成/iu.test(text) && quantitiesIn(text).some(fresh)
    case 'money':
      return (
        /[$¥€£￥]|\b(?:yuan|dollars?|euros?|RMB|CNY|USD|million|billion)\b|元|亿|万/iu.test(text) &&
        quantitiesIn(text).some(fresh)
      )
    case 'date':
      return datesIn(text).some(fresh)
    case 'name':
    case 'place':
      return namesIn(text).length > 0
    case 'cause':
      return causes.test(text)
    case 'method':
      return methods.test(text)
    case 'list':
    case 'polar':
    case 'any':
      return true
  }
}

/** "How deep" asks for a depth: what a question measures by its adjective, a sentence must speak of. */
const measured: readonly (readonly [asked: RegExp, said: RegExp])[] = [
  [/\bhow deep\b|多深/iu, /\bdeep|\bdepth|深/iu],
  [/\bhow (?:tall|high)\b|多高/iu, /\btall|\bhigh|\bheight|\belevation|高/iu],
  [/\bhow wide\b|多宽/iu, /\bwide|\bwidth|\bbroad|宽/iu],
  [
    /\bhow (?:heavy|much does .* weigh)\b|多重/iu,
    /\bheav|\bweigh|\bmass\b|\bkg\b|\btonnes?\b|重|公斤|千克|吨/iu,
  ],
  [
    /\bhow (?:large|big)\b|多大/iu,
    /\blarge|\bbig\b|\barea|\bsize|\bvolume|\bcover|\bhectare|\bsquare\b|²|³|大|面积|规模|容量|公顷|平方|亩/iu,
  ],
  [/\bhow old\b|多少岁|几岁/iu, /\bold\b|\bage|\byears?\b|\bborn\b|岁|年/iu],
]

function measuresWhatIsAsked(text: string, question: string): boolean {
  return measured.every(([asked, said]) => !asked.test(question) || said.test(text))
}

/** "It is easy to …", "It has been said that …": it points to nothing before. */
const expletive =
  /^it (?:is|was|would be|will be|may be|seems?|seemed|appears?|pays|takes|took|has been|had been|remains)\b[^.,;]{0,50}?\b(?:to|that|how|why|who|whether|when|where|of ours)\b/iu

/** Begins with a word that points back: what it is about stands in the sentence before. */
function leansOnBefore(text: string): boolean {
  if (expletive.test(text)) return false
  return /^(?:it|its|this|these|those(?! (?:who|that|which|of)\b)|they|their|he|she|his|her|such|both|the (?:former|latter|same))\b(?! is (?:clear|known|said))|^(?:这|该|其(?!中)|此|它|他们|她|前者|后者|两者)/iu.test(
    text,
  )
}

const label = /^(?:table|figure|fig\.|chart|表|图|附表|附图)\s*\d+[^。.!?]{0,80}[^。.!?]$/iu

/** Long enough to say something, short enough to be one statement; no question, no label of a table or figure, no torn-off end of a sentence. */
function publishable(text: string): boolean {
  const size = [...text].length
  if (size > 900 || /[?？]$/.test(text) || /^\p{Ll}/u.test(text) || label.test(text)) return false
  return /\p{Script=Han}/u.test(text) ? size >= 8 : text.split(/\s+/).length >= 4
}

/** White space as one space, none between Han characters: a quote on one line. */
export function oneLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/(?<=[\p{Script=Han}，。；：、）])\s(?=[\p{Script=Han}（])/gu, '')
    .trim()
}

/** The headings above a candidate's own sentence, the document's title first. */
export function placeOf(candidate: Candidate): string[] {
  return [candidate.document.title, ...headingsAt(candidate.document, candidate.evidence[0]!.start)]
}
