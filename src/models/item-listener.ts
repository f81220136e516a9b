import type { z } from 'zod'

/**
 * Hears the items of a list while the answer that holds it is being written.
 *
 * 1. What is heard is a hint, to begin work on; what `askStreaming` returns is the truth. The answer as a whole has
 *    not been checked, mended or committed yet: it may come out with fewer items, or be refused.
 * 2. In one answer every item is heard at most once, in order. When another answer begins (the endpoint broke off,
 *    the answer was not usable, another model or the twin is asked, a draft was followed by the list proper)
 *    `onRestart` comes first, then the items of that answer; who has no `onRestart` hears nothing more.
 * 3. On replay nothing is heard: the journal gives the answer whole. What is begun on an item must therefore be
 *    done again on the returned value, under the same step path, by whoever needs it.
 * 4. Endpoints that do not stream are heard at the end, all items at once; background work (`openai-responses`)
 *    and recalled answers are not heard at all.
 */
export interface ItemListener<I> {
  /** The key of the list at the root of the answer; a bare list is taken for it. */
  readonly list: string
  /** What an item must be; one that is not is not heard, and keeps its place. */
  readonly item: z.ZodType<I>
  /** @param index the item's place in the list as written */
  onItem(item: I, index: number): void
  /** All that was heard so far is void. */
  onRestart?(): void
}
