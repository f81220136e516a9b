import { labLanguages, type LabLanguage } from '../world.ts'
import { normal } from './normal.ts'
import type { Relation } from './relation.ts'
import { relations } from './relations.ts'

/** What the head of a row or a column tells of. */
export interface Label {
  readonly relations: readonly Relation[]
  readonly language: LabLanguage
  readonly year?: number
}

let labels: ReadonlyMap<string, Omit<Label, 'year'>> | undefined

/** What a head says: `Population (2019)`, `人口（2019年）`. */
export function labelOf(text: string): Label | undefined {
  if (text.length > 60) return undefined
  labels ??= labelsOf()
  const [, words = '', year] = /^["'“]?(.{1,48}?)["'”]?(?: ?\(?(\d{4})年?\)?)?["'”]?:?$/u.exec(text) ?? []
  const label = labels.get(words.toLowerCase())
  return label && (year === undefined ? label : { ...label, year: Number(year) })
}

function labelsOf(): Map<string, Omit<Label, 'year'>> {
  const all = new Map<string, Omit<Label, 'year'>>()
  for (const language of labLanguages)
    for (const relation of relations) {
      const label = normal(relation.words[language].label).toLowerCase()
      all.set(label, { relations: [...(all.get(label)?.relations ?? []), relation], language })
    }
  return all
}
