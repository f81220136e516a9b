import type { Document, Evidence, Passage } from '#vocabulary'
import type { IndexedPassage } from '../lexical/index.ts'
import type { FileStamp } from '../library.ts'

/** What crosses between the library and the thread that holds its database: structured clones. */

/** A document with its structure as packed JSON (see `packStructure`). */
export interface DocumentRecord extends Omit<Document, 'blocks' | 'tables' | 'pages' | 'layout'> {
  readonly structure: string
}

/** A passage without what follows from its document. */
export type PassageRecord = Pick<Passage, 'start' | 'end' | 'page' | 'kind' | 'headings'>

export interface AddRequest {
  readonly uri: string
  /** Of the original, in bytes. */
  readonly size: number
  readonly document: DocumentRecord
  readonly passages: readonly PassageRecord[]
  readonly fetchedAt: number
  readonly stamp?: FileStamp
  readonly group?: string
}

/** Evidence as stored: the quote is a span of the document's text, its hash tells whether it still is. */
export type EvidenceRecord = Omit<Evidence, 'quote'>

/** What an index must do to catch up, oldest first. */
export interface Changes {
  /** Documents to take out: they were, or may have been, in the index. */
  readonly removed: readonly string[]
  readonly appended: readonly IndexedPassage[]
  /** Where to go on; equal to what was asked when nothing is left. */
  readonly cursor: number
}
