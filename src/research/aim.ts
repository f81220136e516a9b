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

/** Words that carry the grammar of a question rather than its matter. */
const generic = /^(total|amount|number|main|much|many|year|years|happen\w*|describe|explain|information|report|document\w*|source\w*|say|says|said|state|stated|according|mention\w*|current|currently|overall|exact\w*|主要|情况|说明|介绍|目前|根据|报告|文件|资料|具体|各|关于|进行|有关)$/iu

/** Looks a sub-question's words up in the library and weighs them. */
export async function aimAt(text: string, language: Language, library: Library, documents?: readonly DocumentId[]): Promise<Aim> {
  const matter = withoutAskingWords(text, language)
  const terms = [...termsOf(matter).keys()]
  const { passages, documentFrequency } = await library.lexical.statistics(terms)
  const idf = (frequency: number): number => Math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))
  const weights = new Map<string, number>()
  for (const term of terms) {
    const frequency = documentFrequency.get(term) ?? 0
    weights.set(term, idf(frequency) * (generic.test(term) ? 0.3 : 1))
  }
  const sum = [...weights.values()].reduce((total, weight) => total + weight, 0) || 1
  for (const [term, weight] of weights) weights.set(term, weight / sum)
  return {
    text,
    language,
    expects: expectedAnswer(text, language),
    weights,
    absent: await absentWords(matter, language, library, documents),
    given: new Set(text.normalize('NFKC').match(/\d+(?:[.,]\d+)*/g) ?? []),
  }
}

/** A Chinese word is absent when the pieces it is indexed by never stand together; an English one when its stem has no posting. */
async function absentWords(matter: string, language: Language, library: Library, documents?: readonly DocumentId[]): Promise<string[]> {
  const words = new Set<string>()
  for (const { segment, isWordLike } of new Intl.Segmenter(language, { granularity: 'word' }).segment(matter))
    if (isWordLike && segment.length > 1 && !generic.test(segment)) words.add(segment)
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
      const found = [...held.values()].some((passage) => [passage.text, ...passage.headings].some((part) => part.includes(word)))
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
