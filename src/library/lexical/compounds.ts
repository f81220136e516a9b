/**
 * Names and numbers that are more than one plain word: `COVID-19`, `3.5 mg/L`, `1,234.5`, `AT&T`,
 * `createRetriever`, `GB/T 3838-2002`, `user's`.
 *
 * A compound yields its parts, so that half a name finds it, and, when it looks like a name or a number rather
 * than prose (`well-known`), also the whole without its joints, so that `COVID-19`, `COVID19` and `covid 19`
 * meet.
 */

/** Joints that may stand inside a compound; where they may is decided by `isJoint`. */
export const jointUnits: ReadonlySet<number> = new Set(
  "'’.,-\u2010_&/".split('').map((joint) => joint.charCodeAt(0)),
)

const digits = /\d/
const capital = /\p{Lu}/u
const small = /\p{Ll}/u

/** Whether the joint at `index` (between two word characters) holds the word together. */
export function isJoint(text: string, index: number): boolean {
  const joint = text[index]!
  const before = text[index - 1]!
  const after = text[index + 1]!
  if (joint === ',') return digits.test(before) && digits.test(after)
  if (joint === '/')
    return (capital.test(before) || digits.test(before)) && (capital.test(after) || digits.test(after))
  if (joint === "'" || joint === '’') return !digits.test(before) && !digits.test(after)
  // `…the end.Next` is a missing space, `U.S.A`, `example.org` and `fig.3` are not.
  if (joint === '.') return !(small.test(before) && capital.test(after))
  return true
}

const possessive = /['’][sS]$/
const thousands = /(?<=\d),(?=\d{3}(?!\d))/g
const elision = /(?<![\p{L}\p{N}'’])(\p{L})['’](?=\p{L}{3})/gu
const joints = /[-\u2010_&/,]|(?<!\d)\.|\.(?!\d)/
const anyJoint = /[-\u2010_&/,]|(?<!\d)\.|\.(?!\d)/g
const changes =
  /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}(?!s(?!\p{L}))\p{Ll})|(?<=\p{L})(?=\d)|(?<=\d)(?=\p{L})/u
const initials = /^\p{L}(?:\.\p{L})+$/u
const ending = /^(?:st|nd|rd|th|s)$/i

/** The pieces of one compound, in the case they were written in. */
export function piecesOf(written: string): string[] {
  const whole = written.replace(possessive, '').replace(thousands, '')
  const word = whole.replace(elision, '$1-').replace(/['’]/g, '')
  if (initials.test(word)) return [word.replaceAll('.', '')]
  const pieces: string[] = []
  const parts = word.split(joints)
  // `O'Brien` is a name, `l'homme` is two words: both ways are found.
  let changed = whole.search(elision) >= 0
  for (const part of parts) {
    const halves = part.split(changes)
    if (halves.length === 1) pieces.push(part)
    else {
      changed = true
      halves.forEach((half, place) => {
        // `H2O` has no parts worth finding, and the `th` of `19th` says nothing.
        if (half.length > 1 && !(place > 0 && ending.test(half))) pieces.push(half)
      })
    }
  }
  if (parts.length === 1 ? changed : isName(word, changed)) pieces.push(word.replace(anyJoint, ''))
  return pieces
}

function isName(word: string, changed: boolean): boolean {
  return changed || digits.test(word) || /[&_]/.test(word) || !small.test(word)
}
