import { KaojuError, type Sql } from '#runtime'
import type { Evidence, Passage } from '#vocabulary'
import type { Holding } from '../library.ts'
import {
  documentNumbered,
  passageOf,
  readDocument,
  recordOf,
  textBetween,
  type DocumentRow,
} from './documents.ts'
import { readEvidence } from './evidence.ts'
import type { DocumentRecord } from './messages.ts'
import { nameOne } from './naming.ts'
import { holdingOfDocument, nameOf, type PlaceRow } from './places.ts'

export type ResolvedRecord =
  | { readonly kind: 'document'; readonly document: DocumentRecord; readonly holding?: Holding }
  | { readonly kind: 'passage'; readonly passage: Passage; readonly document: DocumentRecord }
  | {
      readonly kind: 'evidence'
      readonly evidence: Evidence
      readonly document: DocumentRecord
      readonly withdrawn: boolean
    }

/** @throws KaojuError `not-found`, `id-ambiguous`, `withdrawn` */
export function resolveOne(sql: Sql, workspace: number, text: string): ResolvedRecord {
  const named = nameOne(sql, workspace, text)
  switch (named.kind) {
    case 'place':
      return resolveDocument(sql, workspace, documentAt(sql, workspace, named.place, text), text)
    case 'document':
      return resolveDocument(sql, workspace, named.document, text)
    case 'passage': {
      const { document, row } = named
      const passage = passageOf(
        document.id,
        row,
        textBetween(sql, workspace, document.number, row.start, row.end),
      )
      return { kind: 'passage', passage, document: held(sql, workspace, document, text) }
    }
    case 'evidence': {
      const found = readEvidence(sql, workspace, named.id)!
      const document = readDocument(sql, workspace, found.evidence.document)
      return {
        kind: 'evidence',
        ...found,
        document: document ?? shell(sql, workspace, found.evidence.document),
      }
    }
  }
}

function resolveDocument(sql: Sql, workspace: number, row: DocumentRow, text: string): ResolvedRecord {
  const document = held(sql, workspace, row, text)
  const holding = holdingOfDocument(sql, workspace, row.number)
  return { kind: 'document', document, ...(holding ? { holding } : {}) }
}

function documentAt(sql: Sql, workspace: number, place: PlaceRow, text: string): DocumentRow {
  if (place.document === null) throw new KaojuError('not-found', { id: text })
  return documentNumbered(sql, workspace, place.document)
}

function held(sql: Sql, workspace: number, row: DocumentRow, text: string): DocumentRecord {
  if (row.purged === 1) throw new KaojuError('withdrawn', { id: text })
  return readDocument(sql, workspace, row.id)!
}

/** What is left of a purged document: who read what, and where it stood; no word of its text. */
function shell(sql: Sql, workspace: number, id: string): DocumentRecord {
  const row = sql.get<DocumentRow>('SELECT * FROM documents WHERE workspace = ? AND id = ?', workspace, id)!
  const holding = holdingOfDocument(sql, workspace, row.number)
  return recordOf({ ...row, title: holding ? nameOf(holding.uri) : id }, '', '')
}
