import type { Cost, ModelWork, StepWork } from '#vocabulary'
import type { Charge } from '#runtime'
import type { Role, Thought } from '#models'

/** Kinds of charges that are work of models. */
const byModels: ReadonlySet<Charge['kind']> = new Set(['chat', 'embed', 'rerank'])

/** What the ledger of a run says it spent on models. Sums are taken in the order of the paths, not of arrival. */
export function costOf(charges: readonly Charge[]): Cost {
  const own = inOrder(charges)
  if (own.length === 0) return { currency: 'USD', amount: 0, calls: 0, tokens: 0 }
  const billed = own.filter(({ outcome }) => outcome !== 'lost')
  const lost = own.filter(({ outcome }) => outcome === 'lost')
  const inputTokens = sum(billed, (charge) => charge.inputTokens)
  const outputTokens = sum(billed, (charge) => charge.outputTokens)
  const failed = billed.filter(({ outcome }) => outcome === 'failed').length
  const unpriced = billed.filter(({ usd }) => usd === null).length
  return {
    currency: 'USD',
    amount: usdOf(billed) ?? 0,
    calls: billed.length - failed,
    tokens: inputTokens + outputTokens,
    inputTokens,
    outputTokens,
    cachedTokens: sum(billed, (charge) => charge.cachedTokens),
    ...(failed > 0 ? { failed } : {}),
    ...(unpriced > 0 ? { unpriced } : {}),
    ...(lost.length > 0 ? { lost: lost.map(lostCall) } : {}),
  }
}

function lostCall({
  path,
  service,
  inputTokens,
  outputTokens,
  usd,
}: Charge): NonNullable<Cost['lost']>[number] {
  return { step: path, model: service, tokens: inputTokens + outputTokens, usd }
}

/** Which models worked in which roles, by role and name. */
export function modelsOf(charges: readonly Charge[]): ModelWork[] {
  const answered = inOrder(charges).filter(({ outcome }) => outcome === 'answered')
  const groups = Map.groupBy(answered, ({ purpose, service }) => `${purpose}\n${service}`)
  return [...groups.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, members]) => ({
      role: members[0]!.purpose,
      model: members[0]!.service,
      calls: members.length,
      tokens: sum(members, (charge) => charge.inputTokens + charge.outputTokens),
      usd: members.some(({ usd }) => usd === null) ? null : (usdOf(members) ?? 0),
    }))
}

/** A step that a model could do, as it was done once. */
export interface Deed {
  readonly step: string
  readonly role: Role
  readonly by: string
  readonly because?: string
}

/** A thought as a deed. */
export function deedOf(step: string, role: Role, { by, because }: Thought<unknown>): Deed {
  return { step, role, by, ...(because === undefined ? {} : { because }) }
}

/** Deeds counted by who did them, in an order of their own: which came first says nothing. */
export function stepsOf(deeds: readonly Deed[]): StepWork[] {
  const groups = Map.groupBy(deeds, ({ step, role, by }) => `${step}\n${role}\n${by}`)
  return [...groups.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, members]) => {
      const { step, role, by } = members[0]!
      const because = [...new Set(members.flatMap((deed) => deed.because ?? []))].toSorted()
      return { step, role, by, times: members.length, ...(because.length > 0 ? { because } : {}) }
    })
}

function inOrder(charges: readonly Charge[]): Charge[] {
  return charges
    .filter(({ kind }) => byModels.has(kind))
    .toSorted((a, b) => (a.path === b.path ? a.attempt - b.attempt : a.path < b.path ? -1 : 1))
}

function sum(charges: readonly Charge[], of: (charge: Charge) => number): number {
  return charges.reduce((total, charge) => total + of(charge), 0)
}

/** To a millionth of a millionth: floating-point sums are not compared to the last bit. Undefined when no price is known. */
function usdOf(charges: readonly Charge[]): number | undefined {
  const priced = charges.filter(({ usd }) => usd !== null)
  return priced.length === 0 ? undefined : Math.round(sum(priced, ({ usd }) => usd ?? 0) * 1e12) / 1e12
}
