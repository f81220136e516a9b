import { pageAt, type Document, type Span } from '#vocabulary'
import { KaojuError } from '#runtime'
import type { Library } from '#library'

/** Code units of text in one answer, at most. */
export const longestStretch = 16_000

/** A stretch of a document that is held, as `d_…` or `d_…#start-end` names it. */
export interface Stretch extends Span {
  readonly document: Document
  readonly uri?: string
  readonly text: string
  /** Names what comes after it; absent at the end. */
  readonly next?: string
  readonly previous?: string
  /** Of the first and the last page of it, where there are pages. */
  readonly pages?: readonly [first: number, last: number]
}

/** The name of a stretch: the document's own where that is all of it. */
export function stretchName(document: Pick<Document, 'id' | 'text'>, { start, end }: Span): string {
  return start === 0 && end >= document.text.length ? document.id : `${document.id}#${start}-${end}`
}

/**
 * Reads what an id names: a document from its beginning, a range of one, or the surroundings of a passage or evidence.
 *
 * @throws KaojuError `not-found`, `id-ambiguous`, `withdrawn`
 */
export async function readStretch(
  library: Library,
  name: string,
  longest: number = longestStretch,
): Promise<Stretch> {
  const [, id = name, from, to] = /^(.*)#(\d{1,12})-(\d{1,12})$/s.exec(name) ?? []
  const resolved = await library.resolve(id.trim())
  const { document } = resolved
  const place = resolved.kind === 'document' ? resolved : await library.resolve(document.id)
  const uri = place.kind === 'document' ? place.holding?.uri : undefined
  const wanted =
    from !== undefined && to !== undefined
      ? { start: Number(from), end: Number(to) }
      : resolved.kind === 'document'
        ? { start: 0, end: longest }
        : around(document, resolved.kind === 'passage' ? resolved.passage : resolved.evidence)
  if (wanted.start >= wanted.end || wanted.start >= document.text.length)
    throw new KaojuError('not-found', { id: name })
  const { start, end } = whole(document.text, wanted.start, Math.min(wanted.end, wanted.start + longest))
  const first = pageAt(document, start)
  const last = pageAt(document, end - 1)
  return {
    document,
    ...(uri === undefined ? {} : { uri }),
    start,
    end,
    text: document.text.slice(start, end),
    ...(end < document.text.length
      ? { next: `${document.id}#${end}-${Math.min(document.text.length, end + longest)}` }
      : {}),
    ...(start > 0 ? { previous: `${document.id}#${Math.max(0, start - longest)}-${start}` } : {}),
    ...(first && last ? { pages: [first.number, last.number] as const } : {}),
  }
}

/** The stretch around a span, the span in its first third: what follows explains more than what precedes. */
export function around({ text }: Pick<Document, 'text'>, span: Span, longest: number = longestStretch): Span {
  if (text.length <= longest) return { start: 0, end: text.length }
  const start = Math.max(0, Math.min(span.start - Math.floor(longest / 3), text.length - longest))
  return { start, end: start + longest }
}

/** No character is cut in two. */
function whole(text: string, start: number, end: number): Span {
  const inside = (at: number): boolean =>
    at > 0 && at < text.length && /^[\uDC00-\uDFFF]/.test(text.charAt(at)) // a low surrogate
  return {
    start: inside(start) ? start - 1 : start,
    end: inside(end) ? end - 1 : Math.min(end, text.length),
  }
}
