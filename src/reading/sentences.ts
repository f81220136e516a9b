import type { Span } from '#vocabulary'

/**
 * Sentence boundaries of English, Chinese and mixed text, by rule.
 *
 * 1. Every span is non-empty, trimmed, in order and disjoint; no character but white space lies outside.
 * 2. Linear in the length of the text; a sentence cut out and given back is the same one sentence.
 * 3. Where it is unsure it does not cut: a quote that holds two sentences is whole, half a sentence is not.
 */

/** Never end a sentence. */
const opening = wordSet(
  'dr mr mrs ms messrs prof gen sen rep rev hon capt cpt lt maj col sgt gov pres supt st mt ft fr sr.a' +
    ' vs v cf viz approx ca c e.g i.e eg ie resp incl excl esp est fig figs eq eqs ref refs tab def thm',
)
/** End a sentence unless a number (or a name, for `pp`) follows. */
const numbering = wordSet(
  'no nos nr p pp ch chap sec sect vol vols art arts para ver ex app appx pt pl col ed eds tel',
)
/** May end a sentence: they do when the next word is one that begins sentences. */
const closing = wordSet(
  'inc ltd co corp llc plc bros jr sr al etc dept univ assn ave blvd rd bldg jan feb mar apr jun jul aug sep sept' +
    ' oct nov dec mon tue wed thu fri sat sun min max avg hr hrs sec secs lb lbs oz sq trans repr rev ibid op cit loc',
)
const starters = wordSet(
  'the a an this that these those it its he she they we you i his her their our my your there here in on at by for' +
    ' from with to of as after before during since until while when where what who why how which if although though' +
    ' because however moreover therefore thus hence then but and or nor so yet also both all some many most no not' +
    ' one two three according another each every other such many several few more is are was were do does did has have',
)

const closers = new Set('”’』」）》】〉〕｝"\')]}»›')
const cjkStops = new Set('。！？；｡．।۔؟።')
const han = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
const wordCharacter = /[\p{L}\p{M}\d.'’&-]/u
const footnoteMark = /(?:\[\d{1,3}(?:[,–-]\s?\d{1,3})*\]|[¹²³⁰-⁹]){1,8}/y
const bullet =
  /[ \t\u3000]*(?:(?:[-*+•◦▪‣●○■□◆▶·]|#{1,6}|\d{1,3}[.)]|[a-z]\)|[ivx]{1,4}\))[ \t]|[（(][\d一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[①-⑳•●■]|>[ \t])/y
const keyed = /[ \t]*[\p{L}\d_$@"'-][\p{L}\d_$@."'[\] /()-]{0,60}[:：][ \t]/uy
const heading = /[ \t]*#{1,6}[ \t]/y

/**
 * The sentences of a text, or of one span of it.
 *
 * A blank line always ends a sentence; a single line break does not, unless a list item, a heading, a table
 * row or a `key: value` line stands before or after it.
 *
 * @returns spans of `text` (not of the span's slice), in UTF-16 code units
 */
export function sentencesIn(text: string, span: Span = { start: 0, end: text.length }): Span[] {
  const whole = span.start === 0 && span.end === text.length
  const source = whole ? text : text.slice(span.start, span.end)
  const sentences: Span[] = []
  let start = skipSpace(source, 0)
  while (start < source.length) {
    const end = sentenceEnd(source, start)
    sentences.push({ start: span.start + start, end: span.start + trimEnd(source, start, end) })
    start = skipSpace(source, end)
  }
  return sentences
}

function sentenceEnd(text: string, start: number): number {
  let lineStart = start
  for (let i = start; i < text.length; i++) {
    const char = text[i]!
    if (char === '\n' || char === '\u2028' || char === '\u2029') {
      if (char === '\u2029' || breaksLine(text, lineStart, i)) return i
      lineStart = i + 1
    } else if (cjkStops.has(char)) {
      const end = afterCjkStop(text, start, i)
      if (end > 0) return end
    } else if (char === '.' || char === '!' || char === '?' || char === '…') {
      const run = runEnd(text, i)
      const end = afterStop(text, start, i, run)
      if (end > 0) return end
      i = run - 1
    }
  }
  return text.length
}

/** Whether the line break at `at` ends a sentence, judged by the lines on its two sides. */
function breaksLine(text: string, lineStart: number, at: number): boolean {
  let next = at + 1
  while (next < text.length && isBlank(text[next]!)) next++
  if (next >= text.length || text[next] === '\n' || text[next] === '\u2029') return true
  if (matches(bullet, text, at + 1) || matches(heading, text, lineStart)) return true
  const nextEnd = text.indexOf('\n', at + 1)
  const before = text.slice(lineStart, at)
  const after = text.slice(at + 1, nextEnd < 0 ? text.length : nextEnd)
  if (before.includes(' | ') || after.includes(' | ')) return true
  return matches(keyed, before, 0) && matches(keyed, after, 0)
}

/** Where the sentence ends that a full-width stop closes, or 0: closing quotes belong to it, a comma denies it. */
function afterCjkStop(text: string, start: number, stop: number): number {
  // A full-width full stop inside a number (３．５) is a decimal point.
  if (
    text[stop] === '．' &&
    /\d/.test((text[stop - 1] ?? '').normalize('NFKC')) &&
    /\d/.test((text[stop + 1] ?? '').normalize('NFKC'))
  )
    return 0
  let end = stop + 1
  while (end < text.length && (cjkStops.has(text[end]!) || '!?….'.includes(text[end]!))) end++
  end = skipClosers(text, start, end)
  return /[，、,：:]/.test(text[end] ?? '') && closers.has(text[end - 1]!) ? 0 : end
}

function afterStop(text: string, start: number, stop: number, run: number): number {
  const end = skipClosers(text, start, run)
  const next = text[end]
  if (next === undefined) return end
  const cjkBeside = han.test(next) || '“「『（《【'.includes(next)
  if (text[stop] === '…' || run - stop >= 3) {
    if (cjkBeside) return run - stop >= 2 || end > run ? end : 0
    return isSpace(next) && !/[\p{Ll}\p{P}]/u.test(nextLetter(text, end)) ? end : 0
  }
  if (!isSpace(next) && !cjkBeside) return 0
  const last = text[run - 1]!
  if (last !== '.') return cjkBeside || !/\p{Ll}/u.test(nextLetter(text, end)) ? end : 0
  if (cjkBeside) return han.test(text[stop - 1] ?? '') || endsByWord(text, start, stop, end) ? end : 0
  return endsByWord(text, start, stop, end) ? end : 0
}

/** Whether the full stop at `stop` ends a sentence, judged by the word before it and the word after it. */
function endsByWord(text: string, start: number, stop: number, after: number): boolean {
  let from = stop
  while (
    from > start &&
    stop - from < 24 &&
    wordCharacter.test(text[from - 1]!) &&
    !han.test(text[from - 1]!)
  )
    from--
  const word = text.slice(from, stop)
  const lower = word.toLowerCase()
  const next = nextWord(text, after)
  const capital = !/^\p{Ll}/u.test(next)
  if (from === start && /^(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})$/.test(word) && text[stop + 1] !== '\n')
    return false
  if (opening.has(lower)) return false
  if (numbering.has(lower)) return !/^(?:\d|[IVXLC]+$)/.test(next) && capital
  if (
    closing.has(lower) ||
    /^\p{Lu}$/u.test(word) ||
    /^(?:\p{L}\.)+\p{L}{1,2}$/u.test(word) ||
    /^Ph\.D$/.test(word)
  )
    return (
      capital &&
      (starters.has(next.toLowerCase()) || /^(?:etc)$/.test(lower)) &&
      !followedByStop(text, after, next)
    )
  if (capital) return true
  return /^\p{Ll}{4,}$/u.test(word)
}

/** `A. Smith`: what looks like the article is an initial. */
function followedByStop(text: string, after: number, word: string): boolean {
  const at = skipSpace(text, after)
  return word.length === 1 && text[at + 1] === '.'
}

function skipClosers(text: string, start: number, from: number): number {
  let end = from
  for (;;) {
    const char = text[end]
    if (char === undefined) return end
    if (char === '"' || char === "'") {
      // A straight quote closes only what is open, or what a space follows.
      const next = text[end + 1]
      if (next !== undefined && !isSpace(next) && !closers.has(next) && !hasOpenQuote(text, start, end, char))
        return end
      end++
    } else if (closers.has(char)) end++
    else {
      footnoteMark.lastIndex = end
      const mark = footnoteMark.exec(text)
      if (!mark) return end
      end += mark[0].length
    }
  }
}

function hasOpenQuote(text: string, start: number, end: number, quote: string): boolean {
  let count = 0
  for (let i = Math.max(start, end - 400); i < end; i++) if (text[i] === quote) count++
  return count % 2 === 1
}

function runEnd(text: string, from: number): number {
  let end = from + 1
  while (end < text.length && '.!?…'.includes(text[end]!)) end++
  return end
}

/** The first letter or digit after opening punctuation, or the punctuation itself. */
function nextLetter(text: string, from: number): string {
  let at = skipSpace(text, from)
  const limit = at + 4
  while (at < limit && /[“"'‘([{«「『（—-]/.test(text[at] ?? '')) at++
  return text[at] ?? ''
}

function nextWord(text: string, from: number): string {
  let at = skipSpace(text, from)
  while (/[“"'‘([{«「『（]/.test(text[at] ?? '')) at++
  return /^[\p{L}\p{M}\d]+|^./su.exec(text.slice(at, at + 24))?.[0] ?? ''
}

function matches(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at
  return pattern.test(text)
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && isSpace(text[at]!)) at++
  return at
}

function trimEnd(text: string, start: number, end: number): number {
  let at = end
  while (at > start && isSpace(text[at - 1]!)) at--
  return at
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\n' || (char <= '\r' && char >= '\t') || (char > '~' && char.trim() === '')
}

function isBlank(char: string): boolean {
  return char !== '\n' && char !== '\u2029' && isSpace(char)
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '))
}
