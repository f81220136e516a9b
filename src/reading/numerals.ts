/**
 * Numbers as they are written, in digits and in words, English and Chinese. Long because both grammars of numerals stand
 * here whole, and share how a value and its precision are told.
 */
import type { Span } from '#vocabulary'

/**
 * A number as it is written, in digits or words, English or Chinese, its scale word included
 * (`3.2亿`, `two million`); units and percent signs are not part of it.
 */
export interface Numeral extends Span {
  readonly value: number
  /** One unit of the last stated place: 0.1 for `3.2`, 1e7 for `3.2亿`, 1e6 for `two million`. */
  readonly step: number
  /** Written in words, not digits. */
  readonly spelled: boolean
  /** `数十`, `300多`, `十几`: the writer says that the number is not exact. */
  readonly approximate: boolean
  readonly ordinal: boolean
}

/**
 * Maps full-width digits, letters and signs and the minus sign to ASCII, code unit for code unit, so that
 * every span of the result is a span of the text. The full-width comma stays: in Chinese it ends a clause.
 */
export function foldWidth(text: string): string {
  return text.replace(
    /[\uFF05\uFF08-\uFF0B\uFF0D-\uFF1A\uFF1C-\uFF1E\uFF21-\uFF3A\uFF41-\uFF5A\uFF5E\u2212\u00A0\u2009\u202F]/g,
    (sign) => {
      if (sign === '\u2212') return '-'
      if (sign === '\u00A0' || sign === '\u2009' || sign === '\u202F') return ' '
      return String.fromCharCode(sign.charCodeAt(0) - 0xfee0)
    },
  )
}

/** All numerals of a text that `foldWidth` has been over, in order, not overlapping. Linear time. */
export function numeralsIn(folded: string): Numeral[] {
  const found = [...digitNumerals(folded), ...englishNumerals(folded), ...chineseNumerals(folded)]
  found.sort((a, b) => a.start - b.start || b.end - a.end)
  let end = -1
  return found.filter((numeral) => {
    if (numeral.start < end) return false
    end = numeral.end
    return true
  })
}

const englishScales: Readonly<Record<string, number>> = {
  hundred: 100,
  thousand: 1e3,
  lakh: 1e5,
  million: 1e6,
  mn: 1e6,
  crore: 1e7,
  billion: 1e9,
  bn: 1e9,
  trillion: 1e12,
  tn: 1e12,
}
const chineseScales: Readonly<Record<string, number>> = {
  十: 10,
  百: 100,
  千: 1e3,
  万: 1e4,
  萬: 1e4,
  亿: 1e8,
  億: 1e8,
  兆: 1e12,
}

const digits =
  /(?:(?<![\d.,A-Za-z一二三四五六七八九十百千万亿])-(?=\d)|)(?<![\d.])(\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|\d{1,3}(?: \d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?)(?:[eE]([+-]?\d{1,3})(?![\dA-Za-z])|\s?[×x*]\s?10(?:\^?(-?\d{1,2})|([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)))?/gu
const englishScale =
  /[\s-]?(hundred thousand|hundred million|hundred billion|hundred|thousand|lakh|million|mn|crore|billion|bn|trillion|tn)\b/iy
const chineseScale = /\s?([十百千万萬亿億兆]+)(?!分之)/y
const currencyCode = /(?:^|[^A-Za-z])(?:RMB|CNY|USD|EUR|GBP|JPY|HKD|US|A|C|HK|NT|S)$/

function* digitNumerals(text: string): Generator<Numeral> {
  digits.lastIndex = 0
  for (let match = digits.exec(text); match; match = digits.exec(text)) {
    const start = match.index
    const first = start + (match[0].startsWith('-') ? 1 : 0)
    // H5N1, COVID-19, PM2.5 and A4 are names; RMB320 is not.
    if (
      /[A-Za-z_]/.test(text[first - 1] ?? '') &&
      !currencyCode.test(text.slice(Math.max(0, first - 5), first))
    )
      continue
    if (
      first > 1 &&
      text[first - 1] === '-' &&
      /[A-Za-z]/.test(text[first - 2]!) &&
      /[A-Z]/.test(wordBefore(text, first - 1))
    )
      continue
    const plain = match[1]!.replace(/[, ]/g, '')
    const exponent = Number(match[2] ?? match[3] ?? superscript(match[4] ?? '') ?? 0)
    const decimals = plain.includes('.') ? plain.length - plain.indexOf('.') - 1 : 0
    const sign = match[0].startsWith('-') ? -1 : 1
    let value = sign * Number(plain) * 10 ** exponent
    let step = 10 ** (exponent - decimals)
    let end = start + match[0].length
    const scaled = scaleAt(text, end)
    if (scaled) {
      value *= scaled.factor
      step *= scaled.factor
      end = scaled.end
      // 3亿2000万, 2万3千
      const more = /^(\d+)([千百万萬]+)/.exec(text.slice(end, end + 12))
      const rest = more && factorOf(more[2]!)
      if (more && rest && Number(more[1]) * rest < scaled.factor) {
        value += sign * Number(more[1]) * rest
        step = rest
        end += more[0].length
      }
    }
    const vague = /^[多余餘几](?![年月日])/.exec(text.slice(end, end + 2))
    if (vague) {
      end += 1
      const later = scaled ? undefined : scaleAt(text, end)
      if (later) {
        value *= later.factor
        step *= later.factor
        end = later.end
      }
    }
    const suffix = /^(?:st|nd|rd|th)\b/i.exec(text.slice(end, end + 3))
    if (suffix) end += 2
    digits.lastIndex = Math.max(end, start + 1)
    yield {
      start,
      end,
      value: tidy(value),
      step,
      spelled: false,
      approximate: vague !== null,
      ordinal: suffix !== null,
    }
  }
}

function wordBefore(text: string, end: number): string {
  return /[A-Za-z]*$/.exec(text.slice(Math.max(0, end - 24), end))![0]
}

function scaleAt(text: string, at: number): { factor: number; end: number } | undefined {
  englishScale.lastIndex = at
  const english = englishScale.exec(text)
  if (english) {
    const factor = english[1]!
      .toLowerCase()
      .split(' ')
      .reduce((product, word) => product * englishScales[word]!, 1)
    return { factor, end: at + english[0].length }
  }
  chineseScale.lastIndex = at
  const chinese = chineseScale.exec(text)
  if (!chinese) return undefined
  const factor = factorOf(chinese[1]!)
  return factor === undefined ? undefined : { factor, end: at + chinese[0].length }
}

/** 千万 = 1e7, 万亿 = 1e12; an order that nobody writes (万千) is not a scale. */
function factorOf(scales: string): number | undefined {
  let product = 1
  let last = 0
  for (const sign of scales) {
    const factor = chineseScales[sign]!
    if (factor < last) return undefined
    product *= factor
    last = factor
  }
  return product
}

function superscript(signs: string): string | undefined {
  return signs === ''
    ? undefined
    : Array.from(signs)
        .map((sign) => (sign === '⁻' ? '-' : sign === '⁺' ? '' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(sign)))
        .join('')
}

/** Removes the last bits of binary noise: 3.2 × 1e8 is 320000000. */
export function tidy(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(14)) : value
}

const small: Readonly<Record<string, number>> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
}
const ordinals: Readonly<Record<string, number>> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  eleventh: 11,
  twelfth: 12,
  thirteenth: 13,
  fourteenth: 14,
  fifteenth: 15,
  sixteenth: 16,
  seventeenth: 17,
  eighteenth: 18,
  nineteenth: 19,
  twentieth: 20,
  thirtieth: 30,
  fortieth: 40,
  fiftieth: 50,
  hundredth: 100,
}
const smallWords = Object.keys(small).join('|')
const scaleWords = 'dozen|hundred|thousand|million|billion|trillion'
const ordinalWords = Object.keys(ordinals).join('|')
const spelled = new RegExp(
  `(?<![\\p{L}\\d'’])(?:(?:a|half a)[ ](?=(?:${scaleWords})\\b)|(?=(?:${smallWords}|${ordinalWords})\\b))` +
    `(?:(?:${smallWords}|${scaleWords}|${ordinalWords}|and a half)(?![\\p{L}'’])(?:[ -](?=(?:and )?(?:${smallWords}|${scaleWords}|${ordinalWords}|and a half)(?![\\p{L}'’])))?(?:and (?=(?:${smallWords})\\b))?)+`,
  'giu',
)

function* englishNumerals(text: string): Generator<Numeral> {
  for (const match of text.matchAll(spelled)) {
    const parsed = parseEnglish(match[0].toLowerCase())
    if (!parsed || isPronoun(text, match.index, match[0])) continue
    const end = match.index + match[0].trimEnd().length
    yield { start: match.index, end, spelled: true, approximate: false, ...parsed }
  }
}

/** "one" is a number only where it counts: not in "one of", "no one", "this one". */
function isPronoun(text: string, start: number, word: string): boolean {
  if (word.toLowerCase() !== 'one') return false
  const before = text.slice(Math.max(0, start - 8), start).toLowerCase()
  const after = text.slice(start + 3, start + 14).toLowerCase()
  return (
    /(?:\bno|\bany|\bsome|every|\beach|this|that|\bthe|which|\bas)[ -]$/.test(before) ||
    !/^[ -]\p{L}/u.test(after) ||
    /^ (?:of|another|would|could|should|can|may|must|is|was|has|that|who|to|can't)\b/.test(after)
  )
}

function parseEnglish(words: string): { value: number; step: number; ordinal: boolean } | undefined {
  let total = 0
  let current: number | undefined
  let step = 1
  let ordinal = false
  for (const word of words.replaceAll('and a half', 'andahalf').split(/[ -]+/)) {
    if (word === '' || word === 'and') continue
    if (ordinal) return undefined
    if (word === 'a') current = 1
    else if (word === 'half') current = 0.5
    else if (word === 'andahalf') {
      current = (current ?? 0) + 0.5
      step = 0.1
    } else if (word in small) {
      const unit = small[word]!
      // "nineteen ninety" and "two three" are not one number.
      if (
        current !== undefined &&
        current % 100 !== 0 &&
        !(current % 100 >= 20 && current % 10 === 0 && unit > 0 && unit < 10)
      )
        return undefined
      current = (current ?? 0) + unit
      step = 1
    } else if (word in ordinals) {
      if (current !== undefined && current % 10 !== 0) return undefined
      current = (current ?? 0) + ordinals[word]!
      ordinal = true
      step = 1
    } else {
      const scale = word === 'dozen' ? 12 : englishScales[word]!
      const base = current ?? (total === 0 ? 1 : 0)
      if (scale <= 100) {
        current = base * scale
        step = scale === 12 ? 1 : step * scale
      } else {
        total += base * scale
        current = undefined
        step *= scale
      }
    }
  }
  return { value: total + (current ?? 0), step, ordinal }
}

const chineseDigits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  壹: 1,
  贰: 2,
  叁: 3,
  肆: 4,
  伍: 5,
  陆: 6,
  柒: 7,
  捌: 8,
  玖: 9,
  拾: 10,
  佰: 100,
  仟: 1000,
}
const chineseRun =
  /第?[零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖拾佰仟十百千万萬亿億半点數数几]+[多余餘几]?/g
/** What makes a lone Chinese digit a number: a classifier, a unit, a percentage or a multiple. */
const counts =
  /^\s?(?:多|余)?(?:个|個|名|位|人|家|座|所|辆|艘|架|次|户|条|只|台|套|项|篇|株|尾|种|类|处|起|件|份|本|册|期|批|层|级|届|轮|支|部|幅|枚|颗|粒|片|块|段|间|栋|幢|口|头|匹|棵|亩|吨|米|公|千克|毫|微|厘|平方|立方|升|克|斤|里|元|块|美元|欧元|英镑|日元|港|年(?!级)|月|日|天|周|岁|小时|分钟|秒|倍|成|度|%|％|分之|者|方(?=面|案|会)|大(?=类|项|部)|点)/

function* chineseNumerals(text: string): Generator<Numeral> {
  for (const match of text.matchAll(chineseRun)) {
    const ordinal = match[0].startsWith('第')
    const end = match.index + match[0].length
    const parsed = parseChinese(ordinal ? match[0].slice(1) : match[0])
    if (!parsed) continue
    const body = ordinal ? match[0].slice(1) : match[0]
    // 万元 heads a column, 百分之 is a percentage: a scale alone is no number.
    if (/^[百千万萬亿億]+$/.test(body)) continue
    const composed = /[十百千万亿]/.test(body) && /[一二两三四五六七八九几数半]/.test(body) && body.length > 1
    const fraction = text.startsWith('分之', match.index - 2)
    const ranged = /[一二两三四五六七八九十\d](?:至|到|[-–—~])$/.test(
      text.slice(Math.max(0, match.index - 2), match.index),
    )
    if (!ordinal && !composed && !fraction && !ranged && !counts.test(text.slice(end, end + 4))) {
      // 三至五人: the first of two is counted by what follows the second.
      if (!/^(?:至|到|[-–—~])[一二两三四五六七八九十百千万]+/.test(text.slice(end, end + 4))) continue
    }
    if (
      /^(?:一|万一|千万|十分|百姓|万万)$/.test(body) &&
      !ordinal &&
      !fraction &&
      /^(?:般|些|直|起(?!事|案)|致|样|旦|定|切|边|时|面|律|带|体|分(?!之|钟))/.test(text.slice(end, end + 1))
    )
      continue
    if (body === '十' && text[end] === '分' && !/[钟之]/.test(text[end + 1] ?? '')) continue
    yield { start: match.index, end, spelled: true, ordinal, ...parsed }
  }
}

function parseChinese(run: string): { value: number; step: number; approximate: boolean } | undefined {
  let approximate = false
  if (/[多余餘几數数]/.test(run)) approximate = true
  const body = run
    .replace(/[多余餘]$/, '')
    .replace(/^[数數]/, '')
    .replace(/几/g, '')
  if (body === '' || /[数數]/.test(body)) return undefined
  if (body === '半') return undefined
  const [whole, decimals, extra] = body.split('点')
  if (extra !== undefined || whole === '') return undefined
  if (decimals !== undefined) return parseDecimals(whole!, decimals, approximate)
  // 二〇一九: digits read one by one.
  if (/^[零〇一二三四五六七八九]{2,}$/.test(body)) {
    // 两三个, 七八人: two neighbouring digits are a guess, not a number.
    if (body.length === 2 && !/[零〇]/.test(body))
      return { value: chineseDigits[body[0]!]!, step: 1, approximate: true }
    return {
      value: Number(
        Array.from(body)
          .map((sign) => chineseDigits[sign])
          .join(''),
      ),
      step: 1,
      approximate,
    }
  }
  let total = 0
  let section = 0
  let digit: number | undefined
  let step = 1
  let lastScale = Infinity
  for (const sign of body) {
    const scale = chineseScales[sign] ?? (chineseDigits[sign]! >= 10 ? chineseDigits[sign] : undefined)
    if (sign === '半') return undefined
    if (scale === undefined) {
      const value = chineseDigits[sign]!
      if (digit !== undefined && digit !== 0) return undefined
      digit = value
      step = 1
      continue
    }
    if (scale < 1e4) {
      if (scale >= lastScale) return undefined
      section += (digit ?? 1) * scale
      lastScale = scale
    } else {
      total =
        scale >= 1e8 && total > 0 && total < 1e8
          ? (total + section + (digit ?? 0)) * scale
          : total + (section + (digit ?? (section === 0 ? 1 : 0))) * scale
      section = 0
      lastScale = Infinity
    }
    step = scale >= 1e4 ? scale : scale
    digit = undefined
  }
  // 三千二 means 3200, 十三五 means nothing.
  if (digit !== undefined && digit !== 0 && lastScale < 1e4 && lastScale > 10 && !/[零〇]/.test(body)) {
    digit *= lastScale / 10
    step = lastScale / 10
  }
  return { value: total + section + (digit ?? 0), step, approximate }
}

function parseDecimals(
  whole: string,
  decimals: string,
  approximate: boolean,
): ReturnType<typeof parseChinese> {
  const before = parseChinese(whole)
  const scales = /[十百千万萬亿億]+$/.exec(decimals)?.[0] ?? ''
  const places = decimals.slice(0, decimals.length - scales.length)
  const factor = factorOf(scales)
  if (!before || !factor || !/^[零〇一二三四五六七八九]+$/.test(places)) return undefined
  const fraction = Number(
    `0.${Array.from(places)
      .map((sign) => chineseDigits[sign])
      .join('')}`,
  )
  return { value: tidy((before.value + fraction) * factor), step: factor * 10 ** -places.length, approximate }
}
