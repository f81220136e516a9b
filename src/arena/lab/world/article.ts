/**
 * The bodies of pages: facts in sentences, in an info box, in a table, with talk around them that states nothing.
 * What a body states is what was put into it, by whoever put it there.
 */
import { chanceOf, type Chance } from '#runtime'
import { tellFiller } from '../language/prose.ts'
import { relationOf } from '../language/relations.ts'
import { tellFact, tellPast, tellRow, type Names } from '../language/tell.ts'
import type { Entity, EntityId, Fact, LabLanguage } from '../world.ts'
import type { States } from './press.ts'
import type { Block } from './render/render-page.ts'
import { bothNames, headingOf, nameColumn } from './words.ts'

export interface Body {
  readonly blocks: readonly Block[]
  readonly states: States
}

/** What bodies are written with. */
export interface Pen {
  readonly names: Names
  readonly language: LabLanguage
  readonly seed: string
  /** Logical path of the page: the same path, the same wording. */
  readonly path: string
  /** Paragraphs of real text in this language. */
  readonly prose: readonly string[]
  /** Paragraphs by which pages are longer than they must be. */
  readonly padding: number
}

/** How an article is written. */
export interface Manner {
  /** Says once what its subject is called in the other language. */
  readonly both?: boolean
  /** Tells as present what has changed since. */
  readonly asOfThen?: boolean
}

/** Facts as sentences, each in a paragraph of its own; what is so no more is told as past. */
export function inSentences(pen: Pen, facts: readonly Fact[], manner: Manner = {}): Body {
  const chance = chanceOfPen(pen)
  const { language, names } = pen
  const paragraphs = facts.map((fact) => {
    const subject = nameable(pen, fact.subject)
    const sentence =
      fact.until === undefined || manner.asOfThen
        ? tellFact(fact, language, names, chance)
        : tellPast(fact, language, names, chance)
    return paragraph(language, talk(pen, subject, chance, 1), sentence, talk(pen, subject, chance, 1))
  })
  const first = nameable(pen, facts[0]!.subject)
  return {
    blocks: [
      ...(manner.both ? [paragraph(language, bothNames(first, language))] : []),
      paragraph(language, talk(pen, first, chance, 2)),
      ...(chance.next() < 0.5 ? [{ type: 'heading', text: headingOf(language, chance) } as const] : []),
      ...paragraphs,
      ...aside(pen, first, chance),
    ],
    states: facts.map(({ id }) => ({ fact: id, telling: 'sentence' })),
  }
}

/** Facts of one thing in an info box under its name. */
export function inBox(pen: Pen, facts: readonly Fact[]): Body {
  const chance = chanceOfPen(pen)
  const { language, names } = pen
  const first = nameable(pen, facts[0]!.subject)
  const name = first.names[language]
  const rows = facts.map((fact) => {
    const { label, value } = tellRow(fact, language, names, chance)
    return [label, value] as const
  })
  return {
    blocks: [
      { type: 'heading', text: name },
      { type: 'box', caption: name, rows },
      paragraph(language, talk(pen, first, chance, 2)),
      ...aside(pen, first, chance),
    ],
    states: facts.map(({ id }) => ({ fact: id, telling: 'table' })),
  }
}

/** Facts of one relation about several things in a table, a row each. */
export function inTable(pen: Pen, facts: readonly Fact[]): Body {
  const chance = chanceOfPen(pen)
  const { language, names } = pen
  const first = nameable(pen, facts[0]!.subject)
  const { label } = relationOf(facts[0]!.relation).words[language]
  const rows = facts.map((fact) => {
    const { value } = tellRow(fact, language, names, chance)
    return [nameable(pen, fact.subject).names[language], value]
  })
  return {
    blocks: [
      paragraph(language, talk(pen, first, chance, 2)),
      { type: 'table', caption: label, head: [nameColumn[language], label], rows },
      ...aside(pen, first, chance),
    ],
    states: facts.map(({ id }) => ({ fact: id, telling: 'table' })),
  }
}

/** Talk about a thing that states nothing. */
export function inTalk(pen: Pen, entity: EntityId): Body {
  const chance = chanceOfPen(pen)
  const subject = nameable(pen, entity)
  const paragraphs = [2, 3, 2].map((count) => paragraph(pen.language, talk(pen, subject, chance, count)))
  return { blocks: [...paragraphs, ...aside(pen, subject, chance)], states: [] }
}

export function nameable({ names }: Pick<Pen, 'names'>, entity: EntityId): Entity {
  return names.get(entity)!
}

function chanceOfPen({ seed, path }: Pen): Chance {
  return chanceOf(seed, `world/words/${path}`)
}

function talk({ language }: Pen, entity: Entity, chance: Chance, sentences: number): string {
  return tellFiller(entity, language, chance, sentences)
}

/** A paragraph that leads away: real text for some pages, where there is any. */
function aside(pen: Pen, entity: Entity, chance: Chance): Block[] {
  const real = chance.next() < 0.3 ? pen.prose[chance.integer(pen.prose.length)] : undefined
  return [paragraph(pen.language, real ?? talk(pen, entity, chance, 2)), ...padding(pen, entity)]
}

/** Length that says nothing: of a path of chance of its own, so that it changes nothing else. */
function padding({ seed, path, prose, language, padding: count }: Pen, entity: Entity): Block[] {
  const chance = chanceOf(seed, `world/padding/${path}`)
  return Array.from({ length: count }, () => {
    const real = prose[chance.integer(Math.max(1, prose.length))]
    return paragraph(language, real ?? tellFiller(entity, language, chance, 6))
  })
}

function paragraph(language: LabLanguage, ...texts: readonly string[]): Block {
  return { type: 'paragraph', text: texts.join(language === 'en' ? ' ' : '') }
}
