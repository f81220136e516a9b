import type { Span } from '#vocabulary'
import { namesIn, nameKey } from '#reading'
import { readStatement } from '../statement.ts'
import { furtherHan, isBareKind, kindOfName } from './kinds.ts'
import { measuresIn } from './measures.ts'
import type { Telling } from './telling.ts'

/** A name in a sentence, and who tells of it. */
export interface Mention extends Span {
  readonly text: string
  /** The same for all mentions of one name. */
  readonly key: string
}

/** Chinese words of figures and working out: no name begins or ends with them, nothing is claimed by them. */
export const frameHan =
  /合计|总计|共计|总共|一共|共有|加起来|合起来|相加|之和|总和|总数|总量|分别|各自|依次|按照?|时间|先后|顺序|次序|排列|其中|之中|当中|三者|两者|二者|四者|五者|相差|差距|差额|平均值?|每年|每天|每日|日均|年均|数量|人数|件数|个数|相比|比较|相比之下|高达|达到|约为|大约|左右|目前|如今|现在|属于|成为|以及|之间|最大|最小|最多|最少|最长|最短|最高|最低|最深|最浅|最早|最晚|更大|更小|更多|更少|更长|更短|更高|更低|更深|更浅|更早|更晚|[的了是为有在由和与及跟同比共总计约达于从到也都就则而且即被把将对以于各该这那中里上下个座家位名项件所条处部年月日之者差最更多少大小长短高低深浅早晚晚新老先后倍万亿人口数量达等为]/u

const run = /[\p{Script=Han}\p{Script=Latin}\d·・]+/gu

/**
 * The names of a sentence. English ones by their capitals, also at its beginning where a quote or a title writes
 * them so; Chinese ones by what the sentence shares with the quotes and titles, since nothing else marks them.
 */
export function mentionsIn(text: string, tellings: readonly Telling[]): Mention[] {
  const { quantities, dates } = readStatement(text)
  const found = [...latinIn(text, tellings), ...hanIn(text, tellings)]
    .filter(
      (span) => ![...quantities, ...dates].some(({ start, end }) => start < span.end && end > span.start),
    )
    .toSorted((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)
    .reduce<Span[]>(
      (kept, span) =>
        kept.some((other) => other.start < span.end && span.start < other.end) ? kept : [...kept, span],
      [],
    )
    .toSorted((a, b) => a.start - b.start)
  return found.map(({ start, end }) => {
    const own = text.slice(start, end)
    return { start, end, text: own, key: nameKey(own) }
  })
}

function latinIn(text: string, tellings: readonly Telling[]): Span[] {
  const spans: Span[] = namesIn(text).filter(({ text: name }) => /\p{Script=Latin}/u.test(name))
  const first = /^[\s"'“(]*(?:The )?(\p{Lu}[\p{L}'’-]{2,}(?: \p{Lu}[\p{L}'’-]+)*)/u.exec(text)
  if (!first) return spans
  const start = first.index + first[0].length - first[1]!.length
  const span = { start, end: start + first[1]!.replace(/['’]s$/, '').length }
  if (spans.some((other) => other.start < span.end && other.end > span.start)) return spans
  const known = tellings.some((telling) =>
    namesOf(telling).some((name) => nameKey(name) === nameKey(text.slice(span.start, span.end))),
  )
  return known ? [span, ...spans] : spans
}

/** Names that stand in a quote. */
export function namesOf({ statement }: Telling): string[] {
  return statement.names.map(({ text }) => text)
}

function hanIn(text: string, tellings: readonly Telling[]): Span[] {
  if (!/\p{Script=Han}/u.test(text)) return []
  const sources = tellings.flatMap((telling) => [telling.text, ...telling.about])
  const spans = new Map<string, Span>()
  for (const match of text.matchAll(run)) {
    for (const source of sources) {
      let reached = 0
      for (let start = 0; start < match[0].length - 1; start++) {
        let end = Math.max(start + 2, reached)
        if (!source.includes(match[0].slice(start, end))) continue
        while (end < match[0].length && source.includes(match[0].slice(start, end + 1))) end++
        if (end <= reached) continue
        reached = end
        for (const span of trimmed(text, match.index + start, match.index + end))
          spans.set(`${span.start} ${span.end}`, span)
      }
    }
  }
  for (const name of tellings.flatMap((telling) => namesOf(telling))) {
    const start = text.indexOf(name)
    if (start >= 0 && /\p{Script=Han}/u.test(name) && !isBareKind(name))
      spans.set(`${start} ${start + name.length}`, { start, end: start + name.length })
  }
  return [...spans.values()]
}

/** What is left of a shared stretch without joints, measures and words of figures at its ends. */
function trimmed(text: string, from: number, to: number): Span[] {
  return splitAtJoints(text, from, to).flatMap(({ start, end }): Span[] => {
    for (;;) {
      const rest = text.slice(start, end)
      const told = measuresIn(rest)
      const head =
        told.find((one) => one.start === 0)?.end ??
        new RegExp(`^(?:${frameHan.source}|\\d+)`, 'u').exec(rest)?.[0].length ??
        0
      const tail =
        rest.length -
        (told.find((one) => one.end === rest.length)?.start ??
          new RegExp(`(?:${frameHan.source}|\\d+)$`, 'u').exec(rest)?.index ??
          rest.length)
      // 长江大桥 begins like 长, 奥林大桥 ends like nothing: a whole name is not cut.
      if (rest.length < 2 || isBareKind(rest)) return []
      if (kindOfName(rest) !== undefined && rest.length >= 4 && tail === 0 && head < 2)
        return [{ start, end }]
      if (head === 0 && tail === 0) return /\p{L}/u.test(rest) ? [{ start, end }] : []
      start += head
      end -= start >= end ? 0 : tail
      if (end - start < 2) return []
    }
  })
}

function splitAtJoints(text: string, from: number, to: number): Span[] {
  const pieces: Span[] = []
  let start = from
  for (const match of text.slice(from, to).matchAll(/以及|[和与及跟比]/gu)) {
    const at = from + match.index
    if (at - start < 2 || to - (at + match[0].length) < 2) continue
    pieces.push({ start, end: at })
    start = at + match[0].length
  }
  return [...pieces, { start, end: to }]
}

const legalForm = /(?:^| )(?:ltd|inc|corp|corporation|co|plc|gmbh|limited|llc|company|ag|sa)$/u

/** Whether a quote or line speaks of the name itself, and not of another that it is a part of. */
export function speaksOf(text: string, name: Pick<Mention, 'text'>): boolean {
  return placesOf(text, name).length > 0
}

/** Where a text names it. */
export function placesOf(text: string, { text: name }: Pick<Mention, 'text'>): Span[] {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  if (/\p{Script=Han}/u.test(name))
    return [...text.matchAll(new RegExp(escaped, 'gu'))]
      .map(({ index }) => ({ start: index, end: index + name.length }))
      .filter(({ end }) => kindOfName(name) !== undefined || !furtherHan.test(text.slice(end, end + 3)))
  const loose = escaped.replace(/[\s-]+/g, '[\\s-]+')
  const places = [...text.matchAll(new RegExp(`(?<![\\p{L}\\d])${loose}(?![\\p{L}\\d])`, 'giu'))].map(
    ({ index, 0: found }) => ({ start: index, end: index + found.length }),
  )
  const runs = readStatement(text).names
  return places.filter((place) => {
    const whole = runs.find(({ start, end }) => start <= place.start && end >= place.end)
    if (!whole) return true
    const before = nameKey(text.slice(whole.start, place.start))
    const after = nameKey(text.slice(place.end, whole.end))
    // "Building Orlin Bridge cost": the first word of a sentence is capital without being the name's.
    const opening = before !== '' && !before.includes(' ') && /^[\s"'“]*$/.test(text.slice(0, whole.start))
    return (before === '' || opening) && (after === '' || legalForm.test(` ${after}`))
  })
}
