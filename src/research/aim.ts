import type { DocumentId, Language } from '#vocabulary'
import { termsOf, type Library } from '#library'
import { expectedAnswer, withoutAskingWords, type AnswerType } from '#reasoning'

/** What a sub-question looks for, in index terms: how much each weighs, and which the library never uses. */
export interface Aim {
  readonly text: string
  readonly language: Language
  readonly expects: AnswerType
  /** Weights sum to 1; rarer terms weigh more (Robertson-Sparck Jones idf over the library's passages). */
  readonly weights: ReadonlyMap<string, number>
  /** Words of the question that stand nowhere in the documents searched. */
  readonly absent: readonly string[]
  /** Numbers written in the question: they are given, not the answer. */
  readonly given: ReadonlySet<string>
}

/** Words that carry the grammar of a question rather than its matter: not looked for. */
const functionWords = termSet(
  'a an the of in on at by to for from with and or but nor than then as is are was were be been being am it its this that these those there their they he she his her has have had do does did not no more most less fewer any some each per into over under between during after before about against through i you we my your our if so such can could may might will would should shall also only just',
)
/** Words that questions are asked with, whatever the matter: they count little. */
const genericWords = termSet(
  'total together altogether combined amount number figure main year years many much happen happened describe explain information report document source say says said state stated according mention mentioned current currently overall exact exactly count counted require required provide provided include included foresee ask asked begin began start started drove drive driven cause caused summarize summarise summary overview compare difference 开始 总结 相差 变化 year 总额 总共 合计 一共 主要 情况 说明 介绍 目前 根据 报告 文件 资料 具体 各 关于 进行 有关 多少 年',
)
/** Han characters of grammar: a pair that holds one crosses words. */
const functionCharacters = /[的了是在有和与及对为由到这那其之把被从将以于年月日]/u

function termSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' ').flatMap((word) => [...termsOf(word).keys()]))
}

/** Looks a sub-question's words up in the library and weighs them. */
export async function aimAt(
  text: string,
  language: Language,
  library: Library,
  documents?: readonly DocumentId[],
): Promise<Aim> {
  const matter = withoutAskingWords(text, language)
  const terms = [...termsOf(matter).keys()]
  const { passages, documentFrequency } = await library.lexical.statistics(terms, documents && { documents })
  const idf = (frequency: number): number => Math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))
  const cuts = wrongCuts(matter, (pair) => (documentFrequency.get(pair) ?? 0) > 0)
  const inner = innerPairs(matter, cuts)
  const weights = new Map<string, number>()
  for (const term of terms) {
    const frequency = documentFrequency.get(term) ?? 0
    const share = shareOf(term, inner, frequency)
    if (share > 0) weights.set(term, idf(frequency) * share)
  }
  const sum = [...weights.values()].reduce((total, weight) => total + weight, 0) || 1
  for (const [term, weight] of weights) weights.set(term, weight / sum)
  return {
    text,
    language,
    expects: expectedAnswer(text, language),
    weights,
    absent: await absentWords(matter, language, cuts, library, documents),
    given: new Set(text.normalize('NFKC').match(/\d+(?:[.,]\d+)*/g) ?? []),
  }
}

/** How much of its idf a term counts: words whole, pairs of characters across words and single characters little. */
function shareOf(term: string, inner: InnerPairs, frequency: number): number {
  if (functionWords.has(term)) return 0
  if (!/^\p{Script=Han}+$/u.test(term)) return genericWords.has(term) ? 0.3 : 1
  if (functionCharacters.test(term)) return 0
  if (term.length === 1 || genericWords.has(term) || /^[一二两三四五六七八九十几][个项种次]$/u.test(term))
    return 0.15
  if (inner.words.has(term)) return 1
  // A run of single characters may be a name the dictionary lacks, if the documents use it; else it is two words.
  return inner.unknown.has(term) && frequency > 0 ? 0.5 : 0.05
}

interface InnerPairs {
  /** Pairs of Han characters inside the dictionary's words. */
  readonly words: ReadonlySet<string>
  /** Pairs inside runs of characters that the dictionary knows no words for. */
  readonly unknown: ReadonlySet<string>
}

/**
 * 清湖北湖区 is cut 清|湖北|湖区. A pair that the documents never hold, between two that they do, is no word but
 * the end of one and the beginning of the next. Gives the wrong pairs with what stands there instead.
 */
function wrongCuts(text: string, held: (pair: string) => boolean): ReadonlyMap<string, readonly string[]> {
  const cuts = new Map<string, readonly string[]>()
  const isPair = (pair: string): boolean =>
    /^\p{Script=Han}{2}$/u.test(pair) && !functionCharacters.test(pair)
  for (let i = 1; i + 3 <= text.length; i++) {
    const [before, pair, after] = [text.slice(i - 1, i + 1), text.slice(i, i + 2), text.slice(i + 1, i + 3)]
    if (![before, pair, after].every(isPair)) continue
    if (!held(pair) && held(before) && held(after)) cuts.set(pair, [before, after])
  }
  return cuts
}

function innerPairs(text: string, cuts: ReadonlyMap<string, readonly string[]>): InnerPairs {
  const pairs = { words: new Set<string>(), unknown: new Set<string>() }
  const collect = (into: Set<string>, word: string): void => {
    for (let i = 0; i + 2 <= word.length; i++) into.add(word.slice(i, i + 2))
  }
  let run = ''
  for (const { segment } of new Intl.Segmenter('zh', { granularity: 'word' }).segment(text)) {
    collect(pairs.words, segment)
    const single =
      segment.length === 1 && /\p{Script=Han}/u.test(segment) && !functionCharacters.test(segment)
    run = single ? run + segment : ''
    collect(pairs.unknown, run)
  }
  for (const [wrong, right] of cuts)
    if (pairs.words.delete(wrong)) for (const pair of right) pairs.words.add(pair)
  return pairs
}

/** A Chinese word is absent when the pieces it is indexed by never stand together; an English one when its stem has no posting. */
async function absentWords(
  matter: string,
  language: Language,
  cuts: { has(pair: string): boolean },
  library: Library,
  documents?: readonly DocumentId[],
): Promise<string[]> {
  const words = new Set<string>()
  for (const { segment, isWordLike } of new Intl.Segmenter(language, { granularity: 'word' }).segment(matter))
    if (
      isWordLike &&
      segment.length > 1 &&
      !cuts.has(segment) &&
      ![...termsOf(segment).keys()].every((term) => genericWords.has(term) || functionWords.has(term))
    )
      words.add(segment)
  const absent: string[] = []
  for (const word of words) {
    const terms = [...termsOf(word).keys()]
    if (terms.length === 0) continue
    const hits = await library.lexical.search(
      terms.map((term) => ({ term, weight: 1 })),
      { limit: 5, ...(documents ? { filter: { documents } } : {}) },
    )
    if (hits.length === 0) absent.push(word)
    else if (/\p{Script=Han}/u.test(word)) {
      const held = await library.passagesById(hits.map((hit) => hit.passage))
      const found = [...held.values()].some((passage) =>
        [passage.text, ...passage.headings].some((part) => part.includes(word)),
      )
      // Long segments (竣工日期) are often compounds of words that do occur apart.
      if (!found && word.length <= 3) absent.push(word)
    }
  }
  return absent
}

/** How much of the aim's weight a set of terms covers, 0 to 1. */
export function coveredBy(aim: Aim, terms: { has(term: string): boolean }): number {
  let covered = 0
  for (const [term, weight] of aim.weights) if (terms.has(term)) covered += weight
  return covered
}
