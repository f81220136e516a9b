/**
 * Addresses and odd characters of texts that came from outside.
 *
 * 1. `safeLink` is the only way that such a text becomes an `href`: http and https, absolute, without credentials.
 * 2. What is shown of an address shows where it leads: the host in ASCII, nothing that turns or hides characters.
 */

/** Longer ones are no address that a person would open. */
const longest = 4096

/** The address as a link, or undefined: then it is shown as text. */
export function safeLink(uri: string): string | undefined {
  // As written, not as a parser mends it: `//evil`, `\\evil` and ` javascript:` are no addresses.
  if (uri.length > longest || !/^https?:\/\/[^/\\]/i.test(uri) || unseen.test(uri)) return undefined
  if (!URL.canParse(uri)) return undefined
  const url = new URL(uri)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  if (url.username !== '' || url.password !== '' || url.hostname === '') return undefined
  return url.href
}

/** An address for people: escapes of letters undone where that changes nothing else, what cannot be seen shown. */
export function shownAddress(uri: string): string {
  const link = safeLink(uri)
  const text = shortened(link ?? uri)
  try {
    return visible(decodeURI(text))
  } catch {
    return visible(text)
  }
}

/** Controls, directions and other characters that are not seen, as their numbers: `‹U+202E›`. */
export function visible(text: string): string {
  return text.toWellFormed().replace(everyUnseen, (character) => {
    const point = character.codePointAt(0)!
    return `‹U+${point.toString(16).toUpperCase().padStart(4, '0')}›`
  })
}

const unseenOnes =
  '[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\u{E0000}-\\u{E007F}]'
const unseen = new RegExp(unseenOnes, 'u')
const everyUnseen = new RegExp(unseenOnes, 'gu')

/** The beginning tells whose it is, the end what it is. */
function shortened(text: string): string {
  return text.length <= 300 ? text : `${text.slice(0, 200)}…${text.slice(-80)}`
}

/** A piece of an address of the page's own: any text at all, lone surrogates too. */
export function addressPart(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

/** Where a source opens beside its report. */
export function evidenceAddress(run: string, evidence: string): string {
  return `${runAddress(run)}/evidence/${addressPart(evidence)}`
}

export function runAddress(run: string): string {
  return `#/run/${addressPart(run)}`
}

/** The run and the evidence that the page's address names. */
export function placeInAddress(hash: string): { readonly run?: string; readonly evidence?: string } {
  const found = /^#\/run\/([^/?]+)(?:\/evidence\/([^/?]+))?/.exec(hash)
  if (!found) return {}
  try {
    const run = decodeURIComponent(found[1]!)
    return found[2] === undefined ? { run } : { run, evidence: decodeURIComponent(found[2]) }
  } catch {
    return {}
  }
}
