import type { PageFetcher } from './page.ts'
import { createRobotsKeeper } from './robots-keeper.ts'
import { Visit, type PageFetcherParts } from './visit.ts'

/**
 * Fetches the pages of one run. Beside the contract (`page.ts`):
 *
 * 1. What the cache said is observed, and what the network said is a paid call: a run that is resumed or replayed
 *    meets the same pages, and takes their bytes from the store.
 * 2. A visit is made below the context's path; one address is visited there once.
 * 3. A canonical address is for telling copies apart; it is never fetched because a page names it.
 * 4. Failures are thrown, and told to the log by whoever visits.
 */
export function createPageFetcher<Reading>(parts: PageFetcherParts<Reading>): PageFetcher<Reading> {
  const { frontier, limits = {} } = parts
  const exchange = { ...parts, limits, robots: parts.robots ?? createRobotsKeeper() }
  return {
    async visit(address, context, publishedAt) {
      frontier.require(address)
      const visit = new Visit<Reading>(address.url, parts, exchange, context, publishedAt)
      return visit.make()
    },
  }
}
