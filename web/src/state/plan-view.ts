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

/** A line from what is waited for to what waits; `lanes`: where it passes below the nodes of the layers between. */
export interface Edge {
  readonly from: Place
  readonly to: Place
  readonly lanes: readonly { readonly layer: number; readonly lane: number }[]
}

/** A plan as it is drawn; `rows` and `lanes` count what stands in each layer. */
export interface Drawing {
  readonly places: readonly Place[]
  readonly edges: readonly Edge[]
  readonly rows: readonly number[]
  readonly lanes: readonly number[]
}

/**
 * Lays a plan out in layers: each sub-question right of all it waits for (longest path), in the plan's order within a
 * layer. Lines that skip layers pass below their nodes, each in a lane of its own. A circle, which no plan should have,
 * is cut where it is met.
 */
export function drawPlan(plan: readonly QuestionView[]): Drawing {
  const layers = layersOf(plan)
  const rows: number[] = []
  const places = plan.map((question): Place => {
    const layer = layers.get(question.id)!
    const row = rows[layer] ?? 0
    rows[layer] = row + 1
    return { question, layer, row }
  })
  const byId = new Map(places.map((place) => [place.question.id, place]))
  const lanes: number[] = rows.map(() => 0)
  const edges = places.flatMap((to) =>
    to.question.dependsOn.flatMap((id): readonly Edge[] => {
      const from = byId.get(id)
      if (!from || from.layer >= to.layer) return []
      const between = rows.map((_, layer) => layer).filter((layer) => layer > from.layer && layer < to.layer)
      return [{ from, to, lanes: between.map((layer) => ({ layer, lane: lanes[layer]!++ })) }]
    }),
  )
  return { places, edges, rows, lanes }
}

function layersOf(plan: readonly QuestionView[]): ReadonlyMap<string, number> {
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
  for (const one of plan) layerOf(one, new Set())
  return layers
}
