import { sentencesIn } from '#reading'
import { admits } from './admissions.ts'
import { plainAddress } from './plain-address.ts'
import type { PublishedSentence, PublishedText } from './score.ts'

const references =
  /^(?:references?|sources?|bibliography|citations?|works cited|further reading|links|notes|footnotes|参考(?:文献|资料|来源)?|来源|引用|资料来源|信息来源|出处|注释|文献)[:：]?$/i
const address = /https?:\/\/[^\s<>()[\]"'`，。；、）】]+/gi

/**
 * What a report in Markdown publishes, whoever wrote it: paragraphs and bullets sentence by sentence, tables cell by cell
 * (`row — column: value`), each under its heading. Quotes, code and lists of references are no claims of the report.
 */
export function publishedFromMarkdown(text: string): PublishedText {
  const links = new Set(
    Array.from(text.matchAll(address), ([found]) => plainAddress(found.replace(/[.,;:!?*_]+$/, ''))),
  )
  const sentences: PublishedSentence[] = []
  for (const block of blocksOf(text)) {
    const under = block.heading === undefined ? {} : { heading: block.heading }
    for (const line of block.rows.length > 0 ? cellsOf(block.rows) : split(plain(block.text)))
      sentences.push({ text: line, ...under })
  }
  return {
    sentences,
    admissions: sentences.map((sentence) => sentence.text).filter(admits),
    links: [...links],
  }
}

interface Block {
  readonly heading?: string
  readonly text: string
  readonly rows: readonly string[]
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  let heading: string | undefined
  let paragraph: string[] = []
  let rows: string[] = []
  let fenced = false
  const close = (): void => {
    const under = heading === undefined ? {} : { heading }
    if (paragraph.length > 0) blocks.push({ ...under, text: paragraph.join(' '), rows: [] })
    if (rows.length > 0) blocks.push({ ...under, text: '', rows })
    paragraph = []
    rows = []
  }
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  for (const [at, line] of lines.entries()) {
    const trimmed = line.trim()
    if (/^(?:```|~~~)/.test(trimmed)) fenced = !fenced
    const title = headingOf(trimmed, lines[at + 1]?.trim())
    const special =
      title !== undefined || trimmed === '' || isNoClaim(trimmed) || fenced || /^(?:```|~~~)/.test(trimmed)
    if (special) {
      close()
      if (title !== undefined && !fenced) heading = title
      continue
    }
    if (heading !== undefined && references.test(heading)) continue
    if (trimmed.startsWith('|') || / \| /.test(trimmed)) {
      if (paragraph.length > 0) close()
      rows.push(trimmed)
      continue
    }
    if (rows.length > 0 || /^(?:[-*+•]|\d{1,3}[.)、])\s/.test(trimmed)) close()
    paragraph.push(trimmed.replace(/^(?:[-*+•]|\d{1,3}[.)、])\s+/, ''))
  }
  close()
  return blocks
}

/** `## Heading`, a line underlined by `===`, a line in bold alone. */
function headingOf(line: string, next: string | undefined): string | undefined {
  const marked = /^#{1,6}\s+(.+?)\s*#*$/.exec(line)?.[1]
  if (marked !== undefined) return plain(marked)
  if (line !== '' && next !== undefined && /^(?:={3,}|-{3,})$/.test(next) && !line.includes('|'))
    return plain(line)
  const bold = /^\*\*([^*]{2,60})\*\*[:：]?$/.exec(line)?.[1]
  if (bold !== undefined && !/\d|[.。]$/.test(bold)) return plain(bold)
  return references.test(line) ? plain(line) : undefined
}

/** Quotes, rules, footnotes and lines of a list of references. */
function isNoClaim(line: string): boolean {
  return (
    /^(?:>|[-*_=]{3,}$|<!--)/.test(line) ||
    /^\[\^?[\w-]+\]:/.test(line) ||
    // A line that is a link and nothing else.
    /^(?:[-*+]\s+|\d{1,3}[.)]\s+)?\[[^\]]+\]\(https?:[^)]*\)\.?$/.test(line) ||
    /^(?:[-*+]\s+|\d{1,3}[.)]\s+)?\[?\^?[A-Za-z]?\d{0,3}\]?\.?\s*(?:[^。.]{0,120}[:：,–—-]?\s*)?<?(?<!\]\()https?:\/\/\S+>?$/.test(
      line,
    )
  )
}

/** The text that is read: without emphasis, marks of citations, addresses and pictures. */
function plain(text: string): string {
  return text
    .replaceAll(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replaceAll(/\s*\(\[[^\]]*\]\([^)]*\)(?:[,;]\s*\[[^\]]*\]\([^)]*\))*\)/g, '')
    .replaceAll(/\s*\[\[?\^?(?:[A-Za-z]{0,6}\d{1,4}|source|来源|link)\]?\]\([^)]*\)/gi, '')
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll(/\s*[[【［]\^?[A-Za-z]{0,6}\d{1,4}(?:\s*[,;，、–-]\s*\^?[A-Za-z]{0,6}\d{1,4})*[\]】］]/g, '')
    .replaceAll(/\s*[(（]?<?https?:\/\/[^\s<>()，。；）]+>?[)）]?/g, '')
    .replaceAll(/<[a-z/][^>]*>/gi, '')
    .replaceAll(/(\*\*|__|`)/g, '')
    .replaceAll(/(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)/g, '')
    .replaceAll(/[¹²³⁰⁴-⁹]+/g, (marks, at: number, whole: string) =>
      /(?:km|m)$/.test(whole.slice(0, at)) ? marks : '',
    )
    .replaceAll(/[ \t]{2,}/g, ' ')
    .trim()
}

function split(text: string): string[] {
  return sentencesIn(text)
    .map(({ start, end }) => text.slice(start, end))
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
}

function cellsOf(rows: readonly string[]): string[] {
  const cells = (row: string): string[] =>
    row
      .replace(/^\|/, '')
      .replace(/\|$/, '')
      .split(/(?<!\\)\|/)
      .map((cell) => plain(cell))
  const isRule = (row: string): boolean => /^[\s|:-]+$/.test(row)
  const rule = rows.findIndex(isRule)
  const head = rule > 0 ? cells(rows[rule - 1]!) : undefined
  return rows
    .filter((row, at) => !isRule(row) && !(rule > 0 && at === rule - 1))
    .flatMap((row) => {
      const [name, ...values] = cells(row)
      if (values.length === 0) return [name!]
      const filled = values
        .map((value, i) => ({ value, column: head?.[i + 1] }))
        .filter(({ value }) => /[\p{L}\p{N}]/u.test(value))
      // A table of two columns tells `label: value` of what stands above it, or one thing a row.
      return filled.map(({ value, column }) =>
        column === undefined || /^(?:value|details?|data|值|数值|内容|信息)?$/i.test(column)
          ? `${name}: ${value}`
          : `${name} — ${column}: ${value}`,
      )
    })
    .filter((cell) => /[\p{L}\p{N}]/u.test(cell))
}
