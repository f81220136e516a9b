import { z } from 'zod'
import { KaojuError } from '#runtime'
import { createDocumentBuilder, type DocumentBuilder } from '../document-builder.ts'
import type { Reader, ReaderPlug } from '../reader.ts'
import { encodingNote, textOfResource } from '../resource-text.ts'
import { isForcedBreak, joinLines, wrapColumn } from '../wrapped-lines.ts'

const sourceCode =
  /\.(?:c|cc|cpp|h|hpp|cs|css|go|java|js|jsx|kt|lua|mjs|php|pl|py|r|rb|rs|sh|sql|swift|toml|ts|tsx|ya?ml|ini|conf)$/i

const bullet =
  /^\s*(?:[-*+•◦▪‣●○■□·]\s+|(?:\d{1,3}|[a-z])[.)]\s+|[（(]?[\d一二三四五六七八九十]{1,3}[)）、]\s*|[①-⑳]\s*)/
const underline = /^\s*(=+|-+|~+|\*+|#+)\s*$/
const numberedHeading =
  /^\s*(?:(\d{1,2}(?:\.\d{1,2})*)\.?\s+\S|(?:chapter|part|section|appendix)\s+[\dIVXLA-Z]+\b|第[\d一二三四五六七八九十百零]+[章节節部编編篇回卷]|[一二三四五六七八九十]{1,3}、\S)/i
const ending = /[.。．!！?？,，;；:：…、”"')）]\s*$/

/**
 * Plain text. Hard-wrapped lines become one paragraph; where lines are paragraphs themselves, each is one;
 * short lines (verses, addresses) keep their breaks. Headings are taken only from what is sure: underlined,
 * numbered or capital lines that stand alone. A form feed ends a page. Source code is one code block.
 */
const read: Reader = async (resource) => {
  const { text, encoding } = textOfResource(resource)
  const builder = createDocumentBuilder()
  if (sourceCode.test(resource.name)) builder.block('code', text)
  else addText(builder, text)
  if (builder.length === 0) throw new KaojuError('file-no-text', { path: resource.name })
  return builder.finish({
    resource,
    reader: { name: plug.name, version: plug.version, options: {} },
    metadata: encodingNote(encoding),
  })
}

export const plug: ReaderPlug = {
  name: 'text',
  version: 1,
  mediaTypes: ['text/plain'],
  extensions: ['txt', 'text', 'log', 'rst'],
  options: z.object({}),
  create: () => read,
}

/** Adds plain text to a document, block by block. */
export function addText(builder: DocumentBuilder, text: string): void {
  const pages = text.split('\f')
  const groups = pages.map((page) =>
    page.split(/\n[ \t\u3000\r]*\n/).map((group) => group.split('\n').filter((line) => line.trim() !== '')),
  )
  const column = wrapColumn(groups.flat().filter((lines) => lines.length > 1))
  pages.forEach((_, i) => {
    addGroups(
      builder,
      groups[i]!.filter((lines) => lines.length > 0),
      column,
      i === 0,
    )
    if (pages.length > 1) builder.endPage(i + 1)
  })
}

function addGroups(
  builder: DocumentBuilder,
  groups: readonly (readonly string[])[],
  column: number,
  first: boolean,
): void {
  groups.forEach((lines, i) => {
    const level = headingLevel(lines, groups[i + 1])
    const begins = first && i === 0 && builder.length === 0 && groups.length > 2 && isTitle(lines)
    if (begins) builder.block('title', lines.join('\n').trim())
    else if (level > 0) builder.block('heading', lines[0]!.trim(), { level })
    else addLines(builder, lines, column)
  })
}

/** A first line that stands alone and is no sentence. */
function isTitle(lines: readonly string[]): boolean {
  return (
    lines.length === 1 && lines[0]!.trim().length <= 90 && !ending.test(lines[0]!) && !bullet.test(lines[0]!)
  )
}

function headingLevel(lines: readonly string[], next: readonly string[] | undefined): number {
  const line = lines[0]!.trim()
  const mark = underline.exec(lines[1] ?? '')?.[1]
  if (lines.length === 2 && mark && mark.length >= Math.min(3, line.length) && !underline.test(line))
    return mark.startsWith('=') ? 1 : 2
  if (lines.length !== 1 || !next || line.length > 80 || ending.test(line)) return 0
  const numbered = numberedHeading.exec(line)
  // One numbered line after another is a list.
  if (numbered && !numberedHeading.test(next[0]!)) return numbered[1] ? numbered[1].split('.').length : 1
  const capitals =
    /^[^\p{Ll}]*\p{Lu}[^\p{Ll}]*$/u.test(line) &&
    (line.match(/\p{Lu}/gu)?.length ?? 0) >= 4 &&
    !/\d{4}|[|=_<>{}]/.test(line)
  return capitals ? 1 : 0
}

/** The lines between two blank lines: paragraphs, list items, or lines that keep their breaks. */
function addLines(builder: DocumentBuilder, lines: readonly string[], column: number): void {
  let open = ''
  let kind: 'paragraph' | 'list-item' | 'quote' = 'paragraph'
  const close = (): void => {
    builder.block(kind, open)
    open = ''
  }
  lines.forEach((raw, i) => {
    const quoted = /^\s*>/.test(raw)
    const line = quoted ? raw.replace(/^\s*(?:> ?)+/, '') : raw
    const before = lines[i - 1]
    const item = bullet.test(line)
    const opens =
      item || quoted !== (kind === 'quote') || before === undefined || isNewParagraph(before, line, column)
    if (opens) {
      close()
      kind = quoted ? 'quote' : item ? 'list-item' : 'paragraph'
      open = line.trim()
    } else if (isForcedBreak(before, line, column) || kind === 'list-item')
      open = joinLines(open, line.trim())
    else open += `\n${line.trimEnd()}`
  })
  close()
}

function isNewParagraph(before: string, line: string, column: number): boolean {
  if (column === Infinity) return true
  const indented = /^(?:\u3000|\s{2,})/.test(line) && !/^(?:\u3000|\s{2,})/.test(before)
  const ended = ending.test(before) && !isForcedBreak(before, line, column)
  return (indented && ending.test(before)) || ended || line.startsWith('\u3000\u3000')
}
