import type { SegmentView } from './scorer.ts'

/** Segments of one size class before they are merged; each tier is as many times larger than the one below. */
const segmentsPerTier = 8
/** Live passages of the lowest tier, at most. */
const smallest = 1024
/** Larger ones are left alone: typed arrays and file reads end at 2 GiB. */
const largest = 2_000_000

/**
 * Which segments to merge next, if any: a full tier (as in Lucene's tiered policy), or one segment more than
 * a third of which is dead. Every passage is so rewritten about log8(n / 1024) times.
 */
export function chooseMerge<View extends Pick<SegmentView, 'live' | 'segment'>>(
  views: readonly View[],
): View[] | undefined {
  const wasteful = views.find((view) => view.live < view.segment.passages * (2 / 3))
  if (wasteful) return [wasteful]
  const tiers = new Map<number, View[]>()
  for (const view of views) {
    const tier = Math.max(0, Math.ceil(Math.log(view.live / smallest) / Math.log(segmentsPerTier)))
    if (view.live < largest) tiers.set(tier, [...(tiers.get(tier) ?? []), view])
  }
  const full = [...tiers]
    .sort(([a], [b]) => a - b)
    .find(([, members]) => members.length >= segmentsPerTier)?.[1]
  return full && full.reduce((sum, view) => sum + view.live, 0) <= largest * 2 ? full : undefined
}
