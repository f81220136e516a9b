import type { PlannedQuestion } from '../../../src/vocabulary/index.ts'

/** How far a sub-question is, as far as the log tells; `empty`: the run is over, and nothing was published on it. */
export type QuestionState = 'planned' | 'searching' | 'found' | 'written' | 'empty' | 'dropped'

export interface QuestionView {
  readonly id: string
  readonly text: string
  readonly origin: string
  readonly dependsOn: readonly string[]
  readonly state: QuestionState
  readonly searches: number
  readonly hits: number
  readonly evidence: number
  /** The step whose plan it is part of, `` at the top. */
  readonly path: string
}

/** A plan as it is told anew: the sub-questions of its step are those it names, and what was dropped; others stay. */
export function planMade(
  before: readonly QuestionView[],
  plan: readonly PlannedQuestion[],
  path: string,
): readonly QuestionView[] {
  const named = new Map(plan.map((one) => [one.id, one]))
  const kept = before.filter((one) => named.has(one.id) || one.path !== path || one.state === 'dropped')
  const known = new Set(kept.map(({ id }) => id))
  return [
    ...kept.map((one) => {
      const { text, origin, dependsOn } = named.get(one.id) ?? one
      return { ...one, text, origin, dependsOn }
    }),
    ...plan
      .filter(({ id }) => !known.has(id))
      .map(({ id, text, origin, dependsOn }): QuestionView => ({
        id,
        text,
        origin,
        dependsOn,
        state: 'planned',
        searches: 0,
        hits: 0,
        evidence: 0,
        path,
      })),
  ]
}

/** Sub-questions are named by id, and in some places by their text. */
export function withQuestion(
  plan: readonly QuestionView[],
  name: string,
  change: (question: QuestionView) => QuestionView,
): readonly QuestionView[] {
  return plan.map((one) => (one.id === name || one.text === name ? change(one) : one))
}

/** A sub-question's place in the drawing: `layer` counts what it waits for, `row` its place in the layer. */
export interface Place {
  readonly question: QuestionView
  readonly layer: number
  readonly row: number
}

/**
 * Lays a plan out in layers: each sub-question right of all it waits for (longest path), in the plan's order within a
 * layer. A circle, which no plan should have, is cut where it is met.
 */
export function layersOf(plan: readonly QuestionView[]): readonly Place[] {
  const byId = new Map(plan.map((one) => [one.id, one]))
  const layers = new Map<string, number>()
  const layerOf = (one: QuestionView, above: ReadonlySet<string>): number => {
    const known = layers.get(one.id)
    if (known !== undefined) return known
    const within = new Set([...above, one.id])
    const before = one.dependsOn.flatMap((id) => {
      const other = byId.get(id)
      return other && !within.has(id) ? [layerOf(other, within) + 1] : []
    })
    const layer = Math.max(0, ...before)
    layers.set(one.id, layer)
    return layer
  }
  const rows = new Map<number, number>()
  return plan.map((question) => {
    const layer = layerOf(question, new Set())
    const row = rows.get(layer) ?? 0
    rows.set(layer, row + 1)
    return { question, layer, row }
  })
}
