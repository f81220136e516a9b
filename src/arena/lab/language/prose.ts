import type { Chance } from '#runtime'
import type { Entity, LabLanguage } from '../world.ts'
import { filler } from './filler.ts'

/**
 * So many sentences that state nothing, about the thing and in general, as a paragraph: no relation, no number. Beyond
 * what the tables hold they are told again.
 */
export function tellFiller(entity: Entity, language: LabLanguage, chance: Chance, sentences: number): string {
  const { about, general } = filler[language]
  const told: string[] = []
  const openings = chance.shuffle(about)
  const paragraphs = chance.shuffle(general)
  for (let turn = 0; told.length < sentences; turn++) {
    told.push(openings[turn % openings.length]!.replaceAll('{s}', entity.names[language]))
    const paragraph = paragraphs[turn % paragraphs.length]!
    if (chance.next() < 0.6) told.push(...paragraph.slice(0, 1 + chance.integer(paragraph.length)))
  }
  return told.slice(0, sentences).join(language === 'en' ? ' ' : '')
}

/** A paragraph that names nothing and states nothing. */
export function tellTalk(language: LabLanguage, chance: Chance): string {
  const { general } = filler[language]
  return general[chance.integer(general.length)]!.join(language === 'en' ? ' ' : '')
}
