import type { Document, DocumentId } from '#vocabulary'
import { termsOf } from '#library'
import { datesIn, sentencesIn } from '#reading'

/** One document stands in for an earlier one. */
export interface Supersession {
  readonly newer: DocumentId
  readonly older: DocumentId
}

const versionMark =
  /\b(?:version|ver\.|rev\.|revision|edition)\s*(\d+(?:\.\d+)*)\b|\bv(\d+(?:\.\d+)*)\b|第\s*([一二三四五六七八九十\d]+)\s*(?:版|稿|次修订)|\b(\d+)(?:st|nd|rd|th) edition\b/iu
const replaces =
  /\b(?:supersedes?|superseded|superseding|replac(?:es|ing)|obsoletes?|no longer in force|repeal\w*|in place of)\b|取代|代替|替代|废止|作废|不再执行/iu

const ofItself =
  /\bthis (?:version|edition|document|plan|report|standard|policy|notice|decision)\b|本(?:版|规划|方案|办法|规定|通知|标准|文件)|自.{0,8}(?:发布|施行|实施)之日|同时废止/iu

/** Where a document says what it is and what it replaces: code units from its start. */
const head = 1500

/**
 * Finds which documents are later versions of others.
 *
 * 1. Both state a version, and their titles say the same but for versions and years; or
 * 2. the later one says near its start that it replaces something, and names the earlier one there by its
 *    version or date, under a title with words in common.
 *
 * Titles that differ in a year alone are two reports of a series, not two versions.
 *
 * @param mayReplace whether the one has any say over the other, whatever it says of itself
 */
export function findSupersessions(
  documents: readonly Document[],
  mayReplace: (newer: DocumentId, older: DocumentId) => boolean = () => true,
): Supersession[] {
  const faces = documents.map(faceOf)
  return faces.flatMap((newer) =>
    faces
      .filter(
        (older) =>
          older.id !== newer.id &&
          mayReplace(newer.id, older.id) &&
          !isEarlier(newer, older) &&
          (isNextVersion(newer, older) || saysItReplaces(newer, older)),
      )
      .map((older) => ({ newer: newer.id, older: older.id })),
  )
}

/** What a document says about itself. */
interface Face {
  readonly id: DocumentId
  readonly title: ReadonlySet<string>
  readonly version: number | undefined
  readonly publishedAt: string | undefined
  /** ISO dates stated near its start. */
  readonly dates: ReadonlySet<string>
  /** The sentences near its start that say that something is replaced. */
  readonly replacing: readonly string[]
}

function faceOf(document: Document): Face {
  const start = document.text.slice(0, head)
  return {
    id: document.id,
    title: new Set(
      termsOf(
        document.title.replace(new RegExp(versionMark.source, 'giu'), ' ').replace(/\d{4}/g, ' '),
      ).keys(),
    ),
    version: versionIn(document.title) ?? versionIn(start.slice(0, 200)),
    publishedAt: document.publishedAt,
    dates: new Set(datesIn(start.slice(0, 400)).map((date) => date.value)),
    replacing: sentencesIn(start)
      .map(({ start: from, end }) => start.slice(from, end))
      .filter((sentence) => replaces.test(sentence)),
  }
}

function isEarlier(a: Face, b: Face): boolean {
  return a.publishedAt !== undefined && b.publishedAt !== undefined && a.publishedAt < b.publishedAt
}

function isNextVersion(newer: Face, older: Face): boolean {
  if (newer.version === undefined || older.version === undefined || newer.version <= older.version)
    return false
  return likeness(newer.title, older.title) >= 0.8
}

function saysItReplaces(newer: Face, older: Face): boolean {
  if (likeness(newer.title, older.title) < 0.45) return false
  return newer.replacing.some((sentence) => {
    // A third document may tell that one replaced the other: only who speaks of itself replaces.
    if (newer.version === undefined && !ofItself.test(sentence)) return false
    const named =
      older.version !== undefined &&
      versionsIn(sentence).includes(older.version) &&
      newer.version !== older.version
    const dated = datesIn(sentence).some((date) => date.value.length >= 10 && older.dates.has(date.value))
    return dated || named
  })
}

/** Dice coefficient. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 0
  return (2 * [...a].filter((term) => b.has(term)).length) / (a.size + b.size)
}

function versionIn(text: string): number | undefined {
  return versionsIn(text)[0]
}

const chineseDigits = '零一二三四五六七八九十'

function versionsIn(text: string): number[] {
  return [...text.matchAll(new RegExp(versionMark.source, 'giu'))].map((match) => {
    const chinese = match[3]
    if (chinese !== undefined) return /\d/.test(chinese) ? Number(chinese) : chineseDigits.indexOf(chinese)
    return Number.parseFloat(match[1] ?? match[2] ?? match[4]!)
  })
}
