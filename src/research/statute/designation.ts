import type { Span } from '#vocabulary'

/** How codes call their provisions. */
export type ProvisionKind = 'article' | 'section' | 'rule' | 'clause' | 'regulation'

/** A provision by its number: `Article 12`, `§ 12`, `Section 3(2)`, `第十二条第二款`. */
export interface Designation extends Span {
  readonly kind: ProvisionKind
  /** As digits, with what is added to them in lower case: `12`, `12a`, `3.2`, `12-1` (第十二条之一), `4` (IV). */
  readonly number: string
  /** The paragraph of it that is meant. */
  readonly part?: string
  /** The code that is named with it, where it is another than the one that speaks. */
  readonly code?: string
}

const kinds: Readonly<Record<string, ProvisionKind>> = {
  art: 'article',
  article: 'article',
  articles: 'article',
  arts: 'article',
  sec: 'section',
  secs: 'section',
  section: 'section',
  sections: 'section',
  s: 'section',
  '§': 'section',
  '§§': 'section',
  rule: 'rule',
  rules: 'rule',
  clause: 'clause',
  clauses: 'clause',
  regulation: 'regulation',
  regulations: 'regulation',
}

const word = String.raw`articles?|arts?\.?|sections?|secs?\.?|rules?|clauses?|regulations?`
const numeral = String.raw`\d{1,4}(?:[.-]\d{1,3})*(?:\s?bis|\s?ter|[A-Za-z](?![A-Za-z]))?|[IVXL]{1,7}(?![A-Za-z])`
const chineseNumeral = '[〇零一二三四五六七八九十百千两\\d]{1,9}'
const parts = String.raw`(?:\s?\((?:\d{1,3}|[a-z]{1,3})\))*`

/** One designation where it stands: what a heading or the beginning of a paragraph is tried with. */
const english = new RegExp(`(?:(?:${word})\\s*|§§?\\s*)(?:${numeral})${parts}`, 'iuy')
const chinese = new RegExp(
  `第\\s?${chineseNumeral}\\s?条(?:之${chineseNumeral})?(?:第\\s?${chineseNumeral}\\s?款)?`,
  'uy',
)
const named = new RegExp(`^(${word}|§§?)\\.?\\s*(${numeral})(${parts})$`, 'iu')
const namedInChinese = new RegExp(
  `^第\\s?(${chineseNumeral})\\s?条(?:之(${chineseNumeral}))?(?:第\\s?(${chineseNumeral})\\s?款)?$`,
  'u',
)

/** What stands at a place, if it is a designation. */
export function designationAt(text: string, start: number): Designation | undefined {
  for (const form of [english, chinese]) {
    form.lastIndex = start
    const found = form.exec(text)
    const read = found && readDesignation(found[0])
    if (read) return { ...read, start, end: start + found[0].length }
  }
  return undefined
}

function readDesignation(text: string): Omit<Designation, 'start' | 'end'> | undefined {
  const plain = named.exec(text)
  if (plain) {
    const kind = kinds[plain[1]!.toLowerCase().replace('.', '')]
    const number = plain[2]!
    // A Roman numeral is written in capitals; `Section I` is a section, `section i` is not.
    if (!kind || (/^[ivxl]+$/iu.test(number) && number !== number.toUpperCase())) return undefined
    const part = /\((\w+)\)/u.exec(plain[3]!)?.[1]
    return { kind, number: numberOf(number), ...(part ? { part } : {}) }
  }
  const han = namedInChinese.exec(text)
  if (!han) return undefined
  const [, first, added, part] = han.map((one) => (one === undefined ? undefined : valueOf(one)))
  return {
    kind: 'article',
    number: added === undefined ? `${first}` : `${first}-${added}`,
    ...(part === undefined ? {} : { part: String(part) }),
  }
}

function numberOf(text: string): string {
  if (/^[IVXL]+$/u.test(text)) return String(ofRoman(text))
  return text.toLowerCase().replace(/\s/gu, '')
}

const roman: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50 }

function ofRoman(text: string): number {
  return [...text].reduce((sum, sign, at) => {
    const [own, next] = [roman[sign]!, roman[text[at + 1] ?? ''] ?? 0]
    return sum + (own < next ? -own : own)
  }, 0)
}

const hanDigits = '〇一二三四五六七八九'
const hanUnits: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 }

/** 一百二十 is 120, 二十 is 20, 十 is 10, 一二〇 is 120. */
export function valueOf(text: string): number | undefined {
  if (/^\d+$/u.test(text)) return Number(text)
  const signs = [...text.replaceAll('零', '〇').replaceAll('两', '二')]
  if (!signs.every((sign) => hanDigits.includes(sign) || sign in hanUnits)) return undefined
  if (!signs.some((sign) => sign in hanUnits))
    return Number(signs.map((sign) => hanDigits.indexOf(sign)).join(''))
  let sum = 0
  let digit = 0
  for (const sign of signs) {
    const unit = hanUnits[sign]
    if (unit === undefined) digit = hanDigits.indexOf(sign)
    else {
      sum += (digit || 1) * unit
      digit = 0
    }
  }
  return sum + digit
}

const mention = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:(?:${word}|s\\.)\\s+|§§?\\s*)(?:${numeral})${parts}|第\\s?${chineseNumeral}\\s?条(?:之${chineseNumeral})?(?:第\\s?${chineseNumeral}\\s?款)?`,
  'giu',
)
const further = new RegExp(
  `(\\s*(?:,|and|or|to|-|–)\\s*|\\s*,\\s*(?:and|or)\\s+)((?:${numeral})${parts})(?![\\p{L}\\p{N}])(?!\\s*(?:days?|months?|years?|weeks?|hours?|percent|per cent|%))`,
  'iuy',
)
const ofCode =
  /^\s*,?\s*of\s+(?:the\s+)?(?!this\b)((?:[A-Z][\w'’-]*\s+(?:of\s+|on\s+|and\s+|for\s+(?:the\s+)?)?){0,8}(?:Act|Code|Law|Statute|Regulations?|Rules|Ordinance|Charter|Constitution|Treaty|Directive|By-?laws?)(?:\s+\d{4})?)\b/u
const before = /《([^《》]{2,40})》\s*(?:的)?$/u
/** Provisions of a range that are followed, at most. */
const longestRange = 12

/**
 * The provisions that a text speaks of, in order, each mention once; of lists and ranges each (`Articles 7 to 9`, 第七条至第九条,
 * `§§ 12, 13`). What is named as part of another code says which.
 */
export function designationsIn(text: string): Designation[] {
  const found: Designation[] = []
  for (const match of text.matchAll(mention)) {
    const first = designationAt(text, match.index) ?? shortForm(match[0], match.index)
    if (!first) continue
    const all = [first]
    const plural = /^(?:\p{L}{3,}s|arts?\.?|secs?\.?|§§)[\s.]/iu.test(match[0])
    for (let at = first.end; plural;) {
      further.lastIndex = at
      const more = further.exec(text)
      const read = more && readDesignation(`${wordOf(first.kind)} ${more[2]}`)
      if (!read) break
      at += more[0].length
      if (/to|-|–/u.test(more[1]!)) all.push(...between(all.at(-1)!, read.number, at))
      all.push({ ...read, start: at - more[2]!.length, end: at })
    }
    const last = all.at(-1)!
    const told =
      ofCode.exec(text.slice(last.end, last.end + 160))?.[1] ?? before.exec(text.slice(0, first.start))?.[1]
    const previous = found.at(-1)
    const range =
      previous &&
      /^\s*(?:至|到|—|－|-)\s*$/u.test(text.slice(previous.end, first.start)) &&
      text[first.start] === '第'
    if (range) found.push(...between(previous, first.number, first.end))
    const joined =
      previous?.code && /^\s*(?:、|和|及|与|或|至|到)\s*$/u.test(text.slice(previous.end, first.start))
    const code = told ?? (joined ? previous.code : undefined)
    found.push(...all.map((one) => ({ ...one, ...(code && !isThis(code) ? { code } : {}) })))
  }
  return found
}

function isThis(code: string): boolean {
  return /^本|^this\b/iu.test(code)
}

/** `s. 12`: too short to begin a paragraph with, clear enough within a sentence. */
function shortForm(text: string, start: number): Designation | undefined {
  const read = readDesignation(text.replace(/^s\.\s*/iu, 'section '))
  return read && { ...read, start, end: start + text.length }
}

function wordOf(kind: ProvisionKind): string {
  return kind
}

function between(first: Designation, last: string, end: number): Designation[] {
  const [from, to] = [Number(first.number), Number(last)]
  if (!Number.isInteger(from) || !Number.isInteger(to) || to - from > longestRange) return []
  return Array.from({ length: Math.max(0, to - from - 1) }, (_, index) => ({
    kind: first.kind,
    number: String(from + index + 1),
    start: first.start,
    end,
  }))
}
