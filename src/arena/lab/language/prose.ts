import type { Chance } from '#runtime'
import type { Entity, LabLanguage } from '../world.ts'
import { fillerSentences } from './filler.ts'

/** Sentences about a thing that state nothing of it: no relation, no number; joined as a paragraph is. */
export function tellFiller(entity: Entity, language: LabLanguage, chance: Chance, sentences: number): string {
  const { about, general } = fillerSentences[language]
  const drawn = [
    ...chance.shuffle(about).slice(0, Math.ceil(sentences / 2)),
    ...chance.shuffle(general).slice(0, Math.floor(sentences / 2)),
  ]
  const name = entity.names[language]
  return chance
    .shuffle(drawn)
    .map((sentence) => sentence.replaceAll('{s}', name))
    .join(language === 'en' ? ' ' : '')
}
