import { chanceOf } from '#runtime'
import { coinNames } from '../language/names.ts'
import { tellQuestion, type Names } from '../language/tell.ts'
import type { Entity, EntityType, LabLanguage, LabQuestion, World, WorldOptions } from '../world.ts'
import { today } from './days.ts'
import { createDraft, type DraftEntity } from './draft.ts'
import { makeFeeds } from './make-feeds.ts'
import { writeDocuments } from './own-documents.ts'
import { planQuestions } from './plan-questions.ts'
import type { PlannedQuestion } from './planned.ts'
import { createPress } from './press.ts'
import { makeSites } from './sites.ts'
import { makeToolServers } from './tool-servers.ts'
import { writePages } from './write-pages.ts'

/**
 * Makes a world: first what is asked and what is true, then names, then whoever publishes, then every page. The same
 * options make the same bytes on every machine.
 */
export function makeWorld(options: WorldOptions): World {
  const { seed } = options
  const draft = createDraft()
  const planned = planQuestions(options, draft)
  const entities = christen(draft.entities, seed)
  const names: Names = new Map(entities.map((entity) => [entity.id, entity]))
  const sites = makeSites(seed, planned, entities)
  const prose = byLanguage(options.prose ?? [])
  const press = createPress(sites.all)
  for (const question of planned)
    writePages({ seed, names, sites, prose, press, padding: options.padding ?? 0 }, question)
  return {
    seed,
    today,
    entities,
    facts: draft.facts,
    hosts: sites.all.map(({ host }) => host),
    pages: press.bind(seed),
    documents: planned.flatMap((question) => writeDocuments(question, seed, names, prose[question.language])),
    feeds: makeFeeds(press.printed),
    tools: makeToolServers(planned, seed, names),
    questions: wordQuestions(planned, seed, names),
  }
}

/** Gives every thing a name of its type. */
function christen(entities: readonly DraftEntity[], seed: string): Entity[] {
  const counts: Partial<Record<EntityType, number>> = {}
  for (const { type } of entities) counts[type] = (counts[type] ?? 0) + 1
  const coined = Map.groupBy(coinNames(chanceOf(seed, 'world/names'), counts), ({ type }) => type)
  const given: Partial<Record<EntityType, number>> = {}
  return entities.map(({ id, type }) => {
    const index = given[type] ?? 0
    given[type] = index + 1
    return { id, type, names: coined.get(type)![index]!.names }
  })
}

function wordQuestions(planned: readonly PlannedQuestion[], seed: string, names: Names): LabQuestion[] {
  const texts = new Set<string>()
  return planned.map(({ id, kind, language, asked, wanted, through, derived }) => {
    const text = tellQuestion(asked, language, names, chanceOf(seed, `world/questions/${id}`))
    if (texts.has(text)) throw new Error(`${id} asks what another question asks: ${text}`)
    texts.add(text)
    const idsOf = (facts: PlannedQuestion['wanted']): LabQuestion['wanted'] => facts.map((fact) => fact.id)
    return { id, kind, language, text, asked, wanted: idsOf(wanted), through: idsOf(through), derived }
  })
}

/** Real text belongs to the language that it is mostly written in. */
function byLanguage(prose: readonly string[]): Readonly<Record<LabLanguage, readonly string[]>> {
  const isChinese = (text: string): boolean => (text.match(/\p{Script=Han}/gu)?.length ?? 0) > text.length / 5
  return { en: prose.filter((text) => !isChinese(text)), zh: prose.filter(isChinese) }
}
