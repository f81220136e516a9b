import type { LabLanguage } from '../world.ts'
import type { Relation } from './relation.ts'

const common = new Set(
  (
    'the a an of in on at to by for from with is was were are be been did do does has have had it its that which what who when' +
    ' where how much many most more than and or all every each day year years one this out no up go came put went over into' +
    ' down around behind about since short some'
  ).split(' '),
)

/**
 * Words by which texts that tell the relation can be found, those of its label first: in English those of its topic and
 * its wordings too, in Chinese those by which it is known. Whole words of two characters or more, each once.
 */
export function wordsFor(relation: Relation, language: LabLanguage): string[] {
  const { label, topic, statements, cue } = relation.words[language]
  if (language === 'en') {
    const texts = [label, topic, ...statements].map((text) => text.replaceAll(/\{\w\}/g, ' '))
    const words =
      texts
        .join(' ')
        .toLowerCase()
        .match(/[a-z]+(?:-[a-z]+)?/g) ?? []
    return [...new Set(words)].filter((word) => word.length > 2 && !common.has(word))
  }
  // A cue is a regular expression: only what is a word as it stands is one; those who end in a preposition lose it.
  const pieces = [label, topic.replaceAll(/\{\w\}的?/g, ''), ...cue.split('|')]
  return [...new Set(pieces.map((piece) => piece.replace(/[在给于]$/u, '')))].filter((piece) =>
    /^\p{Script=Han}{2,}$/u.test(piece),
  )
}
