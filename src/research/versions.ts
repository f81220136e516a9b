import type { Document, DocumentId } from '#vocabulary'

/** One document stands in for an earlier one. */
export interface Supersession {
  readonly newer: DocumentId
  readonly older: DocumentId
}

const versionMark = /(?:\b(?:version|ver|rev|revision|edition|draft)[\s._-]*(\d+(?:\.\d+)*)\b|\bv(\d+(?:\.\d+)*)\b|第\s*([一二三四五六七八九十\d]+)\s*(?:版|稿|次修订)|\b(\d+)(?:st|nd|rd|th) edition\b|修订版|修订稿|\b(?:revised|updated|amended)\b)/iu
const replaces = /\b(?:supersedes?|superseding|replac(?:es|ing)|obsoletes?|cancels and replaces|in place of)\b|取代|代替|替代|废止|同时作废/iu

/**
 * Finds which documents are later versions of others: titles that are alike but for a version mark, and
 * either both state their versions or the later says that it replaces. Titles that differ in a year alone are
 * two reports of a series, not two versions.
 */
export function findSupersessions(documents: readonly Document[]): Supersession[] {
  const found: Supersession[] = []
  for (const a of documents)
    for (const b of documents) {
      if (a.id === b.id || bareTitle(a) !== bareTitle(b)) continue
      if (isLater(a, b)) found.push({ newer: a.id, older: b.id })
    }
  return found
}

function isLater(a: Document, b: Document): boolean {
  const [versionA, versionB] = [versionOf(a), versionOf(b)]
  if (versionA !== undefined && versionB !== undefined && versionA !== versionB) return versionA > versionB
  return replaces.test(a.text.slice(0, 4000)) && !replaces.test(b.text.slice(0, 4000)) && laterDate(a, b) !== false
}

/** Undefined where a date is not stated. */
function laterDate(a: Document, b: Document): boolean | undefined {
  return a.publishedAt === undefined || b.publishedAt === undefined ? undefined : a.publishedAt >= b.publishedAt
}

const chineseDigits = '零一二三四五六七八九十'

/** The version stated in the title or the first lines; 1.5 stands for "revised" without a number. */
function versionOf(document: Document): number | undefined {
  const match = versionMark.exec(document.title) ?? versionMark.exec(document.text.slice(0, 600))
  if (!match) return undefined
  const number = match[1] ?? match[2] ?? match[4]
  if (number !== undefined) return Number.parseFloat(number)
  if (match[3] !== undefined) return /\d/.test(match[3]) ? Number(match[3]) : chineseDigits.indexOf(match[3])
  return 1.5
}

function bareTitle(document: Document): string {
  return document.title
    .toLowerCase()
    .replace(new RegExp(versionMark.source, 'giu'), ' ')
    .replace(/\.\w{2,5}$/, ' ')
    .replace(/[（(][^）)]*[）)]/gu, ' ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
