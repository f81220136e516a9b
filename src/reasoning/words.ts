import type { Span } from '#vocabulary'
import { foldWidth } from '#reading'
import stem from 'wink-porter2-stemmer'

/** A content word (English) or a pair of neighbouring characters (Chinese) with where it stands. */
export interface Word extends Span {
  /** Stem or bigram: equal terms mean the same word. */
  readonly term: string
  /** How telling it is: longer words and names are rarer; function words are left out. */
  readonly weight: number
  readonly han: boolean
  readonly capital: boolean
}

const functionWords = new Set(
  (
    'a about above after again against all also am among an and any are as at be because been before being below between both but by came can come could did do does ' +
    'doing down during each either else ever every for from further get gets got had has have having he her here hers herself him himself his how however i if in into is it its ' +
    'itself just least less let like made make many may me might more most much must my neither no nor not now of off on once one only onto or other our out over own per ' +
    'said same say says she should since so some still such than that the their them themselves then there these they this those though through thus to together too toward towards ' +
    'under until up upon us use used using very via was way we were what when where whether which while who whom whose why will with within without would yet you your ' +
    'll re ve don didn isn wasn aren doesn mr mrs ms dr s t d m well back even went going put set already around according around another'
  ).split(' '),
)
const common = new Set(
  (
    'year time new first last day week month later earlier people said include includ becom becam began begin start end part number name call known take took give gave ' +
    'second third old good large small high low long year-old area place found show state accord several various follow current former early late number report'
  ).split(' '),
)
const hanFunction = new Set(
  '的了是在和与及或等由被把将于对从到为以而其之这那有也都就又并且但则均已曾所个中上下年月日时后前称说'.split(
    '',
  ),
)
const token =
  /\p{Script=Han}+|(?!\p{Script=Han})\p{L}(?:(?!\p{Script=Han})[\p{L}\p{M}\d]|['’](?=\p{Script=Latin}))*|\d[\p{Script=Latin}\d]*/gu
const chineseWords = new Intl.Segmenter('zh', { granularity: 'word' })

/** Content words in reading order; plain numbers are left to quantities and dates. Total, linear. */
export function wordsIn(text: string): Word[] {
  const folded = foldWidth(text)
  const words: Word[] = []
  for (const match of folded.matchAll(token)) {
    const start = match.index
    if (/^\p{Script=Han}/u.test(match[0])) pushBigrams(words, match[0], start)
    else if (!/^\d+$/.test(match[0])) pushWord(words, match[0], start)
  }
  return words
}

function pushWord(words: Word[], written: string, start: number): void {
  const bare = written.replace(/['’]s$/, '').replace(/[’']/g, '')
  const lower = bare.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '')
  const capital = /^\p{Lu}/u.test(bare)
  if (functionWords.has(lower) && !/^\p{Lu}{2,}$/u.test(bare)) return
  if (lower.length < 2) return
  const term = /^[a-z]+$/.test(lower) ? stem(lower) : lower
  const weight =
    (common.has(term) || common.has(lower) ? 0.5 : 0.5 + Math.min(lower.length, 10) / 10) *
    (capital ? 1.2 : 1)
  words.push({ start, end: start + written.length, term, weight, han: false, capital })
}

function wordEnds(run: string): Set<number> {
  const ends = new Set<number>()
  for (const { index, segment } of chineseWords.segment(run)) ends.add(index + segment.length)
  return ends
}

function pushBigrams(words: Word[], run: string, start: number): void {
  const signs = Array.from(run)
  let at = start
  const ends = wordEnds(run)
  if (signs.length === 1) {
    if (!hanFunction.has(run))
      words.push({ start, end: start + run.length, term: run, weight: 0.4, han: true, capital: false })
    return
  }
  for (let index = 0; index + 1 < signs.length; index++) {
    const pair = signs[index]! + signs[index + 1]!
    const weak = Number(hanFunction.has(signs[index]!)) + Number(hanFunction.has(signs[index + 1]!))
    // A pair across two words (总|投 in 总投资) is an accident of the neighbourhood.
    const across = ends.has(at - start + signs[index]!.length)
    if (weak < 2)
      words.push({
        start: at,
        end: at + pair.length,
        term: pair,
        weight: weak === 1 ? 0.15 : across ? 0.25 : 0.8,
        han: true,
        capital: false,
      })
    at += signs[index]!.length
  }
}
