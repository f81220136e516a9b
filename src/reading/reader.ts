import type { Document, Passage } from '#vocabulary'
import type { Context } from '#runtime'
import type { z } from 'zod'

/** Bytes and what is known about them before they are read. */
export interface Resource {
  /** `file:///…`, `https://…`. */
  readonly uri: string
  /** The last part of the URI, for messages and as the title of last resort. */
  readonly name: string
  readonly bytes: Uint8Array
  /** Detected from content first, name second. */
  readonly mediaType: string
  /** When the source itself says when it was published (HTTP header, feed); ISO 8601. */
  readonly publishedAt?: string
}

/**
 * Turns bytes into a document. Throws a KaojuError (`file-damaged`, `file-encrypted`, `file-bomb`,
 * `file-no-text` …) when there is nothing to show; tells smaller losses in `document.warnings`.
 */
export type Reader = (resource: Resource, context: Context) => Promise<Document>

/** One file in `readers/` exports one of these as `reader`. */
export interface ReaderPlug<Options = unknown> {
  /** The format's usual name: `pdf`, `docx`, `html`. */
  readonly name: string
  /** Raise it whenever the same bytes would yield another text or structure. */
  readonly version: number
  readonly mediaTypes: readonly string[]
  /** Without the dot, lower case. */
  readonly extensions: readonly string[]
  readonly options: z.ZodType<Options>
  create(options: Options): Reader
}

/** Cuts a document into passages: pure, `document.text.slice(p.start, p.end) === p.text`, in reading order. */
export type Chunker = (document: Document) => Passage[]

/** One file in `chunkers/` exports one of these as `plug`. */
export interface ChunkerPlug<Options = unknown> {
  readonly name: string
  readonly version: number
  readonly options: z.ZodType<Options>
  create(options: Options): Chunker
}
