import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { headingsAt, pageAt, type Document } from '#vocabulary'
import type { Resolved } from '#library'
import type { Command, Session } from '../command.ts'
import { displayWidth, padWidth } from '../display-width.ts'
import { placeOf } from '../telling.ts'
import { paint } from '../terminal.ts'
import type { Words } from '../words.ts'

/** Code units of the source shown on either side of a passage or quote. */
const around = 240

/** `kaoju show ID`: a document, passage or evidence, at its place in its source. */
export const show: Command = {
  declare: (declaration, words) => {
    declaration.description(words.commands.show).argument(`<${words.metavar.id}>`, words.arguments.id)
  },

  run: async ([target = ''], _flags, session) => {
    const library = await session.openLibrary('read')
    const resolved = await library.resolve(nameOf(target))
    const place = await library.resolve(resolved.document.id)
    const uri = place.kind === 'document' ? place.holding?.uri : undefined
    return { exit: 0, document: documentOf(resolved, uri), text: textOf(resolved, uri, session) }
  },
}

function nameOf(target: string): string {
  const looksLikePath =
    !/^(d_|e_|[a-zA-Z]+:\/\/)/.test(target) && (existsSync(target) || /[\\/.]/.test(target))
  return looksLikePath ? pathToFileURL(resolve(target)).href : target
}

/** The resolved thing with its place; the layout map stays in the library (it is larger than the text). */
function documentOf(resolved: Resolved, uri: string | undefined): object {
  const { layout: _layout, ...document } = resolved.document
  const place = uri ? { uri } : {}
  switch (resolved.kind) {
    case 'document':
      return { kind: 'document', ...place, document }
    case 'passage':
      return { kind: 'passage', ...place, title: document.title, passage: resolved.passage }
    case 'evidence': {
      const { evidence, withdrawn } = resolved
      const page = pageAt(resolved.document, evidence.start)
      return {
        kind: 'evidence',
        ...place,
        title: document.title,
        ...(page ? { page } : {}),
        withdrawn,
        evidence,
      }
    }
  }
}

function textOf(resolved: Resolved, uri: string | undefined, session: Session): string {
  const { words, terminal } = session
  const colour = terminal.colour.out
  const { document } = resolved
  const span = spanOf(resolved)
  const rows = rowsOf(resolved, uri, words)
  const width = Math.max(...rows.map(([label]) => displayWidth(label)))
  const head = rows.map(([label, value]) => `${paint(padWidth(label, width), 'dim', colour)}  ${value}`)
  const title = paint(words.show[resolved.kind], 'bold', colour)
  if (resolved.kind === 'evidence' && resolved.withdrawn)
    return [title, ...head, '', words.show.withdrawn].join('\n')
  if (!span) return [title, ...head, '', document.text].join('\n')
  const before = document.text.slice(Math.max(0, span.start - around), span.start)
  const after = document.text.slice(span.end, span.end + around)
  const text = document.text.slice(span.start, span.end)
  const quote = colour ? paint(text, 'yellow', true) : `【${text}】`
  return [title, ...head, '', `${before}${quote}${after}`.trim()].join('\n')
}

function spanOf(resolved: Resolved): { start: number; end: number } | undefined {
  switch (resolved.kind) {
    case 'document':
      return undefined
    case 'passage':
      return resolved.passage
    case 'evidence':
      return resolved.evidence
  }
}

function rowsOf(resolved: Resolved, uri: string | undefined, words: Words): [string, string][] {
  const { labels } = words.show
  const { document } = resolved
  const span = spanOf(resolved)
  const headings = span ? headingsAt(document, span.start) : []
  const row = (label: string, value: string | undefined): [string, string][] =>
    value ? [[label, value]] : []
  return [
    ...row(labels.id, idOf(resolved)),
    ...row(labels.title, document.title),
    ...row(labels.place, uri && placeOf(uri)),
    ...(span ? row(labels.page, pageName(document, span.start)) : []),
    ...row(labels.headings, headings.join(' › ')),
    ...(span ? row(labels.span, `${span.start}–${span.end}`) : []),
    ...row(labels.published, document.publishedAt),
    ...row(labels.authors, document.authors.join(', ')),
    ...row(labels.origin, document.origin === 'native' ? undefined : document.origin),
    ...row(labels.reader, `${document.reader.name} ${document.reader.version}`),
    ...row(labels.snapshot, document.snapshot),
    ...document.warnings.flatMap((warning) => row(labels.warnings, warning)),
  ]
}

function idOf(resolved: Resolved): string {
  switch (resolved.kind) {
    case 'document':
      return resolved.document.id
    case 'passage':
      return resolved.passage.id
    case 'evidence':
      return resolved.evidence.id
  }
}

function pageName(document: Document, position: number): string | undefined {
  const page = pageAt(document, position)
  return (
    page &&
    (page.label && page.label !== String(page.number)
      ? `${page.number} (${page.label})`
      : String(page.number))
  )
}
