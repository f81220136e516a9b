import type { Chance } from '#runtime'
import type { Relation } from '../language/relation.ts'
import type { EntityId, Fact, Standing, Value } from '../world.ts'
import { choices } from './choose-relation.ts'
import { currentYear } from './days.ts'
import { drawFigure, isFigured } from './draw-value.ts'
import type { Place, PlacedFact, Planning } from './planned.ts'

/** What may be set about a new fact; the rest is drawn. */
export interface FactWish {
  readonly standing?: Standing
  readonly value?: Value
  /** Values it must not be mistaken for. */
  readonly others?: readonly Value[]
  readonly asOf?: number
  readonly until?: number
  readonly private?: true
}

/** A fact of a subject: its value is drawn unless it is set; changing relations are told for this year's world. */
export function stateFact(
  planning: Planning,
  subject: EntityId,
  relation: Relation,
  wish: FactWish = {},
): Fact {
  const value = wish.value ?? drawValue(planning, subject, relation, wish.others ?? [])
  return planning.draft.add({
    subject,
    relation: relation.id,
    value,
    standing: wish.standing ?? 'true',
    ...(relation.changing ? { asOf: wish.asOf ?? currentYear } : {}),
    ...(wish.until === undefined ? {} : { until: wish.until }),
    ...(wish.private ? { private: true } : {}),
  })
}

function drawValue(
  planning: Planning,
  subject: EntityId,
  relation: Relation,
  others: readonly Value[],
): Value {
  const { draft, region, chance } = planning
  if (relation.value.kind !== 'entity') return drawFigure(relation, draft.typeOf(subject), chance, others)
  const known = others.flatMap((other) => (other.kind === 'entity' ? [other.entity] : []))
  const entity = draft.valueEntity(region, relation.value.type, chance, [subject, ...known])
  return { kind: 'entity', entity }
}

/** Puts facts somewhere, under a topic each or under one. */
export function place(facts: readonly Fact[], where: Place, topic?: string): PlacedFact[] {
  return facts.map((fact) => ({ fact, place: where, topic: topic ?? fact.subject }))
}

/**
 * What nobody asks for: figures of a subject, told openly, so that one who looks for it finds pages that speak of it
 * and not of what was asked.
 */
export function stateAside(planning: Planning, subject: EntityId, count: number): Fact[] {
  const { draft, chance } = planning
  const type = draft.typeOf(subject)
  const figured = chance
    .shuffle(choices.filter((choice) => choice.type === type && isFigured(choice.relation)))
    .map((choice) => choice.relation)
  const facts: Fact[] = []
  for (const relation of figured)
    if (facts.length < count && draft.take(subject, relation))
      facts.push(stateFact(planning, subject, relation))
  return facts
}

/** The planted false twin of a fact, if it is a figure: another value, told by a lying copy or an injected page. */
export function stateFalsely(planning: Planning, fact: Fact, others: readonly Value[] = []): Fact[] {
  const choice = choices.find(({ relation }) => relation.id === fact.relation)!
  if (!isFigured(choice.relation)) return []
  const dated = fact.asOf === undefined ? {} : { asOf: fact.asOf }
  const wish: FactWish = { standing: 'false', others: [fact.value, ...others], ...dated }
  return [stateFact(planning, fact.subject, choice.relation, wish)]
}

/** Draws whether something happens. */
export function happens(chance: Chance, share: number): boolean {
  return chance.next() < share
}
