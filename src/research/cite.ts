import type { Citation, Document, DocumentId, Evidence } from '#vocabulary'
import { pageAt } from '#vocabulary'
import type { Holding } from '#library'

/** What is known about the cited documents. */
export interface Catalogue {
  document(id: DocumentId): Document | undefined
  holding(id: DocumentId): Holding | undefined
  copiesOf(id: DocumentId): readonly DocumentId[]
}

/** Resolves evidence to the place where its words stand. Evidence of a document that is gone is withdrawn. */
export function cite(evidence: Evidence, catalogue: Catalogue): Citation {
  const document = catalogue.document(evidence.document)
  const holding = catalogue.holding(evidence.document)
  const page = document && pageAt(document, evidence.start)
  const copies = catalogue.copiesOf(evidence.document).flatMap((id) => {
    const held = catalogue.holding(id)
    return held ? [{ document: id, uri: held.uri, title: held.title }] : []
  })
  return {
    evidence: evidence.id,
    document: evidence.document,
    reader: document?.reader ?? { name: '', version: 0, options: '{}' },
    uri: holding?.uri ?? '',
    title: document?.title ?? holding?.title ?? '',
    ...(page ? { page: page.number } : {}),
    start: evidence.start,
    end: evidence.end,
    quote: evidence.quote,
    snapshot: evidence.snapshot,
    origin: evidence.origin,
    ...(document?.publishedAt ? { publishedAt: document.publishedAt } : {}),
    ...(holding && /^(?:https?|mcp):/i.test(holding.uri)
      ? { fetchedAt: new Date(holding.fetchedAt).toISOString() }
      : {}),
    ...(evidence.cell ? { cell: evidence.cell } : {}),
    ...(document ? {} : { withdrawn: true }),
    ...(copies.length > 0 ? { copies } : {}),
  }
}
