import type { Span } from '#vocabulary'
import { sentencesIn } from '#reading'

/** A source that a draft names: in a link, a numbered reference, a footnote or by its title. */
export interface CitedSource {
  /** As a reader would call it: the link's text or the reference's. */
  readonly label: string
  /** The link's target, if it has one. */
  readonly target?: string
}

/** A sentence of a draft as its reader sees it, and where it stands in the file. */
export interface DraftSentence extends Span {
  readonly text: string
  readonly cites: readonly CitedSource[]
}

export interface Draft {
  readonly title: string
  readonly sentences: readonly DraftSentence[]
  /** Everything in its list of references, cited or not. */
  readonly references: readonly CitedSource[]
}

interface Plain {
  readonly text: string
  /** For each code unit of `text`, where it stands in the file. */
  readonly origin: readonly number[]
  readonly links: readonly { readonly at: number; readonly source: CitedSource }[]
}

const referenceHeading =
  /^\s*(?:#{1,6}\s*)?(?:\*\*)?(?:references?|sources?|bibliography|works cited|notes|参考文献|参考资料|来源|引用|注释)(?:\*\*)?\s*[:：]?\s*$/iu

/**
 * Reads a draft (Markdown or plain text) as an auditor: its statements, each with the sources it names and
 * its place in the file. Headings, lists of references, code, tables' rules and questions state nothing.
 */
export function readDraft(file: string): Draft {
  const { body, references } = splitReferences(file)
  const sentences: DraftSentence[] = []
  let title = ''
  let columns: readonly string[] | undefined
  for (const block of blocksOf(file, body)) {
    const raw = file.slice(block.start, block.end)
    if (/^\s*\|/.test(raw)) {
      const cells = cellsOf(plainOf(raw, block.start, references).text)
      const text = columns && tellCells(columns, cells)
      if (text)
        sentences.push({
          text,
          start: block.start,
          end: block.end,
          cites: plainOf(raw, 0, references).links.map(({ source }) => source),
        })
      columns ??= cells
      continue
    }
    columns = undefined
    const heading = /^#{1,6}\s+(.+)$/u.exec(raw)
    if (heading) {
      title ||= plainOf(heading[1]!, 0, references).text
      continue
    }
    const plain = plainOf(raw, block.start, references)
    for (const span of sentencesIn(plain.text)) {
      const text = tidy(plain.text.slice(span.start, span.end))
      if (!states(text)) continue
      sentences.push({
        text,
        start: plain.origin[span.start]!,
        end: plain.origin[span.end - 1]! + 1,
        cites: plain.links
          .filter(({ at }) => at > span.start && at <= reach(plain, span))
          .map(({ source }) => source),
      })
    }
  }
  return { title, sentences, references: [...references.values()] }
}

function cellsOf(row: string): string[] {
  return row
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map(tidy)
}

/** A row of a table as a statement, told as rows of sources are: "2024: total phosphorus 0.071". Nothing without a number. */
function tellCells(
  columns: readonly string[],
  [label = '', ...cells]: readonly string[],
): string | undefined {
  const told = cells.flatMap((cell, index) =>
    cell === '' ? [] : [`${columns[index + 1] ?? ''} ${cell}`.trim()],
  )
  return told.some((part) => /\d/.test(part)) ? `${label}: ${told.join('; ')}` : undefined
}

/** Citations that follow a full stop ("… fell. [1]") belong to the sentence before it. */
function reach(plain: Plain, span: Span): number {
  let end = span.end
  while (/\s/.test(plain.text[end] ?? '')) end++
  return end
}

/** One line, without the gaps and empty brackets that citations left. */
function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\s*(?:\(\s*[;,]*\s*\)|（\s*[；，、]*\s*）|\[\s*\])/gu, '')
    .replace(/\s+(?=[.,;:!?)，。；：！？）])/gu, '')
    .replace(/(?<=\p{Script=Han})\s(?=\p{Script=Han})/gu, '')
    .trim()
}

function states(text: string): boolean {
  if (/[?？]\s*$/.test(text)) return false
  return /\p{Script=Han}/u.test(text) ? [...text].length >= 6 : text.split(/\s+/).length >= 3
}

/** Cuts the list of references off the end and reads its entries by their numbers or footnote names. */
function splitReferences(file: string): { body: Span; references: Map<string, CitedSource> } {
  const references = new Map<string, CitedSource>()
  let bodyEnd = file.length
  let at = 0
  let inside = false
  for (const line of file.split('\n')) {
    if (referenceHeading.test(line)) {
      inside = true
      bodyEnd = Math.min(bodyEnd, at)
    } else if (inside && /^#{1,6}\s/.test(line)) inside = false
    const footnote =
      /^\[\^([^\]]+)\]:\s*(.+)$/u.exec(line) ??
      /^\[(\d+)\]:\s*(.+)$/u.exec(line) ??
      // No sentence begins with a number in brackets and goes on to an address.
      /^\[(\d+)\]\s+(?=.*(?:\]\(|https?:\/\/))(.+)$/u.exec(line)
    const numbered = inside ? /^\s*(?:[-*]\s*)?(?:\[(\d+)\]|(\d+)[.)、])\s*(.+)$/u.exec(line) : null
    const listed = inside && !numbered ? /^\s*[-*]\s+(.+)$/u.exec(line) : null
    if (footnote) references.set(footnote[1]!, entry(footnote[2]!))
    else if (numbered) references.set(numbered[1] ?? numbered[2]!, entry(numbered[3]!))
    else if (listed) references.set(`listed ${references.size}`, entry(listed[1]!))
    if (footnote && !inside) bodyEnd = Math.min(bodyEnd, at)
    at += line.length + 1
  }
  return { body: { start: 0, end: bodyEnd }, references }
}

function entry(text: string): CitedSource {
  const link = /\[([^\]]+)\]\(([^)\s]+)[^)]*\)/u.exec(text)
  const bare =
    /(?:https?|file):\/\/\S+|(?:[\w./-]+\/)?[\p{L}\p{N}_.-]+\.(?:pdf|docx?|pptx?|xlsx?|csv|tsv|html?|md|txt|epub|eml|jsonl?)\b/iu.exec(
      text,
    )
  const label = (link?.[1] ?? text).replace(/[*_`]/g, '').trim()
  const target = link?.[2] ?? bare?.[0].replace(/[)>\].,;:!?，。；：！？、）】》]+$/u, '')
  return { label, ...(target ? { target } : {}) }
}

/** Paragraphs, list items, table rows and headings as spans of the file; fenced code and rules are left out. */
function blocksOf(file: string, body: Span): Span[] {
  const blocks: Span[] = []
  let open: { start: number; end: number } | undefined
  let fenced = false
  let at = body.start
  const close = (): void => {
    if (open) blocks.push(open)
    open = undefined
  }
  for (const line of file.slice(body.start, body.end).split('\n')) {
    const start = at
    const end = at + line.length
    at = end + 1
    const fence = /^\s*(?:```|~~~)/.test(line)
    if (fence) fenced = !fenced
    if (fence || fenced || line.trim() === '' || /^\s*(?:[-*_]\s*){3,}$|^[\s|:-]+$/.test(line)) close()
    else if (/^#{1,6}\s|^\s*\|/.test(line)) {
      close()
      blocks.push({ start, end })
    } else if (/^\s*(?:[-*+]|\d+[.)、])\s+/u.test(line) || !open) {
      close()
      open = { start, end }
    } else open.end = end
  }
  close()
  return blocks
}

const markup =
  /!\[[^\]]*\]\([^)]*\)|\[\^([^\]]+)\]|\[(\d+(?:\s*[,，、-]\s*\d+)*)\](?!\()|\[([^\]]+)\]\(([^)\s]+)[^)]*\)|<?(https?:\/\/[^\s<>()[\]"'“”‘’，。；、（）【】《》]*[^\s<>()[\]"'“”‘’，。；、（）【】《》.,;:!?：！？])>?|^\s*(?:>\s*)+|^\s*(?:[-*+]|\d+[.)、])\s+|\*\*|__|`|(?<![\p{L}\p{N}])[*_](?=\S)|(?<=\S)[*_](?![\p{L}\p{N}])/gmu

/** The text without its markup, each character remembering its place, and the citations taken out of it. */
function plainOf(raw: string, base: number, references: ReadonlyMap<string, CitedSource>): Plain {
  let text = ''
  const origin: number[] = []
  const links: { at: number; source: CitedSource }[] = []
  const keep = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      text += raw[i]
      origin.push(base + i)
    }
  }
  let last = 0
  for (const match of raw.matchAll(markup)) {
    keep(last, match.index)
    last = match.index + match[0].length
    const [, footnote, numbers, label, target, address] = match
    if (footnote !== undefined)
      links.push({ at: text.length, source: references.get(footnote) ?? { label: footnote } })
    else if (numbers !== undefined)
      for (const number of numbers.split(/\s*[,，、-]\s*/u))
        links.push({ at: text.length, source: references.get(number) ?? { label: `[${number}]` } })
    else if (label !== undefined) {
      if (isPartOfSentence(raw.slice(0, match.index), label, raw.slice(last)))
        keep(match.index + 1, match.index + 1 + label.length)
      links.push({ at: text.length, source: { label, target: target!.replace(/^<(.*)>$/, '$1') } })
    } else if (address !== undefined)
      links.push({ at: text.length, source: { label: address, target: address } })
  }
  keep(last, raw.length)
  return { text, origin, links }
}

/**
 * A link that closes a clause is a citation; one that more words follow, that a preposition leads to, or that says
 * something itself ("cost [41.7 million](…).") is read aloud: what it says must not escape the audit.
 */
function isPartOfSentence(before: string, label: string, after: string): boolean {
  if (/(?:\b(?:the|a|an|of|in|by|to|from|see|with|our|its)|据|见|按照|根据|在|《)\s*$/iu.test(before))
    return true
  if (/[(（]\s*$/u.test(before) || /[.!?。！？]["”’」』)]?\s*$/u.test(before)) return false
  return saysSomething(label) || !/^\s*(?:$|[.,;:!?)，。；：！？、）]|\[)/u.test(after)
}

/** A quantity, or words as they stand inside a sentence: sources are called by names, or by one of a few nouns. */
function saysSomething(label: string): boolean {
  if (/^[$€£¥￥]\s*\d/u.test(label)) return true
  if (/^[\d.,]+\s*(?:[%％‰°]|\p{L})/u.test(label)) return !/^(?:19|20)\d\d(?!\d|年|[.,%％])/u.test(label)
  return /^\p{Ll}/u.test(label) && !nounsForSources.test(label)
}

const nounsForSources =
  /^(?:sources?|links?|here|reports?|stud(?:y|ies)|papers?|articles?|posts?|news|pdf|html?|refs?|references?|notes?|pages?|(?:web)?sites?|archived?|press|data|details|more|via|see|doi|arxiv|https?|www|preprint|docs?|documentation|blog|wiki|[\w-]+\.[\w.-]+)(?![\p{L}\p{N}])/iu
