/** Where the resources of this server are named from. */
export const resourceAddress = {
  document: (id: string): string => `kaoju://library/${id}`,
  report: (run: string): string => `kaoju://reports/${run}`,
} as const

/** A place in a document, and where its source was found. */
export interface SourcePlace {
  readonly document: string
  /** Absent: it was found nowhere that is known today. */
  readonly uri?: string
  /** UTF-16 code units into the document's text; absent: all of it. */
  readonly span?: { readonly start: number; readonly end: number }
}

/**
 * An address that a reader can follow, never empty: a page of the web under its own, all else on this server where it
 * has an origin, else at its place.
 *
 * @param origin `http://127.0.0.1:7788`; absent: nobody listens there
 */
export function addressOf({ document, uri, span }: SourcePlace, origin: string | undefined): string {
  if (uri !== undefined && /^https?:/i.test(uri)) return uri
  if (origin !== undefined) {
    const stretch = span ? `?start=${span.start}&end=${span.end}` : ''
    return `${origin}/api/v1/documents/${document}/text${stretch}`
  }
  return uri ?? resourceAddress.document(document)
}
