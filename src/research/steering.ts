import type { Steering } from '#vocabulary'
import type { Context } from '#runtime'

/**
 * What a person tells this run while it works, heard at places that the run names.
 *
 * 1. What was heard at a place is recorded there: a resumed or replayed run hears the same at the same places.
 * 2. An instruction is heard once, whatever place comes first.
 * 3. What cannot be done is a `warning` and nothing else.
 */
export interface Steered {
  /**
   * The instructions since the last time, in order; those on sources, notes, the budget and pauses are done already.
   * Waits while the run is paused, until it is told to go on, to write, to stop or to leave. Calls take turns.
   *
   * @param place names the decision point below the context's path, once in a run
   * @param questions ids that can be edited or dropped here; default: whatever was sent is taken as it is
   */
  heed(place: string, questions?: readonly string[]): Promise<readonly Steering[]>
  /** Whether the person does not want this address to be read, as far as was heard. */
  banned(url: string): boolean
  /** What the person wants the writers to know, in order of telling. */
  readonly notes: readonly string[]
}

/** @param context its budget, and those above it, are what `budget-raise` raises */
export function openSteering(context: Context): Steered {
  return {
    heed: (place) => context.observe(place, {}, () => []),
    banned: () => false,
    notes: [],
  }
}
