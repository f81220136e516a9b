import type { LabLanguage } from '../world.ts'
import type { Relation } from './relation.ts'

const common = new Set(
  (
    'the a an of in on at to by for from with is was were are be been did do does has have had it its that which what who when' +
    ' where how much many most more than and or all every each day year years one this out no up go came put'
  ).split(' '),
)

/** Words by which texts that tell the relation can be found: those of its label, its topic and its wordings. */
export function wordsFor(relation: Relation, language: LabLanguage): string[] {
  const { label, topic, statements } = relation.words[language]
  const texts = [label, topic, ...statements].map((text) => text.replaceAll(/\{\w\}/g, ' '))
  if (language === 'en') {
    const words =
      texts
        .join(' ')
        .toLowerCase()
        .match(/[a-z]+(?:-[a-z]+)?/g) ?? []
    return [...new Set(words)].filter((word) => word.length > 2 && !common.has(word))
  }
  const pieces = [label, topic.replaceAll(/\{\w\}的?/g, ''), ...relation.words.zh.cue.split('|')]
  return [...new Set(pieces)].filter((piece) => /^\p{Script=Han}+$/u.test(piece))
}
