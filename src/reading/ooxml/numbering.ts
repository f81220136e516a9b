import { attribute, childAt, childrenOf, type XmlElement } from '../xml.ts'
import type { NumberingReference } from './styles.ts'

interface Level {
  readonly format: string
  /** `%1.%2` */
  readonly template: string
  readonly start: number
}

/**
 * Counts the lists of a document as Word does (ECMA-376 part 1, 17.9). The function returned takes the
 * paragraphs in order and gives each its printed number, '' for a bullet, undefined when it is in no list.
 */
export function createNumbering(
  numbering: XmlElement | undefined,
): (reference: NumberingReference | undefined) => string | undefined {
  const abstract = new Map(
    childrenOf(numbering, 'abstractNum').map((list) => [attribute(list, 'abstractNumId') ?? '', list]),
  )
  const lists = new Map(
    childrenOf(numbering, 'num').map((list) => [attribute(list, 'numId') ?? '', readList(list, abstract)]),
  )
  const counters = new Map<string, (number | undefined)[]>()

  return (reference) => {
    const list = reference && lists.get(reference.list)
    const level = list?.levels[reference!.depth]
    if (!list || !level) return undefined
    // Lists that share an abstract definition go on counting together unless one overrides the start.
    const count = counters.get(list.counter) ?? []
    counters.set(list.counter, count)
    const { depth } = reference
    count[depth] = (count[depth] ?? level.start - 1) + 1
    count.length = depth + 1
    if (level.format === 'bullet' || level.format === 'none') return ''
    return level.template.replace(/%([1-9])/g, (_, digit: string) => {
      const at = Number(digit) - 1
      const other = list.levels[at]
      return other ? printNumber(count[at] ?? other.start, other.format) : ''
    })
  }
}

function readList(
  list: XmlElement,
  abstract: ReadonlyMap<string, XmlElement>,
): { counter: string; levels: readonly (Level | undefined)[] } {
  const base = attribute(childAt(list, 'abstractNumId'), 'val') ?? ''
  const levels: (Level | undefined)[] = []
  for (const level of childrenOf(abstract.get(base), 'lvl'))
    levels[Number(attribute(level, 'ilvl') ?? 0)] = readLevel(level)
  let restarts = false
  for (const override of childrenOf(list, 'lvlOverride')) {
    const at = Number(attribute(override, 'ilvl') ?? 0)
    const own = childAt(override, 'lvl')
    const start = attribute(childAt(override, 'startOverride'), 'val')
    if (own) levels[at] = readLevel(own)
    if (start !== undefined && levels[at]) levels[at] = { ...levels[at], start: Number(start) || 0 }
    restarts = true
  }
  return { counter: restarts ? `num ${attribute(list, 'numId')}` : `abstract ${base}`, levels }
}

function readLevel(level: XmlElement): Level {
  return {
    format: attribute(childAt(level, 'numFmt'), 'val') ?? 'decimal',
    template: attribute(childAt(level, 'lvlText'), 'val') ?? '',
    start: Number(attribute(childAt(level, 'start'), 'val') ?? 1) || 0,
  }
}

const hanDigits = '〇一二三四五六七八九'

function printNumber(value: number, format: string): string {
  switch (format) {
    case 'lowerLetter':
      return letters(value)
    case 'upperLetter':
      return letters(value).toUpperCase()
    case 'lowerRoman':
      return roman(value)
    case 'upperRoman':
      return roman(value).toUpperCase()
    case 'decimalZero':
      return String(value).padStart(2, '0')
    case 'chineseCounting':
    case 'chineseCountingThousand':
    case 'japaneseCounting':
    case 'taiwaneseCountingThousand':
      return hanCounting(value)
    case 'ideographDigital':
      return [...String(value)].map((digit) => hanDigits[Number(digit)]).join('')
    case 'decimalEnclosedCircle':
    case 'decimalEnclosedCircleChinese':
      return value >= 1 && value <= 20 ? String.fromCodePoint(0x2460 + value - 1) : String(value)
    default:
      return String(value)
  }
}

/** a … z, aa, bb, … as Word counts. */
function letters(value: number): string {
  return String.fromCharCode(97 + ((value - 1) % 26)).repeat(Math.min(10, Math.ceil(value / 26)))
}

function roman(value: number): string {
  if (value < 1 || value > 3999) return String(value)
  const steps: [number, string][] = [
    [1000, 'm'],
    [900, 'cm'],
    [500, 'd'],
    [400, 'cd'],
    [100, 'c'],
    [90, 'xc'],
    [50, 'l'],
    [40, 'xl'],
    [10, 'x'],
    [9, 'ix'],
    [5, 'v'],
    [4, 'iv'],
    [1, 'i'],
  ]
  let rest = value
  return steps
    .map(([size, sign]) => {
      const times = Math.floor(rest / size)
      rest -= times * size
      return sign.repeat(times)
    })
    .join('')
}

function hanCounting(value: number): string {
  if (value < 1 || value > 9999) return String(value)
  let out = ''
  for (const [size, unit] of [
    [1000, '千'],
    [100, '百'],
    [10, '十'],
    [1, ''],
  ] as const) {
    const digit = Math.floor(value / size) % 10
    if (digit > 0) out += hanDigits[digit]! + unit
    else if (out !== '' && value % size > 0 && !out.endsWith('零')) out += '零'
  }
  return value >= 10 && value < 20 ? out.slice(1) : out
}
