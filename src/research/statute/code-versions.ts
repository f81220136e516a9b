import type { Document, DocumentId } from '#vocabulary'
import { provisionsIn, type Provision } from '../statutes.ts'
import type { Shelf } from '../shelf.ts'
import { findSupersessions } from '../versions.ts'

/** A provision that speaks in the place of one of an earlier version; absent: the later has none of that number. */
export interface Replaced {
  readonly older: Provision
  readonly newer?: Provision
  readonly by: Document
}

/** Years and marks by which versions of one code differ in their titles. */
const marks =
  /[(（[【]?\s*(?:\b(?:as\s+)?(?:amended|revised|consolidated)(?:\s+(?:in|by|version|edition|to))?\b|\b(?:revision|version|edition|amendment)\b|修订|修正|修改|第[一二三四五六七八九十\d]+次修[订正]|版|本)?\s*(?:\b(?:1[89]|20)\d{2}\b|(?:1[89]|20)\d{2}年?)?\s*(?:修订|修正|修改|版|本|\brevision\b|\bversion\b|\bedition\b)?\s*[)）\]】]?/giu

/** The title of a code without what tells its version. */
export function bareTitle(title: string): string {
  return title
    .replace(marks, (mark) => (mark === '' ? '' : ' '))
    .replace(/[\s《》()（）,，]+/gu, ' ')
    .trim()
    .toLowerCase()
}

/** Brings in what is held under the same title as a code that was found: the later version may not have been found by words. */
export async function withVersions(codes: readonly Document[], shelf: Shelf): Promise<Document[]> {
  const titles = new Set(codes.map(({ title }) => bareTitle(title)))
  const known = new Set(codes.map(({ id }) => id))
  const others = shelf.holdings.flatMap(({ document, title }) =>
    document && !known.has(document) && titles.has(bareTitle(title)) ? [document] : [],
  )
  const held = await Promise.all([...new Set(others)].map((id) => shelf.document(id)))
  return [...codes, ...held.filter((one) => one !== undefined && provisionsIn(one).length > 0)] as Document[]
}

/**
 * Which codes have a later version among these: one that says so (see `findSupersessions`), or the same title with a later
 * year, most of whose provisions have the same numbers. Unlike reports of a series, of two years' texts of one law one is in force.
 */
export function laterVersions(
  codes: readonly Document[],
  shelf: Pick<Shelf, 'mayReplace'>,
): Map<DocumentId, Document> {
  const said = findSupersessions(codes, shelf.mayReplace)
  const later = new Map<DocumentId, Document>()
  for (const older of codes) {
    const newer = codes
      .filter(
        (one) =>
          one.id !== older.id &&
          (said.some((pair) => pair.newer === one.id && pair.older === older.id) ||
            (shelf.mayReplace(one.id, older.id) && isLaterText(one, older))),
      )
      .toSorted((a, b) => yearOf(b).localeCompare(yearOf(a)))[0]
    if (newer) later.set(older.id, newer)
  }
  return later
}

function isLaterText(newer: Document, older: Document): boolean {
  if (bareTitle(newer.title) !== bareTitle(older.title) || bareTitle(newer.title) === '') return false
  if (yearOf(newer) === '' || yearOf(older) === '' || yearOf(newer) <= yearOf(older)) return false
  const numbers = new Set(provisionsIn(newer).map(({ number }) => number))
  const shared = provisionsIn(older).filter(({ number }) => numbers.has(number)).length
  return shared >= provisionsIn(older).length / 2
}

function yearOf({ title, publishedAt }: Document): string {
  return [...title.matchAll(/(?:1[89]|20)\d{2}/gu)].at(-1)?.[0] ?? publishedAt?.slice(0, 10) ?? ''
}

/** The provision that speaks now in the place of this one, over any number of versions. */
export function inForce(
  provision: Provision,
  later: ReadonlyMap<DocumentId, Document>,
): { readonly now: Provision | undefined; readonly replaced?: Replaced } {
  let by = later.get(provision.document.id)
  if (!by) return { now: provision }
  for (let next = later.get(by.id), steps = 0; next && steps < 20; next = later.get(by.id), steps++) by = next
  const now = provisionsIn(by).find(
    ({ kind, number }) => kind === provision.kind && number === provision.number,
  )
  return { now, replaced: { older: provision, by, ...(now ? { newer: now } : {}) } }
}

/** Whether two texts of a provision say other words. */
export function saysOtherwise(a: Provision, b: Provision): boolean {
  const plain = ({ document, body }: Provision): string =>
    document.text
      .slice(body.start, body.end)
      .replace(/[\s\p{P}]+/gu, '')
      .toLowerCase()
  return plain(a) !== plain(b)
}
