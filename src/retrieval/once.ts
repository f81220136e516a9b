import type { Context, EventLog } from '#runtime'

/** What was asked for in each run, by place and name. */
const asked = new WeakMap<EventLog, Map<string, Promise<unknown>>>()

/**
 * Does a piece of paid or recorded work once at one place of a run, however often it is asked for there: two
 * rewritings of a query, or two retrievers of a composition, want the same vector.
 *
 * The place counts, not only the name: an answer is found again after a kill under the place that paid for it,
 * and which of two places asks first may be otherwise next time.
 */
export function once<T>(context: Context, name: string, work: () => Promise<T>): Promise<T> {
  let here = asked.get(context.log)
  if (!here) asked.set(context.log, (here = new Map()))
  const place = `${context.path}/${name}`
  let answer = here.get(place) as Promise<T> | undefined
  if (!answer) here.set(place, (answer = work()))
  return answer
}
