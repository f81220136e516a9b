import { pathToFileURL } from 'node:url'
import { KaojuError, type Sql } from '#runtime'
import type { DocumentRow, PassageRow } from './documents.ts'
import { documentNamed } from './documents.ts'
import { placeAt, type PlaceRow } from './places.ts'
import { pagesAbout } from './web.ts'

/** What a word that a person typed names. */
export type Named =
  | { readonly kind: 'place'; readonly place: PlaceRow }
  | { readonly kind: 'document'; readonly document: DocumentRow }
  | { readonly kind: 'passage'; readonly document: DocumentRow; readonly row: PassageRow }
  | { readonly kind: 'evidence'; readonly id: string }

/** Below this a beginning names nothing: too little is a slip. */
const shortestBeginning = 8
/** How many candidates an ambiguity names. */
const candidatesShown = 5

/**
 * In this order: a place's URI; a path; a web address (without fragment; by the address that was asked for or
 * the one that it led to); a document or evidence id; a passage id; an unambiguous beginning (8 characters or
 * more) of a document, evidence, passage or snapshot id.
 *
 * @throws KaojuError `not-found`, `id-ambiguous`
 */
export function nameOne(sql: Sql, workspace: number, text: string): Named {
  const place = placeAt(sql, workspace, text) ?? placeAt(sql, workspace, uriOf(text))
  if (place) return { kind: 'place', place }
  const web = webNamed(sql, workspace, text)
  if (web) return web
  const document = documentNamed(sql, workspace, text)
  if (document) return { kind: 'document', document }
  const candidates = begun(sql, workspace, text)
  if (candidates.length === 1) return candidates[0]!
  if (candidates.length === 0) throw new KaojuError('not-found', { id: text })
  const shown = candidates.slice(0, candidatesShown).map(idOf)
  throw new KaojuError('id-ambiguous', {
    id: text,
    candidates: [...shown, ...(candidates.length > candidatesShown ? ['…'] : [])].join(', '),
  })
}

/** What stands in the library at a web address: the place, or what was read from the bytes of that page. */
function webNamed(sql: Sql, workspace: number, text: string): Named | undefined {
  const url = webAddress(text)
  if (url === undefined) return undefined
  const pages = pagesAbout(sql, workspace, url)
  const addresses = new Set([url, ...pages.flatMap((page) => [page.url, page.finalUrl])])
  for (const address of addresses) {
    const place = placeAt(sql, workspace, address)
    if (place) return { kind: 'place', place }
  }
  for (const { snapshot } of pages) {
    const document = sql.get<DocumentRow>(
      `SELECT * FROM documents INDEXED BY documents_by_snapshot
       WHERE workspace = ? AND snapshot = ? ORDER BY purged, number DESC LIMIT 1`,
      workspace,
      snapshot,
    )
    if (document) return { kind: 'document', document }
  }
  return undefined
}

/** As the WHATWG URL standard writes it, without fragment; undefined where it is none. */
function webAddress(text: string): string | undefined {
  if (!/^https?:/i.test(text) || !URL.canParse(text)) return undefined
  const url = new URL(text)
  url.hash = ''
  return url.href
}

type Candidate = Exclude<Named, { kind: 'place' }>

function idOf(candidate: Candidate): string {
  switch (candidate.kind) {
    case 'document':
      return candidate.document.id
    case 'passage':
      return `${candidate.document.id}:${candidate.row.start}-${candidate.row.end}`
    case 'evidence':
      return candidate.id
  }
}

function begun(sql: Sql, workspace: number, text: string): Candidate[] {
  if (text.length < shortestBeginning) return []
  if (/^d_[0-9a-f]*:/.test(text)) return passagesBegun(sql, workspace, text)
  if (/^d_[0-9a-f]*$/.test(text)) return documentsBegun(sql, workspace, 'id', text).map(named)
  if (/^e_[0-9a-f]*$/.test(text)) return evidenceBegun(sql, workspace, text)
  if (/^[0-9a-f]+$/.test(text)) return documentsBegun(sql, workspace, 'snapshot', text).map(named)
  return []
}

function named(document: DocumentRow): Candidate {
  return { kind: 'document', document }
}

function documentsBegun(sql: Sql, workspace: number, column: 'id' | 'snapshot', text: string): DocumentRow[] {
  return sql.all<DocumentRow>(
    `SELECT * FROM documents WHERE workspace = ? AND ${column} >= ? AND ${column} < ? LIMIT ?`,
    workspace,
    text,
    above(text),
    candidatesShown + 1,
  )
}

function evidenceBegun(sql: Sql, workspace: number, text: string): Candidate[] {
  return sql
    .all<{ id: string }>(
      'SELECT id FROM evidence WHERE workspace = ? AND id >= ? AND id < ? LIMIT ?',
      workspace,
      text,
      above(text),
      candidatesShown + 1,
    )
    .map(({ id }) => ({ kind: 'evidence', id }))
}

/** `d_…:` and the beginning of a span; the document's part may be shortened too. */
function passagesBegun(sql: Sql, workspace: number, text: string): Candidate[] {
  const [name = '', span = ''] = text.split(':')
  return documentsBegun(sql, workspace, 'id', name).flatMap((document) => {
    const rows = sql.all<PassageRow>(
      `SELECT start, end, page, kind, headings FROM passages WHERE workspace = ? AND document = ?
       AND start || '-' || end >= ? AND start || '-' || end < ?`,
      workspace,
      document.number,
      span,
      above(span),
    )
    const whole = rows.filter((row) => `${row.start}-${row.end}` === span)
    return (whole.length > 0 ? whole : rows).map((row): Candidate => ({ kind: 'passage', document, row }))
  })
}

/** The least string above all that begin with an ASCII text. */
function above(text: string): string {
  return `${text}\u{10ffff}`
}

function uriOf(text: string): string {
  return /^[a-z][a-z0-9+.-]+:/i.test(text) ? text : pathToFileURL(text).href
}
