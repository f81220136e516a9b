import type { Context } from '#runtime'
import { createRobotsKeeper, type PageRenderer } from '#sources'
import type { Library } from '#library'
import { pollFeeds, type PollSummary, type PollTask } from './poll-feeds.ts'
import { openVisitor } from './web/visitor.ts'

/** Polls feeds as `pollFeeds` says, with pages fetched by a visitor of its own. @throws KaojuError as `pollFeeds` */
export async function poll(
  task: PollTask,
  parts: { readonly library: Library; readonly renderer?: PageRenderer },
  context: Context,
): Promise<PollSummary> {
  const { library, renderer } = parts
  const outside = { robots: createRobotsKeeper(), ...(renderer ? { renderer } : {}) }
  const visitor = openVisitor(library, outside, context.at('pages'))
  try {
    return await pollFeeds(task, { library, visitor }, context.at('feeds'))
  } finally {
    await visitor.close()
  }
}
