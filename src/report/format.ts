import type { Audit, Document, DocumentId, Report } from '#vocabulary'

/** What a format may need beside the report itself; formats do no I/O. */
export interface ReportAssets {
  /** The documents that the report cites, to open a quote in its source; purged ones are absent. */
  readonly documents: ReadonlyMap<DocumentId, Document>
}

/** Renders a report, or an audit of someone else's text. */
export type Format = (subject: Report | Audit, assets: ReportAssets) => Promise<string | Uint8Array>

/** One file in `formats/` exports one of these as `plug`. */
export interface FormatPlug {
  /** As in `--format`. */
  readonly name: string
  readonly mediaType: string
  readonly extension: string
  create(): Format
}
