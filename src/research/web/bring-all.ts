import type { Context } from '#runtime'
import type { WebMeasure } from '../effort.ts'
import type { Where } from '../gather.ts'
import type { Shelf } from '../shelf.ts'
import { allEnded } from './all-ended.ts'
import type { Reach, Wanted } from './journey.ts'

/** Among which documents is searched, and whether any was fetched. */
export type Among = Pick<Where, 'documents' | 'fetched'>

/**
 * Brings for all sub-questions at once, so that each is searched among what came for any.
 *
 * @throws KaojuError `search-none` as `Reach.requireAnyAnswer`
 */
export async function bringAll(
  wanted: readonly Wanted[],
  measure: WebMeasure,
  reach: Reach | undefined,
  shelf: Shelf,
  context: Context,
): Promise<Among> {
  if (reach) await allEnded(wanted.map((one) => reach.bring(one, measure, context.at(one.id))))
  reach?.requireAnyAnswer()
  const arrived = reach?.journey.documents ?? []
  const documents = shelf.within(arrived)
  return { ...(documents ? { documents } : {}), fetched: arrived.length > 0 }
}
