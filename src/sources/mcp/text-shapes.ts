import { plainWords } from '../plain-words.ts'
import { isRecord } from './choose-tools.ts'

/** What texts from outside look like: titles, beginnings, types and addresses, in time linear in a bounded length. */

/** The first of the fields that holds a text, a number, or a list of texts, as highlights come. */
export function textField(
  record: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string | undefined {
  for (const name of names) {
    const value = record[name]
    if (typeof value === 'string' && value.trim() !== '') return value
    if (typeof value === 'number') return String(value)
    if (
      Array.isArray(value) &&
      value.length > 0 &&
      value.slice(0, 50).every((one) => typeof one === 'string')
    )
      return value.slice(0, 50).join(' … ')
  }
  return undefined
}

/** Records that hold what another wraps: so many levels down, under names that say so. */
const wrappers = ['record', 'document', 'doc', 'item', 'entry', 'node', 'hit', 'result', 'object', 'page', 'article', 'paper', 'fields', 'attributes', 'properties', 'payload', '_source', 'data'] // prettier-ignore
const deepest = 2
const mostHolders = 12

/** A record and those it wraps, the outermost first; at most a dozen, and none twice. */
export function holdersIn(
  record: Readonly<Record<string, unknown>>,
): readonly Readonly<Record<string, unknown>>[] {
  let level = [record]
  const all = [record]
  for (let depth = 0; depth < deepest && all.length < mostHolders; depth++) {
    level = level.flatMap((one) =>
      wrappers.flatMap((name) => {
        const value = Object.hasOwn(one, name) ? one[name] : undefined
        const inner: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value
        return isRecord(inner) ? [inner] : []
      }),
    )
    all.push(...level)
  }
  return all.slice(0, mostHolders)
}

/** A web address that may be told: without a password, without a fragment. */
export function webAddress(text: string | undefined): { readonly url?: string } {
  if (text === undefined || text.length > 4_000 || !/^https?:\/\//i.test(text) || !URL.canParse(text))
    return {}
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return {}
  url.hash = ''
  return { url: url.href }
}

/** The only web address in a text is where it comes from; several are what it speaks of. */
export function urlIn(text: string): { readonly url?: string } {
  const found = new Set(text.slice(0, 100_000).match(/https?:\/\/[^\s<>"'\])}]{4,2000}/g))
  return found.size === 1 ? webAddress([...found][0]!.replace(/[.,;:!?]+$/, '')) : {}
}

/** What a text begins with that could be its title. */
export function titleOf(text: string): string {
  const heading = /^#{1,6}[ \t]+(.{1,300})$/m.exec(text.slice(0, 5_000))?.[1]
  const html = /<title[^<>]*>([^<]{1,300})/i.exec(text.slice(0, 5_000))?.[1]
  const first = text.trimStart().split('\n', 1)[0]!
  return plainWords(html ?? heading ?? first, 120)
}

/** The beginning of a text, made plain. */
export function snippetOf(text: string): string {
  return plainWords(text, 1_000)
}

/** Texts come without a type: what looks like a page is one, what has headings or links of Markdown is that. */
export function mediaTypeOf(text: string): string {
  const start = text.slice(0, 20_000)
  if (/^\s*(?:<!doctype html|<html[\s>])/i.test(start)) return 'text/html'
  return /^#{1,6}[ \t]+\S/m.test(start) || /\]\(https?:/.test(start) || /^\|.*\|\s*\n\|[ :|-]+\|/m.test(start)
    ? 'text/markdown'
    : 'text/plain'
}
