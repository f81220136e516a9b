import type { Document, Evidence } from '#vocabulary'
import { sha256 } from '#runtime'

/** Evidence for a span of a document; white space at both ends is left out. Throws RangeError on an empty span. */
export function evidenceAt(
  document: Document,
  start: number,
  end: number,
  cell?: Evidence['cell'],
): Evidence {
  const raw = document.text.slice(start, end)
  const quote = raw.trim()
  if (quote === '') throw new RangeError(`no text at ${document.id} ${start}-${end}`)
  const from = start + raw.length - raw.trimStart().length
  const to = from + quote.length
  const quoteHash = sha256(quote)
  return {
    id: `e_${sha256(`${document.id}\n${from}\n${to}\n${quoteHash}`).slice(0, 24)}`,
    document: document.id,
    snapshot: document.snapshot,
    start: from,
    end: to,
    quote,
    quoteHash,
    origin: document.origin,
    ...(cell ? { cell } : {}),
  }
}
