import type { Mention } from './mentions.ts'
import type { PlacedValue } from './told-value.ts'

/** `Two years before`, 两年前, 晚14年: how a year is told by another one; what it is counted from stands before it. */
const later = /^ (?:later|after(?:wards)?|on)(?!\p{L})(?! than)|^(?:之|以)?后/iu
const earlier = /^ (?:earlier|before(?:hand)?|previously|prior)(?!\p{L})(?! than)|^(?:之|以)?前/iu
const hanLater = /[晚迟](?:了|约|整整)?$/u
const hanEarlier = /早(?:了|约|整整)?$/u

/** Spans of time that are counted from a year of the same sentence, as the years that they tell. */
export function withRelativeYears(
  text: string,
  values: readonly PlacedValue[],
  mentions: readonly Mention[],
): PlacedValue[] {
  return values.map((placed, i) => {
    const { value, start, end } = placed
    if (value.kind !== 'quantity' || value.unit !== 'years') return placed
    const from = values.slice(0, i).findLast((one) => one.value.kind === 'date')?.value
    if (from?.kind !== 'date' || from.precision === 'decade') return placed
    const sign = signOf(text, start, end, mentions)
    if (sign === undefined) return placed
    const [word = ''] = (sign > 0 ? later : earlier).exec(text.slice(end)) ?? []
    const date = String(Number(from.date.slice(0, 4)) + sign * value.amount)
    return { start, end: end + word.length, value: { kind: 'date', date, precision: 'year' } }
  })
}

function signOf(text: string, start: number, end: number, mentions: readonly Mention[]): 1 | -1 | undefined {
  const [before, after] = [text.slice(0, start), text.slice(end)]
  const clause = before.slice(Math.max(...[...'，,；;。'].map((mark) => before.lastIndexOf(mark))) + 1)
  // 比A晚14年 is a difference, and so is `14 years before A`.
  if (/比|相比/u.test(clause) && !/[前后]/u.test(after.slice(0, 2))) return undefined
  const isFollowed = (length: number): boolean =>
    mentions.some((one) => one.start >= end + length && one.start <= end + length + 5 && /^ (?:the )?$/i.test(text.slice(end + length, one.start)))
  for (const [shape, sign] of [[later, 1], [earlier, -1]] as const) {
    const [word] = shape.exec(after) ?? []
    if (word !== undefined) return isFollowed(word.length) ? undefined : sign
  }
  if (/^[，。；,;.]|^$|^(?:才|就|便)/u.test(after)) {
    if (hanLater.test(before)) return 1
    if (hanEarlier.test(before)) return -1
  }
  return undefined
} // prettier-ignore
