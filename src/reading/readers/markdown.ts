import type { Token, Tokens } from 'marked'
import { z } from 'zod'
import { KaojuError } from '#runtime'
import { createDocumentBuilder, type DocumentBuilder } from '../document-builder.ts'
import { readFrontMatter } from '../front-matter.ts'
import { addHtmlFragment } from '../html/fragment.ts'
import { decodeEntities } from '../html-entities.ts'
import type { Reader, ReaderPlug } from '../reader.ts'
import { encodingNote, textOfResource } from '../resource-text.ts'
import { addText } from './text.ts'

/**
 * Markdown (CommonMark and GitHub's tables, task lists and footnotes). The text reads as prose: inline markup
 * is gone, a link is its words, an image its alternative text; link targets are kept in `metadata.links`, one
 * per line. Front matter (YAML, TOML) becomes title, authors, date and metadata.
 */
const read: Reader = async (resource) => {
  const { text, encoding } = textOfResource(resource)
  const { about, metadata, body } = readFrontMatter(text)
  const { notes, rest } = takeFootnotes(body)
  const builder = createDocumentBuilder()
  const links = new Set<string>()
  try {
    const { marked } = await import('marked')
    await addBlocks({ builder, links, kind: 'paragraph' }, marked.lexer(rest))
    for (const note of notes) builder.block('footnote', inline(marked.Lexer.lexInline(note), links))
  } catch (error) {
    // Thousands of nested quotes or lists exhaust the stack; what remains is still text.
    if (!(error instanceof RangeError)) throw error
    builder.warn('The Markdown is nested too deeply to parse, so its structure is lost.')
    addText(builder, rest)
  }
  if (builder.length === 0) throw new KaojuError('file-no-text', { path: resource.name })
  return builder.finish({
    resource,
    reader: { name: plug.name, version: plug.version, options: {} },
    ...about,
    metadata: {
      ...metadata,
      ...encodingNote(encoding),
      ...(links.size > 0 ? { links: [...links].slice(0, 500).join('\n') } : {}),
    },
  })
}

export const plug: ReaderPlug = {
  name: 'markdown',
  version: 1,
  mediaTypes: ['text/markdown'],
  extensions: ['md', 'markdown', 'mdx'],
  options: z.object({}),
  create: () => read,
}

interface Target {
  readonly builder: DocumentBuilder
  readonly links: Set<string>
  /** What a paragraph is here: prose, or part of a quotation. */
  readonly kind: 'paragraph' | 'quote'
}

async function addBlocks(target: Target, tokens: readonly Token[]): Promise<void> {
  for (const token of tokens as readonly Tokens.Generic[]) {
    if (token.type === 'html') await addHtmlFragment(target.builder, token.raw)
    else if (token.type === 'blockquote')
      await addBlocks({ ...target, kind: 'quote' }, withoutCallout(token.tokens ?? []))
    else if (token.type === 'list') await addList(target, token as Tokens.List)
    else addLeaf(target, token)
  }
}

function addLeaf({ builder, links, kind }: Target, token: Tokens.Generic): void {
  switch (token.type) {
    case 'heading':
      builder.block('heading', oneLine(inline(token.tokens ?? [], links)), { level: Number(token['depth']) })
      break
    case 'paragraph':
    case 'text':
      builder.block(isPicture(token) ? 'caption' : kind, inline(token.tokens ?? [token], links))
      break
    case 'code':
      builder.block('code', String(token['text']))
      break
    case 'table':
      addTable(builder, token as Tokens.Table, links)
      break
  }
}

async function addList(target: Target, list: Tokens.List): Promise<void> {
  let number = list.start || 1
  for (const item of list.items) {
    const label = list.ordered ? `${number++}. ` : item.task ? (item.checked ? '[x] ' : '[ ] ') : ''
    const blocks = item.tokens.filter((token) => token.type !== 'space' && token.type !== 'checkbox')
    const [first, ...rest] = blocks
    if (first?.type === 'text' || first?.type === 'paragraph') {
      target.builder.block(
        'list-item',
        label + inline((first as Tokens.Generic).tokens ?? [first], target.links),
      )
      await addBlocks(target, rest)
    } else await addBlocks(target, blocks)
  }
}

function addTable(builder: DocumentBuilder, table: Tokens.Table, links: Set<string>): void {
  const rows = [table.header, ...table.rows].map((row) =>
    row.map((cell) => oneLine(inline(cell.tokens, links))),
  )
  builder.table(rows, { headerRows: rows[0]!.some((cell) => cell !== '') ? 1 : 0 })
}

/** The words of inline tokens; the targets of links are noted. */
function inline(tokens: readonly Token[], links: Set<string>): string {
  return tokens.map((token) => inlineText(token as Tokens.Generic, links)).join('')
}

function inlineText(token: Tokens.Generic, links: Set<string>): string {
  switch (token.type) {
    case 'br':
      return '\n'
    case 'codespan':
    case 'escape':
      return String(token['text'])
    case 'html':
      return /^<br\b/i.test(token.raw) ? '\n' : ''
    case 'image':
      return decodeEntities(String(token['text']))
    case 'link': {
      const target = String(token['href'])
      if (String(token['text']).startsWith('^')) return ''
      if (!target.startsWith('#')) links.add(target)
      // A linked picture is a badge or a button.
      return (token.tokens ?? []).every((part) => part.type === 'image')
        ? ''
        : inline(token.tokens ?? [], links)
    }
    default:
      return token.tokens
        ? inline(token.tokens, links)
        : wikiLinks(decodeEntities(String(token['text'] ?? '')).replace(/[ \t]*\n[ \t]*/g, unwrapped))
  }
}

/** Lines of one paragraph are one line, as HTML would show them. */
function unwrapped(_: string, at: number, whole: string): string {
  const before = whole.slice(0, at).trimEnd().at(-1) ?? ''
  const after = whole.slice(at).trimStart().at(0) ?? ''
  return /[\p{Script=Han}，。、；：？！”’）》]/u.test(before) && /[\p{Script=Han}“‘（《]/u.test(after)
    ? ''
    : ' '
}

function wikiLinks(text: string): string {
  return text.replace(/\[\[(?:[^\]|]*\|)?([^\]|]+)\]\]/g, '$1')
}

function isPicture(token: Tokens.Generic): boolean {
  const parts = (token.tokens ?? []).filter((part) => part.raw.trim() !== '')
  return parts.length > 0 && parts.every((part) => part.type === 'image')
}

/** GitHub's `[!NOTE]` is a colour, not a word. */
function withoutCallout(tokens: readonly Tokens.Generic[]): Tokens.Generic[] {
  const [first, ...rest] = tokens
  const [lead, ...others] = (first?.tokens ?? []) as Tokens.Generic[]
  if (!first || !lead || !/^\[!\w+\]/.test(lead.raw)) return [...tokens]
  const text = String(lead['text']).replace(/^\[!\w+\][+-]?\s*/, '')
  return [{ ...first, tokens: [{ ...lead, text }, ...others] }, ...rest]
}

/** Footnote definitions, taken out of the text; their marks are taken out with the inline markup. */
function takeFootnotes(text: string): { notes: string[]; rest: string } {
  const notes: string[] = []
  const rest = text.replace(/^\[\^[^\]\n]+\]:[ \t]*(.+(?:\n(?: {2,}|\t).+)*)\n?/gm, (_, note: string) => {
    notes.push(note.replace(/\n\s+/g, ' '))
    return '\n'
  })
  return { notes, rest: notes.length > 0 ? rest.replace(/\[\^[^\]\n]+\]/g, '') : rest }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
