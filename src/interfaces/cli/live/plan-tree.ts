import type { SeenQuestion } from './run-view.ts'
import type { Symbols } from './symbols.ts'

/** A question of the plan as it is drawn: what stands before it, and what else it waits for. */
export interface Branch {
  readonly question: SeenQuestion
  readonly lead: string
  /** Questions that it depends on besides the one it hangs from. */
  readonly others: readonly string[]
}

/** Deeper branches are drawn no deeper: a chain would leave no room for its words. */
const deepest = 6

/**
 * A plan as a forest: each question hangs from the last of those that it depends on, in the order of the plan, and
 * is drawn once, also where the plan is no graph without circles.
 */
export function plantPlan(plan: readonly SeenQuestion[], { branch }: Symbols): readonly Branch[] {
  const places = new Map(plan.map(({ id }, index) => [id, index]))
  const parents = plan.map(({ dependsOn }, index) => {
    const known = dependsOn.flatMap((id) => places.get(id) ?? []).filter((place) => place !== index)
    return known.length > 0 ? Math.max(...known) : undefined
  })
  const children = (place: number | undefined): number[] =>
    [...plan.keys()].filter((index) => parents[index] === place)
  const drawn = new Set<number>()
  const branches: Branch[] = []
  const draw = (place: number, lead: string, below: string, depth: number): void => {
    if (drawn.has(place)) return
    drawn.add(place)
    const question = plan[place]!
    const hangsFrom = parents[place]
    const others = question.dependsOn.filter((id) => places.has(id) && places.get(id) !== hangsFrom)
    branches.push({ question, lead, others })
    const under = children(place)
    for (const [index, child] of under.entries()) {
      const last = index === under.length - 1
      const flat = depth >= deepest
      draw(
        child,
        flat ? lead : below + (last ? branch.last : branch.more),
        flat ? below : below + (last ? ' '.repeat(branch.last.length) : branch.through),
        depth + 1,
      )
    }
  }
  for (const place of children(undefined)) draw(place, '', '', 0)
  for (const place of plan.keys()) draw(place, '', '', 0)
  return branches
}
