/**
 * Dates as texts state them, English and Chinese, from a time of day to a century. Long because the forms compete for the
 * same characters, and their order decides.
 */
import type { Span } from '#vocabulary'
import { foldWidth } from './numerals.ts'

/** How exactly a date is given. */
export type DatePrecision =
  | 'time'
  | 'day'
  | 'month'
  | 'quarter'
  | 'half'
  | 'year'
  | 'decade'
  | 'century'
  | 'range'

/** A point or stretch of calendar time named in a text; lengths of time ("three years") are quantities. */
export interface DateMention extends Span {
  readonly text: string
  readonly precision: DatePrecision
  /**
   * ISO 8601 where it can be: `2019-03-03`, `2019-03`, `2019`, `T21:45`; else `2021-Q2`, `2021-H1`, `201X`,
   * `19XX`; `--03-03` and `--03` without a year, `---03` a day alone; ranges `2018/2020`.
   */
  readonly value: string
  /** A financial year, which need not be the calendar's. */
  readonly fiscal: boolean
}

/** How one date stands to another: `coarser` = the first contains the second, `finer` = lies in it. */
export type DateRelation = 'same' | 'coarser' | 'finer' | 'different'

const monthNames = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const monthWord =
  '(?<![A-Za-z])(?:Jan(?:uary|\\.)?|Feb(?:ruary|\\.)?|Mar(?:ch|\\.)?|Apr(?:il|\\.)?|May|June?|Jun\\.|July?|Jul\\.|Aug(?:ust|\\.)?|Sept?(?:ember|\\.)?|Oct(?:ober|\\.)?|Nov(?:ember|\\.)?|Dec(?:ember|\\.)?)(?![a-z])'
const day = '(?:0?[1-9]|[12]\\d|3[01])'
const year = '(?:1[0-9]\\d\\d|20\\d\\d)'
const dash = '\\s?(?:-|–|—|~|to|until|至|到)\\s?'
const zhDigit = '[〇零一二三四五六七八九]'
const zhYear = `(?:${year}|${zhDigit}{4})\\s?年`
const zhMonth = '(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\\s?月'
const zhDay = '(?:3[01]|[12]\\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])\\s?[日号]'
const zhQuarter = '第?([一二三四1-4])季度'
const ordinalQuarter = '(first|second|third|fourth|1st|2nd|3rd|4th)'

type Build = (
  groups: readonly (string | undefined)[],
  text: string,
  start: number,
) => { precision: DatePrecision; value: string; fiscal?: boolean } | undefined

const pad = (number: number): string => String(number).padStart(2, '0')
const isoDay = (y: number, m: number, d: number): ReturnType<Build> =>
  m >= 1 && m <= 12 && d >= 1 && d <= 31 ? { precision: 'day', value: `${y}-${pad(m)}-${pad(d)}` } : undefined

function monthOf(word: string): number {
  return monthNames.findIndex((name) => name.startsWith(word.toLowerCase().replace('.', '').slice(0, 3))) + 1
}

function digitOf(sign: string): number {
  return Math.max(0, '零一二三四五六七八九'.indexOf(sign))
}

/** 三十一, 二十, 9, 〇三 → number; 二〇一九 → 2019. */
function chineseNumber(written: string): number {
  const bare = written.replace(/[\s年月日号]/g, '')
  if (/^\d+$/.test(bare)) return Number(bare)
  if (!bare.includes('十'))
    return Number(
      Array.from(bare)
        .map((sign) => digitOf(sign))
        .join(''),
    )
  const [tens, ones] = bare.split('十')
  return (tens === '' ? 1 : digitOf(tens!)) * 10 + (ones ? digitOf(ones) : 0)
}

/** Two-digit ends of ranges: 2018/19 → 2019. */
const completeYear = (first: string, last: string): string =>
  last.length === 2 ? first.slice(0, 2) + last : last

const centuries =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first'.split(
    ' ',
  )

/** Tried in this order at every place; a longer match wins, then the earlier rule. */
const rules: readonly (readonly [RegExp, Build])[] = [
  [
    new RegExp(
      `(${year})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])(?!\\d)(?:T\\d\\d:\\d\\d(?::\\d\\d)?Z?)?`,
      'g',
    ),
    ([, y, m, d]) => isoDay(Number(y), Number(m), Number(d)),
  ],
  [
    new RegExp(`(${year})[/.](0?[1-9]|1[0-2])[/.](${day})(?!\\d)`, 'g'),
    ([, y, m, d]) => isoDay(Number(y), Number(m), Number(d)),
  ],
  [
    new RegExp(`(\\d{1,2})[/.](\\d{1,2})[/.](${year})`, 'g'),
    ([, a, b, y]) => slashed(Number(a), Number(b), Number(y)),
  ],
  [
    new RegExp(
      `(${day})(?:st|nd|rd|th)?${dash}(${day})(?:st|nd|rd|th)?(?: of)? (${monthWord}),? (${year})(?!\\d)`,
      'gi',
    ),
    ([, a, b, m, y]) =>
      spanOf(isoDay(Number(y), monthOf(m!), Number(a)), isoDay(Number(y), monthOf(m!), Number(b))),
  ],
  [
    new RegExp(`(${day})(?:st|nd|rd|th)?(?: of)? (${monthWord}),? (${year})(?!\\d)`, 'gi'),
    ([, d, m, y]) => isoDay(Number(y), monthOf(m!), Number(d)),
  ],
  [
    new RegExp(`(${monthWord}) (${day})(?:st|nd|rd|th)?(?!\\d),? ?(${year})(?!\\d)`, 'gi'),
    ([, m, d, y]) => isoDay(Number(y), monthOf(m!), Number(d)),
  ],
  [
    new RegExp(`(${monthWord})(?: of|,)? (${year})(?!\\d|-\\d)`, 'gi'),
    ([, m, y]) => ({ precision: 'month', value: `${y}-${pad(monthOf(m!))}` }),
  ],
  [
    new RegExp(`(${day})(?:st|nd|rd|th)?(?: of)? (${monthWord})`, 'gi'),
    ([, d, m]) => ({ precision: 'day', value: `--${pad(monthOf(m!))}-${pad(Number(d))}` }),
  ],
  [
    new RegExp(
      `(${monthWord}) (${day})(?:st|nd|rd|th)?(?![\\d,.]\\d|\\d|%| (?:million|percent|per cent))`,
      'gi',
    ),
    ([, m, d], text, start) =>
      capital(text, start)
        ? { precision: 'day', value: `--${pad(monthOf(m!))}-${pad(Number(d))}` }
        : undefined,
  ],
  [
    new RegExp(
      `(?<=\\b(?:in|of|by|since|until|from|to|through|last|next|this|early|late|mid|during|between|and) )(${monthWord})`,
      'gi',
    ),
    ([, m], text, start) =>
      capital(text, start) ? { precision: 'month', value: `--${pad(monthOf(m!))}` } : undefined,
  ],
  [
    new RegExp(`(?:FY|fiscal(?: year)?|financial year) ?(${year})(?:[/–-](\\d{2}|\\d{4}))?(?!\\d)`, 'gi'),
    ([, y, z]) => ({ ...((z && yearRange(y!, z)) || { precision: 'year', value: y! }), fiscal: true }),
  ],
  [new RegExp(`FY ?(\\d\\d)(?!\\d)`, 'g'), ([, y]) => ({ precision: 'year', value: `20${y}`, fiscal: true })],
  [
    new RegExp(`Q([1-4])[ ,'-]{0,2}(${year})(?!\\d)`, 'g'),
    ([, q, y]) => ({ precision: 'quarter', value: `${y}-Q${q}` }),
  ],
  [
    new RegExp(`(${year})[ -]?Q([1-4])(?!\\d)`, 'g'),
    ([, y, q]) => ({ precision: 'quarter', value: `${y}-Q${q}` }),
  ],
  [
    new RegExp(`${ordinalQuarter} quarter(?: of)?,? (${year})(?!\\d)`, 'gi'),
    ([, q, y]) => ({ precision: 'quarter', value: `${y}-Q${quarterOf(q!)}` }),
  ],
  [
    new RegExp(`(?:H([12]) ?|(first|second) half of )(${year})(?!\\d)`, 'gi'),
    ([, h, word, y]) => ({
      precision: 'half',
      value: `${y}-H${h ?? (word!.toLowerCase() === 'first' ? '1' : '2')}`,
    }),
  ],
  [
    new RegExp(`(?<![\\d.,])((?:1[0-9]|20)\\d)0['’]?s(?![a-z])`, 'g'),
    ([, decade]) => ({ precision: 'decade', value: `${decade}X` }),
  ],
  [
    /\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty-first)[ -]century/gi,
    ([, c]) => ({ precision: 'century', value: `${pad(centuries.indexOf(c!.toLowerCase()))}XX` }),
  ],
  [
    /(?<![\d.,])(1?\d|20|21)(?:st|nd|rd|th)[ -]century/gi,
    ([, c]) => ({ precision: 'century', value: `${pad(Number(c) - 1)}XX` }),
  ],
  [
    new RegExp(`(?<![\\d.,/-])(${year})${dash}(${year})(?![\\d])(?: ?年度?)?`, 'gi'),
    ([, a, b]) => yearRange(a!, b!),
  ],
  [new RegExp(`(?<=\\bbetween )(${year}) and (${year})(?!\\d)`, 'gi'), ([, a, b]) => yearRange(a!, b!)],
  [
    new RegExp(`(?<![\\d.,/-])(${year})[/–](\\d\\d)(?![\\d/-])`, 'g'),
    ([, a, b]) => (Number(b) === (Number(a!.slice(2)) + 1) % 100 ? yearRange(a!, b!) : undefined),
  ],
  [
    new RegExp(`(${zhYear})(?:${dash})(${zhYear})`, 'g'),
    ([, a, b]) => yearRange(String(chineseNumber(a!)), String(chineseNumber(b!))),
  ],
  [
    new RegExp(`(${zhYear})\\s?(${zhMonth})\\s?(${zhDay})`, 'g'),
    ([, y, m, d]) => isoDay(chineseNumber(y!), chineseNumber(m!), chineseNumber(d!)),
  ],
  [
    new RegExp(`(${zhYear})\\s?(${zhMonth})(?!\\s?(?:[份]?(?:内|之内)))`, 'g'),
    ([, y, m]) => ({ precision: 'month', value: `${chineseNumber(y!)}-${pad(chineseNumber(m!))}` }),
  ],
  [
    new RegExp(`(${zhYear})\\s?${zhQuarter}`, 'g'),
    ([, y, q]) => ({ precision: 'quarter', value: `${chineseNumber(y!)}-Q${quarterOf(q!)}` }),
  ],
  [
    new RegExp(`(${zhYear})\\s?(上|下)半年`, 'g'),
    ([, y, h]) => ({ precision: 'half', value: `${chineseNumber(y!)}-H${h === '上' ? 1 : 2}` }),
  ],
  [
    new RegExp(`(?<![\\d.,])(${year})\\s?(?:财年|财政年度|会计年度)`, 'g'),
    ([, y]) => ({ precision: 'year', value: y!, fiscal: true }),
  ],
  [
    new RegExp(`(?<![\\d.,])(${zhYear})度?`, 'g'),
    ([, y]) => ({ precision: 'year', value: String(chineseNumber(y!)) }),
  ],
  [
    new RegExp(`(?<![\\d年一二三四五六七八九十个])(${zhMonth})\\s?(${zhDay})`, 'g'),
    ([, m, d]) => ({ precision: 'day', value: `--${pad(chineseNumber(m!))}-${pad(chineseNumber(d!))}` }),
  ],
  [
    /(?<![\d年一二三四五六七八九十个.])((?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月)(?:份|底|初|末|中旬|上旬|下旬|起|以来|(?=[，。、；的在开]|$))/g,
    ([, m]) => ({ precision: 'month', value: `--${pad(chineseNumber(m!))}` }),
  ],
  [
    /(?<![\d月一二三四五六七八九十.生每假节当近今昨明即次])((?:3[01]|[12]\d|0?[1-9])日)(?!内|元|均|产|处理|常|益|前|后|游)/g,
    ([, d]) => ({ precision: 'day', value: `---${pad(chineseNumber(d!))}` }),
  ],
  [
    /(?:(\d{2})世纪|(上)(?:个)?世纪)([二三四五六七八九1-9])(?:十|0)年代/g,
    ([, c, , d]) => ({ precision: 'decade', value: `${c ? Number(c) - 1 : 19}${chineseNumber(d!)}X` }),
  ],
  [/((?:1[0-9]|20)\d)0年代/g, ([, decade]) => ({ precision: 'decade', value: `${decade}X` })],
  [
    /(?<![\d个])(\d{1,2}|[一二]?十[一二三四五六七八九]?)世纪(?!\d|[二三四五六七八九]十年代)/g,
    ([, c]) => ({ precision: 'century', value: `${pad(chineseNumber(c!) - 1)}XX` }),
  ],
  [
    /(?<![\d:.,])([01]?\d|2[0-3])[:.]([0-5]\d)(?::[0-5]\d)? ?(am|pm|a\.m\.|p\.m\.)/gi,
    ([, h, m, half]) => clock(h!, m!, half),
  ],
  [/(?<![\d:.,])([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?![\d:])/g, ([, h, m]) => clock(h!, m!)],
  [/(?<![\d:.,])(1[0-2]|[1-9]) ?(am|pm|a\.m\.|p\.m\.)(?![a-z])/gi, ([, h, half]) => clock(h!, '00', half)],
  [
    /(上午|下午|晚上|晚|凌晨|早上|中午)?(?<![\d.])(\d{1,2})[时点](?:(\d{1,2})分)?(?!间|段|候|刻|评|击|钟头|多个)/g,
    ([, half, h, m]) => (half || m ? clock(h!, m ?? '00', half) : undefined),
  ],
  [new RegExp(`(?<![\\d.,:/$€£¥￥+A-Za-z_-])(${year})(?![\\d]|[.,:]\\d|/\\d|%|-\\d)`, 'g'), bareYear],
]

function capital(text: string, start: number): boolean {
  return /[A-Z]/.test(text[start] ?? '') || !/^(?:may|march|mar)(?![a-z])/i.test(text.slice(start, start + 6))
}

function quarterOf(word: string): number {
  const at = ['first', 'second', 'third', 'fourth'].indexOf(word.toLowerCase())
  return at >= 0 ? at + 1 : /\d/.test(word) ? Number(word[0]) : '一二三四'.indexOf(word) + 1
}

function yearRange(a: string, b: string): ReturnType<Build> {
  const last = completeYear(a, b)
  return Number(last) > Number(a) ? { precision: 'range', value: `${a}/${last}` } : undefined
}

function spanOf(a: ReturnType<Build>, b: ReturnType<Build>): ReturnType<Build> {
  return a && b ? { precision: 'range', value: `${a.value}/${b.value}` } : undefined
}

/** 25/03/2019 and 03/25/2019 are certain; 03/04/2019 says only its year. */
function slashed(a: number, b: number, y: number): ReturnType<Build> {
  if (a > 12 && b <= 12) return isoDay(y, b, a)
  if (b > 12 && a <= 12) return isoDay(y, a, b)
  return a === b ? isoDay(y, a, b) : { precision: 'year', value: String(y) }
}

function clock(hour: string, minute: string, half = ''): ReturnType<Build> {
  const late = /^p|下午|晚/i.test(half)
  const hours =
    (Number(hour) % (half === '' ? 24 : 12 * (Number(hour) > 12 ? 2 : 1))) +
    (late && Number(hour) <= 12 ? 12 : 0)
  return hours < 24 ? { precision: 'time', value: `T${pad(hours)}:${pad(Number(minute))}` } : undefined
}

/**
 * Four bare digits are a year where years stand: after a preposition or in brackets; from 1900 to 2059 also
 * elsewhere, unless a counted noun or a unit follows.
 */
function bareYear([, y]: readonly (string | undefined)[], text: string, start: number): ReturnType<Build> {
  const before = text.slice(Math.max(0, start - 16), start).toLowerCase()
  const after = text.slice(start + 4, start + 24)
  const found = { precision: 'year', value: y! } as const
  if (
    /^(?:\s?[个名人家座所辆次户条只台套项篇株尾吨米公千万亿元亩升毫克度倍头口]|\s?(?:多|余)[个名人家]| ?(?:million|thousand|billion|hundred)\b|[A-Za-z])/.test(
      after,
    )
  )
    return undefined
  if (
    /(?:\b(?:more|less|fewer|other|greater|higher|lower) than|\bover|\babout|\bat least|\baround|\bsome|\bapproximately|约|超过|达|共|近) ?$/.test(
      before,
    ) &&
    !/\b(?:around|about|over) $/.test(before)
  )
    return undefined
  if (
    /^ (?:people|persons|men|women|children|students|patients|participants|units|tonnes?|tons?|kg|km|m|mm|g|mg|l|ha|acres?|hectares?|miles?|feet|ft|metres?|meters?|dollars|euros|yuan|pounds|homes|houses|jobs|workers|employees|members|points|copies|times|words|votes|seats|rooms|samples|schools|households|families|residents|species|square|cubic|vehicles|cars)\b/.test(
      after,
    )
  )
    return undefined
  const value = Number(y)
  if (
    /(?:\b(?:in|since|by|from|until|till|of|during|before|after|between|early|late|mid|circa|c\.|born|died|year|and|to|through|around|about)[ -]|[(（[,–-] ?|于|自|从|在|截至|截止)$/.test(
      before,
    )
  )
    return value >= 1000 ? found : undefined
  return value >= 1900 && value < 2060 ? found : undefined
}

/** All calendar times of a text in order, not overlapping. Total; linear in the length of the text. */
export function datesIn(text: string): DateMention[] {
  const folded = foldWidth(text)
  if (
    !/\d|[年月世]|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b/i.test(
      folded,
    )
  )
    return []
  const found: (DateMention & { rule: number })[] = []
  for (const [rule, [pattern, build]] of rules.entries()) {
    pattern.lastIndex = 0
    for (let match = pattern.exec(folded); match; match = pattern.exec(folded)) {
      const start = match.index
      const end = start + match[0].trimEnd().length
      const built =
        /\d/.test(folded[start]!) && /[\d]/.test(folded[start - 1] ?? '')
          ? undefined
          : build(match, folded, start)
      if (built) found.push({ start, end, text: text.slice(start, end), fiscal: false, ...built, rule })
    }
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end || a.rule - b.rule)
  return withoutOverlaps(found)
}

function withoutOverlaps(sorted: readonly (DateMention & { rule: number })[]): DateMention[] {
  const kept: DateMention[] = []
  for (const { rule: _, ...mention } of sorted) {
    const last = kept.at(-1)
    if (last && mention.start < last.end) {
      if (
        mention.end - mention.start > last.end - last.start &&
        mention.start > last.start &&
        mention.end > last.end
      )
        kept[kept.length - 1] = mention
      continue
    }
    kept.push(mention)
  }
  return kept
}

/**
 * Compares what two mentions say, each at its own precision: March 2019 is `finer` than 2019 and `coarser`
 * than 3 March 2019; 3 March (no year) is `coarser` than 3 March 2019. Financial and calendar years differ.
 */
export function compareDates(a: DateMention, b: DateMention): DateRelation {
  if (a.fiscal !== b.fiscal) return 'different'
  if (a.value === b.value) return 'same'
  const first = bounds(a.value)
  const second = bounds(b.value)
  if (!first || !second) return comparePartial(a.value, b.value)
  if (first[0] <= second[0] && first[1] >= second[1]) return 'coarser'
  if (first[0] >= second[0] && first[1] <= second[1]) return 'finer'
  return 'different'
}

/** First and last day as `YYYYMMDD` numbers; undefined without a year. */
function bounds(value: string): readonly [number, number] | undefined {
  const [from, to] = value.split('/')
  if (to !== undefined) {
    const first = bounds(from!)
    const last = bounds(to)
    return first && last ? [first[0], last[1]] : undefined
  }
  const whole = /^(\d{4})(?:-(?:(\d\d)(?:-(\d\d))?|Q([1-4])|H([12])))?$/.exec(value)
  if (whole) {
    const [, y, m, d, q, h] = whole
    const base = Number(y) * 10_000
    if (d) return [base + Number(m) * 100 + Number(d), base + Number(m) * 100 + Number(d)]
    if (m) return [base + Number(m) * 100 + 1, base + Number(m) * 100 + 31]
    if (q) return [base + (Number(q) * 3 - 2) * 100 + 1, base + Number(q) * 300 + 31]
    if (h) return [base + (h === '1' ? 101 : 701), base + (h === '1' ? 631 : 1231)]
    return [base + 101, base + 1231]
  }
  if (/^\d{3}X$/.test(value))
    return [Number(value.slice(0, 3)) * 100_000 + 101, (Number(value.slice(0, 3)) * 10 + 9) * 10_000 + 1231]
  if (/^\d{2}XX$/.test(value))
    return [
      Number(value.slice(0, 2)) * 1_000_000 + 101,
      (Number(value.slice(0, 2)) * 100 + 99) * 10_000 + 1231,
    ]
  return undefined
}

function loose(value: string): string {
  return value.replace(/^-+/, '')
}

function comparePartial(a: string, b: string): DateRelation {
  if (a.startsWith('T') || b.startsWith('T')) return 'different'
  const within = (part: string, whole: string): boolean =>
    part.startsWith('---')
      ? whole.endsWith(`-${loose(part)}`) && /\d\d-\d\d$/.test(whole)
      : part.startsWith('--') &&
        (whole.startsWith(`${part}-`) ||
          whole.slice(4).replace(/^-/, '') === loose(part) ||
          whole.slice(5).startsWith(`${loose(part)}-`))
  if (within(a, b)) return 'coarser'
  if (within(b, a)) return 'finer'
  return 'different'
}
