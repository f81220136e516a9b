/** Marks that stand on one letter, at most: more of them only pile up over other lines. */
const marksKept = 3

const nothingSeen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u115F\u1160\u3164\uFFA0]/u
/** What has to be looked at letter by letter; most texts hold none of it, and every frame draws all of them. */
const odd = /[\p{C}\p{M}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]|[^\S ]| {2}/u
/** They join letters of one word (Persian, Indic, emoji) and move nothing. */
const joiners = new Set(['\u200C', '\u200D'])

/**
 * A text from outside as it may stand in one line of a drawing: no control character (C0, C1, DEL), none that
 * turns the direction of writing (UAX #9), none that is not seen, no line break; nothing in it can move the cursor
 * or reach beyond its line. What stood between escape characters stays as plain letters.
 *
 * @param longest characters read of it, at most: no more than that is ever shown
 */
export function drawable(text: string, longest = 600): string {
  const read = text.slice(0, longest)
  if (!odd.test(read)) return read.trim()
  let made = ''
  let marks = 0
  for (const letter of read.replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ')) {
    if (nothingSeen.test(letter) && !joiners.has(letter)) continue
    marks = /\p{M}/u.test(letter) ? marks + 1 : 0
    if (marks <= marksKept) made += letter
  }
  return made.replace(/ +/g, ' ').trim()
}

/** A place as a person names it: the file of a path, the host of an address. */
export function sourceName(uri: string): string {
  try {
    const { protocol, hostname, pathname } = new URL(uri)
    if (protocol !== 'file:') return drawable(hostname || uri)
    return drawable(decodeURIComponent(pathname.slice(pathname.lastIndexOf('/') + 1)) || uri)
  } catch {
    return drawable(uri)
  }
}
