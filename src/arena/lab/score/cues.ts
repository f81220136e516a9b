import type { Relation } from '../language/relation.ts'
import { relations } from '../language/relations.ts'
import type { Mention } from './mentions.ts'
import { ownCues } from './own-cues.ts'

/** A word by which a sentence speaks of a relation. */
export interface Cue {
  readonly relation: Relation
  readonly start: number
  readonly end: number
}

const cueOf = relations.map((relation) => ({
  relation,
  shape: new RegExp(
    [
      ownCues[relation.id] ?? '(?!)',
      relation.words.en.cue,
      relation.words.zh.cue,
      ...[relation.words.en.label, relation.words.zh.label].map(escaped),
    ]
      .map((source) => `(?:${source})`)
      .join('|'),
    'giu',
  ),
}))

/** Names are nobody's words: a company called Works builds nothing by its name. */
export function hideNames(text: string, mentions: readonly Mention[]): string {
  let hidden = text
  for (const { start, end, how } of mentions)
    if (how === 'name' || how === 'short')
      hidden = hidden.slice(0, start) + '\u0001'.repeat(end - start) + hidden.slice(end)
  return hidden
}

/** All words for relations in a text (names hidden), in order; one word may speak of several. */
export function cuesIn(text: string): Cue[] {
  return cueOf
    .flatMap(({ relation, shape }) =>
      Array.from(text.matchAll(shape), (match) => ({
        relation,
        start: match.index,
        end: match.index + match[0].length,
      })),
    )
    .filter((cue) => cue.end > cue.start && !isSmallWord(text, cue))
    .toSorted((a, b) => a.start - b.start)
}

/** `No longer` measures nothing. */
function isSmallWord(text: string, { start, end }: Cue): boolean {
  return /^longer$/i.test(text.slice(start, end)) && /(?<!\p{L})(?:no|any) $/iu.test(text.slice(0, start))
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
