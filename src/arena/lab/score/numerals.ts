/** A number as it was found: its worth, and the worth of its last digit. */
export interface Numeral {
  readonly amount: number
  readonly step: number
  readonly start: number
  readonly end: number
  /** Written in words (`three`, `三`), which people also use where they do not count. */
  readonly words: boolean
  /** How it was written, without separators: tells a year from an amount. */
  readonly digits: string
}

const small: Readonly<Record<string, number>> = {
  zero: 0, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11,
  twelve: 12, thirteen: 13, fourteen: 14, fifteen: 15, sixteen: 16, seventeen: 17, eighteen: 18, nineteen: 19,
  twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90,
} // prettier-ignore
const large: Readonly<Record<string, number>> = { hundred: 100, thousand: 1e3, million: 1e6, billion: 1e9 }
const hanDigits: Readonly<Record<string, number>> = {
  零: 0, 〇: 0, '○': 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9,
} // prettier-ignore
const hanScales: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1e3, 万: 1e4, 亿: 1e8 }

const word = `(?:${[...Object.keys(small), ...Object.keys(large)].join('|')})`
const found = new RegExp(
  [
    String.raw`(?<![\d.,])\d{1,3}(?:(?:,\d{3})+|(?:['’]\d{3})+|(?: \d{3})+)(?![\d])(?:\.\d+)?`,
    String.raw`(?<![\d.])\d{1,3},\d{1,2}(?!\d)`,
    String.raw`\d+(?:\.\d+)?`,
    String.raw`(?<![\p{L}\d])${word}(?:(?:[ -]|\s+and\s+)${word})*(?![\p{L}\d])`,
    '[零〇○一二两三四五六七八九十百千万亿]+',
  ].join('|'),
  'giu',
)

/** All numbers in a text, in digits and in words; scales that follow digits (`million`, `万`) are left to the reader of units. */
export function numeralsIn(text: string): Numeral[] {
  return Array.from(text.matchAll(found), (match) => {
    const start = match.index
    const place = { start, end: start + match[0].length }
    if (/^\d/.test(match[0])) return { ...fromDigits(match[0]), ...place, words: false }
    const amount = /^[a-z]/i.test(match[0]) ? fromWords(match[0]) : fromHan(match[0])
    return { amount, step: stepOf(amount), digits: '', ...place, words: true }
  }).filter((numeral) => Number.isFinite(numeral.amount))
}

function fromDigits(text: string): { amount: number; step: number; digits: string } {
  const digits = /^\d{1,3},\d{1,2}$/.test(text) ? text.replace(',', '.') : text.replaceAll(/[,'’ ]/g, '')
  const fraction = /\.(\d+)$/.exec(digits)?.[1]?.length ?? 0
  const trailing = fraction > 0 ? 0 : (/0+$/.exec(digits)?.[0].length ?? 0)
  return { amount: Number(digits), step: 10 ** (trailing - fraction), digits }
}

/** Round numbers are told to their last digit that is not zero. */
function stepOf(amount: number): number {
  let step = 1
  while (amount > 0 && amount % (step * 10) === 0) step *= 10
  return step
}

/** `two hundred and forty`, `forty-one million`. */
function fromWords(text: string): number {
  let total = 0
  let group = 0
  for (const part of text.toLowerCase().split(/[\s-]+/)) {
    if (part === 'and') continue
    const scale = large[part]
    if (scale === undefined) group += small[part] ?? Number.NaN
    else if (scale === 100) group = (group || 1) * 100
    else {
      total += (group || 1) * scale
      group = 0
    }
  }
  return total + group
}

/** `三十二`, `四千一百七十万`, `一九三一`. */
export function fromHan(text: string): number {
  if (text.length > 1 && !/[十百千万亿]/.test(text))
    return Number([...text].map((digit) => hanDigits[digit]).join(''))
  let total = 0
  let group = 0
  let digit: number | undefined
  for (const char of text) {
    const scale = hanScales[char]
    if (scale === undefined) digit = hanDigits[char]
    else if (scale >= 1e4) {
      total = (total + group + (digit ?? 0)) * scale
      if (total === 0) return Number.NaN
      group = 0
      digit = undefined
    } else {
      group += (digit ?? 1) * scale
      digit = undefined
    }
  }
  return total + group + (digit ?? 0)
}
