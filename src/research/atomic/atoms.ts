import type { Language, PassageId } from '#vocabulary'
import { termsOf } from '#library'
import { namesIn } from '#reading'
import { readAsked } from '#reasoning'
import { mentions } from '../bearing.ts'
import type { ReadPassage } from '../candidates.ts'

/** A question that a passage answers: the smallest unit in which knowledge is found (PIKE-RAG's distilled layer). */
export interface Atom {
  readonly question: string
  /** Where the answer stands; the passage knows its document. */
  readonly read: ReadPassage
  /** What it is found by: the question, and for atoms made by rules the statement that it was made of. */
  readonly index: string
}

/** The atoms of a run. */
export interface AtomStore {
  readonly size: number
  holds(passage: PassageId): boolean
  /** A passage is atomised once in a run; its atoms stay. */
  add(passage: PassageId, atoms: readonly Atom[]): void
  /** The nearest atoms that ask for the matter of a text, best first; `loosely`: any that share a word of it. */
  nearest(text: string, how: Nearest): readonly Atom[]
  of(passage: PassageId): readonly Atom[]
}

export interface Nearest {
  readonly language: Language
  readonly most: number
  /** Passages that are left out. */
  readonly without: ReadonlySet<PassageId>
  readonly loosely?: boolean
  /** Other words for the same, as a rewriting for retrieval has them: names in other languages. */
  readonly alias?: string
}

interface Indexed {
  readonly atom: Atom
  readonly terms: ReadonlyMap<string, number>
  readonly length: number
}

const k1 = 1.2
const b = 0.5

/**
 * An index of atoms for one run: BM25 (Robertson and Zaragoza 2009) over the library's own terms, and over the
 * attributes that a question asks for, so that "inhabitants" is found by "population". What counts as found is told by
 * what is asked of whom, and by rank, never by a score: no threshold has to be set anew for another model.
 */
export function createAtomStore(): AtomStore {
  const all: Indexed[] = []
  const held = new Map<PassageId, readonly Atom[]>()
  const frequency = new Map<string, number>()
  let total = 0
  return {
    get size() {
      return all.length
    },
    holds: (passage) => held.has(passage),
    of: (passage) => held.get(passage) ?? [],
    add(passage, atoms) {
      if (held.has(passage)) return
      held.set(passage, atoms)
      for (const atom of atoms) {
        const terms = termsWithAttributes(atom.index, languageIn(atom.index))
        const length = [...terms.values()].reduce((sum, count) => sum + count, 0)
        all.push({ atom, terms, length })
        total += length
        for (const term of terms.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1)
      }
    },
    nearest(text, { language, most, without, loosely = false, alias = '' }) {
      const matter = matterOf(text, alias, language)
      const score = ({ terms, length }: Indexed): number => {
        let sum = 0
        for (const term of matter.terms) {
          const count = terms.get(term) ?? 0
          const df = frequency.get(term) ?? 0
          const idf = Math.log(1 + (all.length - df + 0.5) / (df + 0.5))
          sum += (idf * count) / (count + k1 * (1 - b + (b * length * all.length) / Math.max(1, total)))
        }
        return sum
      }
      return all
        .filter(({ atom }) => !without.has(atom.read.passage.id))
        .filter((one) => loosely || asksForIt(one, matter))
        .map((one) => ({ atom: one.atom, score: score(one) }))
        .filter((one) => one.score > 0)
        .toSorted((one, other) => other.score - one.score)
        .slice(0, most)
        .map(({ atom }) => atom)
    },
  }
}

/** Whichever of the two it can be read in. */
export function languageIn(text: string): Language {
  return /\p{Script=Han}/u.test(text) ? 'zh' : 'en'
}

interface Matter {
  readonly names: readonly string[]
  /** Terms of what is asked, without the names. */
  readonly words: ReadonlySet<string>
  readonly terms: ReadonlySet<string>
}

function matterOf(text: string, alias: string, language: Language): Matter {
  const { subjects, items } = readAsked(text, language)
  const names = [...subjects, ...namesIn(alias).map((name) => name.text)]
  const words = new Set(items.flatMap((item) => [...item.words, ...attributesOf(item)]))
  const named = names.flatMap((name) => [...termsOf(name).keys()])
  const plain = words.size + named.length === 0 ? [...termsOf(text).keys()] : []
  return { names, words, terms: new Set([...words, ...named, ...plain]) }
}

/** It is about one of those asked about, and speaks of what is asked. */
function asksForIt({ atom, terms }: Indexed, { names, words }: Matter): boolean {
  return (
    (names.length === 0 || names.some((name) => mentions(atom.index, name))) &&
    (words.size === 0 || [...words].some((word) => terms.has(word)))
  )
}

function termsWithAttributes(text: string, language: Language): ReadonlyMap<string, number> {
  const terms = termsOf(text)
  for (const item of readAsked(text, language).items)
    for (const attribute of attributesOf(item)) terms.set(attribute, 1)
  return terms
}

/** As terms that no text has. */
function attributesOf({ attributes }: ReturnType<typeof readAsked>['items'][number]): string[] {
  return attributes.map(({ name }) => `attribute ${name}`)
}
