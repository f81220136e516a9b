import type { PlannedInquiry } from './inquiry.ts'

/** What was done for a sub-question of the graph. */
export interface Done<R> {
  readonly question: PlannedInquiry
  readonly result: R
}

/** The plan as it stands, which may be edited while it runs. */
export interface Agenda {
  readonly plan: readonly PlannedInquiry[]
  /** Whether a sub-question is worked on, and as what; decided once in a run, just before it would start. */
  decide(id: string): Promise<PlannedInquiry | undefined>
  /** Nothing is left to start and nothing is under way: whether something was added meanwhile. */
  more(): Promise<boolean>
}

/**
 * The one scheduler: runs a graph of sub-questions, each as soon as what it depends on is done.
 *
 * 1. What is ready starts in the order of the plan, at most `width` at once; nothing waits for a neighbour.
 * 2. What depends on something that is not in the plan (any more) does not wait for it.
 * 3. One that fails ends the run only after those under way have ended, so that no failure goes unheard.
 *
 * @param work what is done for a sub-question, given what was done for those it depends on, in their order
 * @returns what was done, in the order of the plan as it was in the end
 * @throws what the first failing piece of work threw
 */
export async function runGraph<R>(
  agenda: Agenda,
  work: (question: PlannedInquiry, before: readonly Done<R>[]) => Promise<R>,
  width: number,
): Promise<readonly Done<R>[]> {
  const running = new Map<string, Promise<unknown>>()
  const decided = new Set<string>()
  const done = new Map<string, Done<R>>()
  const failures: unknown[] = []

  const start = (question: PlannedInquiry): void => {
    const { id } = question
    const before = question.dependsOn.flatMap((on) => done.get(on) ?? [])
    const piece = work(question, before)
      .then((result) => done.set(id, { question, result }))
      .catch((error: unknown) => failures.push(error))
      .finally(() => running.delete(id))
    running.set(id, piece)
  }
  const next = (): PlannedInquiry | undefined => {
    const known = new Set(agenda.plan.map(({ id }) => id))
    const waitsFor = (id: string): boolean =>
      !done.has(id) && (running.has(id) || (known.has(id) && !decided.has(id)))
    return agenda.plan.find(({ id, dependsOn }) => !decided.has(id) && !dependsOn.some(waitsFor))
  }

  do {
    for (;;) {
      const ready = failures.length === 0 && running.size < width ? next() : undefined
      if (ready) {
        decided.add(ready.id)
        const question = await agenda.decide(ready.id)
        if (question) start(question)
      } else if (running.size > 0) await Promise.race(running.values())
      else break
    }
    if (failures.length > 0) throw failures[0]
  } while (await agenda.more())
  return agenda.plan.flatMap(({ id }) => done.get(id) ?? [])
}
