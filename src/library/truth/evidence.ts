import { sha256, KaojuError, type Sql } from '#runtime'
import type { Evidence } from '#vocabulary'
import { documentNamed, documentNumbered, textBetween } from './documents.ts'
import type { EvidenceRecord } from './messages.ts'

interface EvidenceRow {
  readonly id: string
  readonly document: number
  readonly start: number
  readonly end: number
  readonly quote_hash: string
  readonly cell_table: number | null
  readonly cell_row: number | null
  readonly cell_column: number | null
}

/**
 * Stores evidence, each piece only if its span of its document has the hash that it claims: what cannot be
 * opened again is not stored.
 *
 * @throws KaojuError `not-found` (no such document), `withdrawn` (it was purged), `internal` (another quote)
 */
export function addEvidence(sql: Sql, workspace: number, evidence: readonly EvidenceRecord[]): void {
  for (const piece of evidence) {
    const document = documentNamed(sql, workspace, piece.document)
    if (!document) throw new KaojuError('not-found', { id: piece.document })
    if (document.purged === 1) throw new KaojuError('withdrawn', { id: piece.document })
    const quote = textBetween(sql, workspace, document.number, piece.start, piece.end)
    if (sha256(quote) !== piece.quoteHash)
      throw new KaojuError('internal', { reason: `evidence ${piece.id} does not quote its document` })
    sql.run(
      `INSERT INTO evidence (workspace, id, document, start, end, quote_hash, cell_table, cell_row, cell_column)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (workspace, id) DO NOTHING`,
      workspace,
      piece.id,
      document.number,
      piece.start,
      piece.end,
      piece.quoteHash,
      piece.cell?.table ?? null,
      piece.cell?.row ?? null,
      piece.cell?.column ?? null,
    )
  }
}

/** Evidence is withdrawn for as long as its document is purged; its quote is gone with the text. */
export function readEvidence(
  sql: Sql,
  workspace: number,
  id: string,
): { readonly evidence: Evidence; readonly withdrawn: boolean } | undefined {
  const row = sql.get<EvidenceRow>('SELECT * FROM evidence WHERE workspace = ? AND id = ?', workspace, id)
  if (!row) return undefined
  const document = documentNumbered(sql, workspace, row.document)
  const withdrawn = document.purged === 1
  return {
    withdrawn,
    evidence: {
      id: row.id,
      document: document.id,
      snapshot: document.snapshot,
      start: row.start,
      end: row.end,
      quote: withdrawn ? '' : textBetween(sql, workspace, row.document, row.start, row.end),
      quoteHash: row.quote_hash,
      origin: document.origin,
      ...(row.cell_table === null
        ? {}
        : { cell: { table: row.cell_table, row: row.cell_row!, column: row.cell_column! } }),
    },
  }
}
