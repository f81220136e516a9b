/**
 * JSON that breaks off, told from prose: a text that begins as an object with a key or as a list of texts or objects,
 * and ends before it is closed.
 *
 * 1. What breaks the grammar before the end is prose (`[1] Smith`, `{note} …`), unless it ends by saying that it was cut.
 * 2. Whole are elements of the outermost list that the break left open, and members of objects around it: nothing of
 *    an element that was under way is taken, and no value is guessed.
 * 3. One pass without recursion; nothing is repaired more than a few levels down.
 */
export interface BrokenJson {
  /** What stands in it whole; undefined: nothing does. */
  readonly whole: unknown
}

/** Undefined: it is whole JSON, or none. */
export function brokenJson(text: string): BrokenJson | undefined {
  const { open, begun, settled, ending } = scan(text)
  if (open.length === 0) return undefined
  const broken = ending === 'open' ? begun : settled && ending === 'wrong' && cutMark.test(text.slice(-200))
  return broken ? { whole: wholeOf(text, open) } : undefined
}

/** How cut answers end, where somebody was kind enough to say so. */
const cutMark = /(?:\.\.\.|…|truncated|cut off|omitted|截断|省略)[^\n]{0,100}$/i
const deepest = 8
/** Nobody's results lie so deep. */
const mostOpen = 10_000

/** An object or a list that is not closed; `end`: where its last whole member or element ends, 0 where it has none. */
interface Open {
  readonly list: boolean
  end: number
}

interface Scan {
  readonly open: Open[]
  /** A key, or a text in a list, was begun: prose hardly begins so. */
  begun: boolean
  /** A key has a colon, or an element a comma: prose does not begin so. */
  settled: boolean
  expected: 'value' | 'first' | 'key' | 'colon' | 'next'
  /** How far it was read. */
  at: number
  ending: 'open' | 'closed' | 'wrong' | undefined
}

function scan(text: string): Scan {
  const state: Scan = {
    open: [],
    begun: false,
    settled: false,
    expected: 'value',
    at: 0,
    ending: undefined,
  }
  while (state.ending === undefined && state.at < text.length) {
    const character = text[state.at]!
    if (/\s/.test(character)) state.at++
    else if (character === '"') takeString(text, state)
    else if (character === ':' || character === ',') takeSeparator(character, state)
    else if (character === '}' || character === ']') takeClosing(character === ']', text, state)
    else takeValue(character, text, state)
  }
  state.ending ??= 'open'
  return state
}

function takeString(text: string, state: Scan): void {
  const { open, expected } = state
  const around = open.at(-1)
  if (expected === 'colon' || expected === 'next' || !around) return void (state.ending = 'wrong')
  const isKey = expected === 'key' || (expected === 'first' && !around.list)
  if (isKey || around.list) state.begun = true
  state.at = endOfString(text, state.at)
  if (state.at === 0) return void (state.ending = 'open')
  if (!isKey) around.end = state.at
  state.expected = isKey ? 'colon' : 'next'
}

function takeSeparator(character: ':' | ',', state: Scan): void {
  const around = state.open.at(-1)
  if (!around || state.expected !== (character === ':' ? 'colon' : 'next'))
    return void (state.ending = 'wrong')
  state.settled = true
  // What is neither text nor list nor object is whole only now: `12` may be the beginning of `123`.
  if (character === ',') around.end = state.at
  state.expected = character === ':' || around.list ? 'value' : 'key'
  state.at++
}

function takeClosing(list: boolean, text: string, state: Scan): void {
  const { open, expected } = state
  if (open.at(-1)?.list !== list || (expected !== 'next' && expected !== 'first'))
    return void (state.ending = 'wrong')
  open.pop()
  state.at++
  const outer = open.at(-1)
  if (!outer) return void (state.ending = text.slice(state.at).trim() === '' ? 'closed' : 'wrong')
  outer.end = state.at
  state.expected = 'next'
}

function takeValue(character: string, text: string, state: Scan): void {
  const { open, expected } = state
  const around = open.at(-1)
  if (expected !== 'value' && !(expected === 'first' && around?.list)) return void (state.ending = 'wrong')
  if (character === '{' || character === '[') {
    if (open.length >= mostOpen) return void (state.ending = 'open')
    open.push({ list: character === '[', end: 0 })
    state.expected = 'first'
    state.at++
    return
  }
  const end = endOfWord(text, state.at)
  const word = text.slice(state.at, end)
  // At the end it may be the beginning of one.
  const isOne = end < text.length ? literal.test(word) : /^[-\da-z]/i.test(word)
  if (!around || !isOne) return void (state.ending = 'wrong')
  state.expected = 'next'
  state.at = end
}

const literal = /^(?:true|false|null|-?\d[\d.eE+-]*)$/

/** The index after the closing quotation mark; 0 where there is none. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let before = quote - 1
    while (text[before] === '\\') before--
    if ((quote - before) % 2 === 1) return quote + 1
  }
  return 0
}

function endOfWord(text: string, start: number): number {
  let end = start
  while (end < text.length && /[-+.\da-z]/i.test(text[end]!)) end++
  return Math.max(end, start + 1)
}

function wholeOf(text: string, open: readonly Open[]): unknown {
  const list = open.findIndex((one) => one.list)
  const kept = list >= 0 ? list : open.findLastIndex((one) => one.end > 0)
  const { end = 0 } = open[kept] ?? {}
  if (end === 0 || kept >= deepest) return undefined
  const closing = open.slice(0, kept + 1).map((one) => (one.list ? ']' : '}'))
  try {
    return JSON.parse(text.slice(0, end) + closing.toReversed().join('')) as unknown
  } catch {
    return undefined
  }
}
