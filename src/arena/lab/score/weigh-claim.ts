import type { Relation } from '../language/relation.ts'
import type { EntityId, Fact, FactId, Value } from '../world.ts'
import type { SentenceTruth } from './score.ts'
import type { ToldValue } from './told-value.ts'
import { roundsTo, tellsAmount } from './values.ts'
import type { WorldIndex } from './world-index.ts'

/** That a subject stands in a relation to a value, as a sentence says it. */
export interface Claim {
  readonly subject: EntityId
  readonly relation: Relation
  /** `unknown`: a name that is nobody's in the world. */
  readonly told:
    | ToldValue
    | { readonly kind: 'entity'; readonly entity: EntityId }
    | { readonly kind: 'unknown' }
  readonly manner: Manner
}

/** How a claim is told. */
export interface Manner {
  /** The year for which it is told. */
  readonly year?: number
  /** As something that was so: `until`, `former`, 曾. Strong: as something that is so no more. */
  readonly past?: 'past' | 'strong'
  /** As what ended in the year told with it: `until 2005`. */
  readonly ended?: true
  /** As so now, whatever year is told with it: `current`, `since 2015`, 目前. */
  readonly current?: true
  readonly negated?: true
  /** As what somebody says who is contradicted (`open`), as wrong, or beside something that is called wrong (`doubted`). */
  readonly contested?: 'open' | 'wrong' | 'doubted'
}

export interface Weighed {
  readonly truth: SentenceTruth
  readonly states: readonly FactId[]
  /** Planted or outdated facts that are true here only because it is said that sources disagree. */
  readonly excused?: readonly FactId[]
}

/** What the world says of a claim. */
export function weighClaim(claim: Claim, index: WorldIndex): Weighed {
  const facts = index.facts(claim.subject, claim.relation.id)
  const known = facts.filter((fact) => fact.standing !== 'false')
  const said = facts.filter((fact) => tells(claim.told, fact.value) !== 'no')
  const states = said
    .filter((fact) => tells(claim.told, fact.value) === 'whole' && claim.manner.negated !== true)
    .map((fact) => fact.id)
  if (claim.manner.negated === true || claim.manner.contested === 'wrong')
    return { truth: denied(claim, said, known), states: claim.manner.negated === true ? [] : states }
  if (said.length === 0)
    return { truth: known.length === 0 ? 'unsupported' : elsewise(claim, known), states: [] }
  return bestOf(claim, said, states, known)
}

/** A value that no fact has is false; more precise than the world knows is unsupported. */
function elsewise(claim: Claim, known: readonly Fact[]): SentenceTruth {
  const { told } = claim
  if (!speaksOf(claim, known)) return 'unsupported'
  if (told.kind !== 'date') return 'false'
  return known.some((fact) => fact.value.kind === 'date' && told.date.startsWith(fact.value.date))
    ? 'unsupported'
    : 'false'
}

/** Whether the world says anything of the year for which it is told: what it was in another one contradicts nothing. */
function speaksOf({ relation, manner }: Claim, known: readonly Fact[]): boolean {
  const { year } = manner
  if (year === undefined || relation.changing === undefined) return true
  return known.some((fact) => year >= (fact.asOf ?? 0) && year <= (fact.until ?? year))
}

function bestOf(
  claim: Claim,
  said: readonly Fact[],
  states: readonly FactId[],
  known: readonly Fact[],
): Weighed {
  const truths = said.map((fact) => standingOf(claim, fact, known))
  const order: readonly SentenceTruth[] = ['true', 'stale', 'poisoned', 'unsupported', 'false']
  const truth = order.find((one) => truths.includes(one)) ?? 'unsupported'
  // A stale and a newer fact may have the same value: only what is told is stated.
  const exact = said
    .filter((fact) => truth !== 'unsupported' && standingOf(claim, fact, known) === truth)
    .map((fact) => fact.id)
  const excused = truth === 'true' ? said.filter((fact) => isExcused(claim, fact, known)) : []
  return {
    truth,
    states: states.filter((id) => exact.includes(id)),
    ...(excused.length > 0 && { excused: excused.map((fact) => fact.id) }),
  }
}

/** Without the word that sources disagree it would be poisoned or stale. */
function isExcused(claim: Claim, fact: Fact, known: readonly Fact[]): boolean {
  const { contested, ...manner } = claim.manner
  if (contested !== 'open' || (fact.standing !== 'false' && fact.standing !== 'stale')) return false
  return standingOf({ ...claim, manner }, fact, known) !== 'true'
}

function standingOf(claim: Claim, fact: Fact, known: readonly Fact[]): SentenceTruth {
  const { year, past, contested, current, ended } = claim.manner
  switch (fact.standing) {
    case 'disputed':
      return 'true'
    case 'false':
      return contested === undefined ? 'poisoned' : 'true'
    case 'true':
      if (claim.relation.changing === undefined) return 'true'
      if (year !== undefined) {
        if (fact.asOf === undefined || year >= fact.asOf) return 'true'
        // `Until 2005` of who is in office now.
        if (past === 'past' && ended !== true) return 'true'
        const other = known.filter((one) => one !== fact && one.until !== undefined)
        // `Since 2020`: from the year in which another ceased to be it.
        if (current === true && other.every((one) => one.until! <= year)) return 'true'
        return speaksOf(claim, known) ? 'false' : 'unsupported'
      }
      return past === 'strong' && contested === undefined ? 'false' : 'true'
    case 'stale':
      if (current === true && past === undefined && contested === undefined) return 'stale'
      if (year !== undefined)
        return withinYears(fact, year)
          ? 'true'
          : year > (fact.until ?? year) || speaksOf(claim, known)
            ? 'false'
            : 'unsupported'
      return past !== undefined || contested !== undefined ? 'true' : 'stale'
  }
}

function withinYears(fact: Fact, year: number): boolean {
  return (fact.asOf === undefined || year >= fact.asOf) && (fact.until === undefined || year <= fact.until)
}

/** What is denied is true where the world says otherwise, and false where it says so. */
function denied(claim: Claim, said: readonly Fact[], known: readonly Fact[]): SentenceTruth {
  const so = said.filter((fact) => fact.standing === 'true' || fact.standing === 'disputed')
  if (so.length > 0) {
    const { year, past } = claim.manner
    const later = year !== undefined && so.every((fact) => fact.asOf !== undefined && year < fact.asOf)
    return so.every((fact) => fact.standing === 'disputed') || later || past === 'strong' ? 'true' : 'false'
  }
  return known.length > 0 || said.length > 0 ? 'true' : 'unsupported'
}

/** Whether what is told is the value: whole, in part only (the year of a day), or not. */
export function tells(told: Claim['told'], value: Value): 'whole' | 'part' | 'no' {
  switch (value.kind) {
    case 'entity':
      return told.kind === 'entity' && told.entity === value.entity ? 'whole' : 'no'
    case 'quantity':
      if (told.kind === 'entity' || told.kind === 'unknown') return 'no'
      if (!tellsAmount(told, value.amount)) return roundsTo(told, value.amount) ? 'part' : 'no'
      return told.hedge === 'over' || told.hedge === 'under' ? boundTells(told, value.amount) : 'whole'
    case 'date':
      return told.kind === 'date' ? tellsDate(told, value.date) : 'no'
  }
}

/** `More than 12,000` states 12,345, but not 48,000. */
function boundTells(told: ToldValue, amount: number): 'whole' | 'part' {
  return told.kind === 'quantity' && Math.abs(told.amount - amount) <= told.step ? 'whole' : 'part'
}

function tellsDate(told: ToldValue & { readonly kind: 'date' }, date: string): 'whole' | 'part' | 'no' {
  if (date === told.date) return 'whole'
  if (date.startsWith(told.date)) return 'part'
  const years = Number(date.slice(0, 4)) - Number(told.date.slice(0, 4))
  if (told.hedge === 'about' && told.precision === 'year' && Math.abs(years) <= 1) return 'part'
  return 'no'
}
