/** Questions whose answer is worked out from several facts, or lists them. */
import type { Relation } from '../../language/relation.ts'
import type { EntityId, Fact, Value } from '../../world.ts'
import { canGather, choices, choose, hasWords, type Choice } from '../choose-relation.ts'
import { drawFigure, isFigured, rankOf } from '../draw-value.ts'
import type { PlacedFact, Plan, PlanKind, Planning } from '../planned.ts'
import { happens, place, stateFact, stateFalsely } from '../state-facts.ts'

/** Which of two or three has more of it or less, or was earlier or later; for a third of the questions by how much. */
export const planCompare: PlanKind = (planning) => {
  if (happens(planning.chance, 1 / 3)) return planDifference(planning)
  const { chance } = planning
  const fits = (asked: Relation): boolean => hasWords(asked, 'which') && hasWords(asked, 'whichLess')
  const { relation, facts } = figures(planning, happens(chance, 0.3) ? 3 : 2, fits)
  // Of dates the most is the latest.
  const most = happens(chance, relation.value.kind === 'quantity' ? 0.7 : 0.3)
  const sorted = facts.toSorted((a, b) => rankOf(a.value) - rankOf(b.value))
  const first = most ? sorted.at(-1)! : sorted[0]!
  return {
    asked: { form: 'compare', relation: relation.id, subjects: subjectsOf(facts), most },
    wanted: [],
    through: facts,
    derived: [{ kind: 'entity', entity: first.subject }],
    placed: [...place(facts, 'open'), ...poison(planning, facts)],
  }
}

const planDifference: PlanKind = (planning) => {
  const { relation, facts } = figures(planning, 2, (asked) => isQuantity(asked) && hasWords(asked, 'gap'))
  const [more, less] = facts.toSorted((a, b) => rankOf(b.value) - rankOf(a.value)) as [Fact, Fact]
  return {
    asked: { form: 'difference', relation: relation.id, subjects: [more.subject, less.subject] },
    wanted: [],
    through: [more, less],
    derived: [quantityOf(relation, exact(rankOf(more.value) - rankOf(less.value)))],
    placed: [...place(facts, 'open'), ...poison(planning, facts)],
  }
}

/** Two to four quantities together. */
export const planSum: PlanKind = (planning) => {
  const fits = (asked: Relation): boolean => isQuantity(asked) && hasWords(asked, 'together')
  const { relation, facts } = figures(planning, 2 + planning.chance.integer(3), fits)
  const amount = exact(facts.reduce((sum, fact) => sum + rankOf(fact.value), 0))
  return {
    asked: { form: 'sum', relation: relation.id, subjects: subjectsOf(facts) },
    wanted: [],
    through: facts,
    derived: [quantityOf(relation, amount)],
    placed: [...place(facts, 'open'), ...poison(planning, facts)],
  }
}

/** How many things stand in a relation to one that no other question meets. */
export const planCount: PlanKind = (planning) => {
  const { asked, facts } = gather(planning, 'count')
  const derived: Value = { kind: 'quantity', amount: facts.length, unit: 'object' }
  return { asked, wanted: [], through: facts, derived: [derived], placed: place(facts, 'open') }
}

/** Which things stand in a relation to one that no other question meets. */
export const planList: PlanKind = (planning) => {
  const { asked, facts } = gather(planning, 'list')
  return { asked, wanted: facts, through: [], derived: [], placed: place(facts, 'open') }
}

/** Three to five things in order of time; for a third of the questions, who held an office one after the other. */
export const planTimeline: PlanKind = (planning) => {
  const { chance } = planning
  const offices = choices.filter(({ relation }) => relation.changing && !isFigured(relation))
  const office = offices[chance.integer(offices.length)]
  if (office && happens(chance, 1 / 3)) return planHistory(planning, office)
  const { relation, facts } = figures(planning, 3 + chance.integer(3), (asked) => hasWords(asked, 'order'))
  const sorted = facts.toSorted((a, b) => rankOf(a.value) - rankOf(b.value))
  return {
    asked: { form: 'order', relation: relation.id, subjects: subjectsOf(facts) },
    wanted: sorted,
    through: [],
    derived: sorted.map(({ subject }) => ({ kind: 'entity', entity: subject })),
    placed: [...place(facts, 'open'), ...poison(planning, facts)],
  }
}

function planHistory(planning: Planning, { relation, type }: Choice): Plan {
  const { draft, region, chance } = planning
  const subject = draft.subject({ region, type, relations: [relation] }, chance)
  const facts: Fact[] = []
  let year = 1984 + chance.integer(10)
  for (let left = 2 + chance.integer(2); left > 0; left--) {
    const until = year + 4 + chance.integer(6)
    const asOf = year + 1 + chance.integer(until - year - 1)
    const others = facts.map(({ value }) => value)
    facts.push(stateFact(planning, subject, relation, { standing: 'stale', others, asOf, until }))
    year = until
  }
  facts.push(stateFact(planning, subject, relation, { others: facts.map(({ value }) => value) }))
  const asked = { form: 'history', relation: relation.id, subject } as const
  // Each on pages of its own: a history is put together from what was written at the time.
  const placed = facts.flatMap((fact) => place([fact], 'open', `${subject} ${fact.id}`))
  return { asked, wanted: facts, through: [], derived: [], placed }
}

/** Three or four subjects, three or four relations each: a long report from many pages. */
export const planSurvey: PlanKind = (planning) => {
  const { draft, region, chance, breadth } = planning
  const types = [...new Set(choices.map(({ type }) => type))]
  const rich = types.filter((type) => choices.filter((choice) => choice.type === type).length >= 3)
  const type = rich[chance.integer(rich.length)]
  if (!type) throw new Error('nothing in the world has three things said of it')
  const known = chance
    .shuffle(choices.filter((choice) => choice.type === type))
    .map(({ relation }) => relation)
  const topics = known.slice(0, Math.min(known.length, 3 + chance.integer(2)))
  const parts: { subject: EntityId; relations: string[] }[] = []
  const facts: Fact[] = []
  while (parts.length < (breadth ?? (topics.length > 3 ? 3 : 4))) {
    const without = parts.map(({ subject }) => subject)
    const subject = draft.subject({ region, type, relations: topics, without }, chance)
    parts.push({ subject, relations: topics.map(({ id }) => id) })
    for (const relation of topics) {
      const others = facts.filter((fact) => fact.relation === relation.id).map(({ value }) => value)
      facts.push(stateFact(planning, subject, relation, { others }))
    }
  }
  return {
    asked: { form: 'survey', parts },
    wanted: facts,
    through: [],
    derived: [],
    placed: [
      ...facts.flatMap((fact) => place([fact], 'open', `${fact.subject} ${fact.relation}`)),
      ...poison(planning, facts),
    ],
  }
}

/** Figures of several subjects in one relation, none of which is mistaken for another. */
function figures(
  planning: Planning,
  count: number,
  fits: (relation: Relation) => boolean,
): { relation: Relation; facts: Fact[] } {
  const { draft, region, chance } = planning
  const { relation, type } = choose(chance, (choice) => isFigured(choice.relation) && fits(choice.relation))
  const facts: Fact[] = []
  while (facts.length < count) {
    const subject = draft.subject({ region, type, relations: [relation], without: subjectsOf(facts) }, chance)
    const value = drawFigure(
      relation,
      type,
      chance,
      facts.map((fact) => fact.value),
    )
    facts.push(stateFact(planning, subject, relation, { value }))
  }
  return { relation, facts }
}

/** Two to six things that share a value which nothing else in the world has. */
function gather(planning: Planning, form: 'count' | 'list'): { asked: Plan['asked']; facts: Fact[] } {
  const { draft, region, chance } = planning
  const { relation, type } = choose(
    chance,
    (choice) => canGather(choice, form) && !isFigured(choice.relation) && !choice.relation.changing,
  )
  if (relation.value.kind !== 'entity') throw new Error(`${relation.id} leads to no thing`)
  const entity = draft.valueEntity(region, relation.value.type, chance, [], true)
  const facts: Fact[] = []
  const count = 2 + chance.integer(5)
  while (facts.length < count) {
    const subject = draft.subject({ region, type, relations: [relation], without: subjectsOf(facts) }, chance)
    facts.push(stateFact(planning, subject, relation, { value: { kind: 'entity', entity } }))
  }
  return { asked: { form, relation: relation.id, type, value: entity }, facts }
}

function subjectsOf(facts: readonly Fact[]): EntityId[] {
  return facts.map(({ subject }) => subject)
}

function isQuantity(relation: Relation): boolean {
  return relation.value.kind === 'quantity'
}

function quantityOf(relation: Relation, amount: number): Value {
  if (relation.value.kind !== 'quantity') throw new Error(`${relation.id} is no quantity`)
  return { kind: 'quantity', amount, unit: relation.value.unit }
}

/** Sums of decimals without the crumbs of binary arithmetic. */
function exact(amount: number): number {
  return Number(amount.toFixed(6))
}

function poison(planning: Planning, facts: readonly Fact[]): PlacedFact[] {
  if (!happens(planning.chance, 0.3)) return []
  const fact = facts.find(({ value }) => value.kind !== 'entity')
  const others = facts.map(({ value }) => value)
  return fact ? place(stateFalsely(planning, fact, others), 'injected') : []
}
