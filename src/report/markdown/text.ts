import { safeLink } from '../citations.ts'

/**
 * Text from outside as Markdown that shows exactly that text: nothing in it can make a heading, a list, a
 * link, an image, HTML, a table or code (CommonMark 0.31 and the GitHub extensions). White space, line ends
 * included, becomes one space, as Markdown itself would show it.
 */
export function escapeMarkdown(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim()
      .replace(/[\\`*[\]<~|$]/g, '\\$&')
      // Some readers take the escapes off brackets in a link's text: the parenthesis must not open a target there.
      .replace(/\\\]\(/g, '\\]\\(')
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
      .replace(/&(?=[#\p{L}])/gu, '\\&')
      .replace(/(?<=^| )#/g, '\\#')
      .replace(/^[-+=>:!]/, '\\$&')
      .replace(/^(\d{1,9})([.)])(?= |$)/, '$1\\$2')
      .replace(/:(?=\/\/)/g, '\\:')
      .replace(/@/g, '\\@')
      .replace(/www\./gi, (found) => `${found.slice(0, -1)}\\.`)
  )
}

/** A quote as a block: every line on its own, so that the words keep their shape. */
export function quoteBlock(text: string, indent = ''): string {
  return text
    .split(/\r\n?|\n/)
    .map((line) => `${indent}> ${escapeMarkdown(line)}`.trimEnd())
    .join('\n')
}

/** Text from outside as a code span, fenced by more backticks than it holds in a row. */
export function codeSpan(text: string): string {
  const clean = text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  if (clean === '') return ''
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = clean.includes('`') ? ' ' : ''
  return `${fence}${pad}${clean}${pad}${fence}`
}

/** A title as a link to its source where the scheme is safe, else as text. */
export function linkTo(title: string, uri: string, page?: number): string {
  const link = safeLink(uri, page)?.replace(/[<>\\\s|]/g, (character) => encodeURIComponent(character))
  return link === undefined ? escapeMarkdown(title) : `[${escapeMarkdown(title)}](<${link}>)`
}
