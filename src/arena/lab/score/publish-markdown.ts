import { sentencesIn } from '#reading'
import { admits } from './admissions.ts'
import { plainAddress } from './plain-address.ts'
import type { PublishedSentence, PublishedText } from './score.ts'

const references =
  /^(?:references?|sources?|bibliography|citations?|works cited|further reading|links|notes|footnotes|参考(?:文献|资料|来源)?|来源|引用|资料来源|信息来源|出处|注释|文献)[:：]?$/i
const address = /https?:\/\/[^\s<>()[\]"'`，。；、）】]+/gi

/**
 * What a report in Markdown publishes, whoever wrote it: paragraphs and bullets sentence by sentence, tables cell by cell
 * (`row — column: value`), each under its heading. Quotes, code, headings and lists of references are asides: who
 * reads the report reads them too, so that nothing can be hidden there, and nothing is found by them.
 */
export function publishedFromMarkdown(text: string): PublishedText {
  const links = new Set(
    Array.from(text.matchAll(address), ([found]) => plainAddress(found.replace(/[.,;:!?*_]+$/, ''))),
  )
  const sentences: PublishedSentence[] = []
  for (const block of blocksOf(text.replaceAll(/<!--.*?-->/gs, ''))) {
    const under = {
      ...(block.heading === undefined ? {} : { heading: block.heading }),
      ...(block.aside === undefined ? {} : { aside: block.aside }),
    }
    for (const line of block.rows.length > 0 ? cellsOf(block.rows) : split(plain(block.text)))
      sentences.push({ text: line, ...under })
    for (const line of labelsOf(block.rows)) sentences.push({ text: line, ...under, aside: 'quoted' })
  }
  return {
    sentences,
    admissions: sentences
      .filter(({ aside }) => aside !== 'quoted')
      .map((sentence) => sentence.text)
      .filter(admits),
    links: [...links],
  }
}

interface Block {
  readonly heading?: string
  readonly text: string
  readonly rows: readonly string[]
  readonly aside?: PublishedSentence['aside']
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  let heading: string | undefined
  let paragraph: string[] = []
  let rows: string[] = []
  let fence: 'text' | 'code' | undefined
  const push = (block: Pick<Block, 'text' | 'rows' | 'aside'>): void => {
    blocks.push({ ...(heading === undefined ? {} : { heading }), ...block })
  }
  const close = (): void => {
    if (paragraph.length > 0) push({ text: paragraph.join(' '), rows: [] })
    if (rows.length > 0) push({ text: '', rows })
    paragraph = []
    rows = []
  }
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  for (const [at, line] of lines.entries()) {
    const trimmed = line.trim()
    const fenced = /^(?:```|~~~)\s*(\w*)/.exec(trimmed)
    if (fenced) {
      close()
      // Models like to fence a whole report.
      fence =
        fence !== undefined ? undefined : /^(?:markdown|md|text|txt)?$/i.test(fenced[1]!) ? 'text' : 'code'
      continue
    }
    const title = fence === 'code' ? undefined : headingOf(trimmed, lines[at + 1]?.trim())
    const aside =
      fence === 'code' ? 'quoted' : asideOf(trimmed, heading !== undefined && references.test(heading))
    if (title !== undefined || trimmed === '' || isRule(trimmed) || aside !== undefined) {
      close()
      if (title !== undefined) heading = title
      const told = trimmed.replace(/^#{1,6}\s+|^(?:>\s*)+|^\[\^?[\w-]+\]:?/, '').replace(item, '')
      if (aside !== undefined || title !== undefined) push({ text: told, rows: [], aside: aside ?? 'quoted' })
      continue
    }
    if (trimmed.startsWith('|') || / \| /.test(trimmed)) {
      if (paragraph.length > 0) close()
      rows.push(trimmed)
      continue
    }
    if (rows.length > 0 || item.test(trimmed)) close()
    paragraph.push(trimmed.replace(item, ''))
  }
  close()
  return blocks
}

const item = /^(?:[-*+•]|\d{1,3}[.)、])\s+/

/** `## Heading`, a line underlined by `===`, a line in bold alone. */
function headingOf(line: string, next: string | undefined): string | undefined {
  const marked = /^#{1,6}\s+(.+?)\s*#*$/.exec(line)?.[1]
  if (marked !== undefined) return plain(marked)
  // Under a sentence, or under an item of a list, the line is a rule.
  const isLined = next !== undefined && /^(?:={3,}|-{3,})$/.test(next)
  if (line !== '' && isLined && !/\||^>|[.。!！]$/.test(line) && !item.test(line)) return plain(line)
  const bold = /^\*\*([^*]{2,60})\*\*[:：]?$/.exec(line)?.[1]
  if (bold !== undefined && !/\d|[.。]$/.test(bold)) return plain(bold)
  return references.test(line) ? plain(line) : undefined
}

function isRule(line: string): boolean {
  return /^(?:[-*_=]{3,}$|<!--)/.test(line)
}

/** Whether a line is a quote, a footnote or a source's name, or ends in an address. */
function asideOf(line: string, amongReferences: boolean): PublishedSentence['aside'] {
  if (line === '' || isRule(line)) return undefined
  if (line.startsWith('>') || /^\[\^?[\w-]+\]:/.test(line) || amongReferences) return 'quoted'
  // A line that is a link and nothing else.
  if (/^(?:[-*+]\s+|\d{1,3}[.)]\s+)?\[[^\]]+\]\(https?:[^)]*\)\.?$/.test(line)) return 'quoted'
  if (!/^[^。.]{0,120}<?(?<!\]\()https?:\/\/\S+>?$/.test(line.replace(item, ''))) return undefined
  return /^\[?\^?[A-Za-z]?\d{1,3}\]/.test(line) ? 'quoted' : 'cited'
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

function cells(row: string): string[] {
  return row
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => plain(cell))
}

/** Heads of columns and rows that are as long as sentences. */
function labelsOf(rows: readonly string[]): string[] {
  const [head, ...rest] = rows
  return [...(head === undefined ? [] : cells(head)), ...rest.map((row) => cells(row)[0]!)].filter(
    (label) => label.length > 20 && /[\p{L}\p{N}]/u.test(label),
  )
}

function cellsOf(rows: readonly string[]): string[] {
  const isLine = (row: string): boolean => /^[\s|:-]+$/.test(row)
  const rule = rows.findIndex(isLine)
  const head = rule > 0 ? cells(rows[rule - 1]!) : undefined
  return rows
    .filter((row, at) => !isLine(row) && !(rule > 0 && at === rule - 1))
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
