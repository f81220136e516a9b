import type { DocumentId } from '#vocabulary'
import { KaojuError, type Context } from '#runtime'
import { noMemory } from '#memory'
import { createRobotsKeeper } from '#sources'
import type { Library } from '#library'
import { limitsOf } from './effort.ts'
import { recordLibrary } from './recorded-library.ts'
import { isPrivate, openShelf, type Shelf } from './shelf.ts'
import { openSteering } from './steering.ts'
import type { ResearchParts, ResearchTask, StrategyParts, WebParts } from './strategy.ts'
import { createToolActions } from './tool-actions.ts'
import { createOutgoing } from './web/outgoing.ts'
import { createReach } from './web/reach.ts'
import { openVisitor } from './web/visitor.ts'

/** Things remembered that are laid on the desk, at most. */
const recalledAtMost = 12

/** All that one run works with: what is held, what is remembered, what is within reach, and who may say otherwise. */
export interface Desk {
  readonly library: Library
  readonly shelf: Shelf
  readonly parts: StrategyParts
  /** The run's place, with the budget of its effort. */
  readonly context: Context
  /** Nobody goes out any more. */
  close(): Promise<void>
}

/** @throws KaojuError `library-empty` */
export async function openDesk(task: ResearchTask, given: ResearchParts, context: Context): Promise<Desk> {
  const library = recordLibrary(given.library, context)
  const shelf = await openShelf(library, task.documents, given.web !== undefined)
  if (!given.web && !shelf.holdings.some((held) => held.document))
    throw new KaojuError('library-empty', { home: library.home })
  const within = context.within(limitsOf(task.effort))
  const { memory = noMemory, models, web } = given
  const recalled = await within.observe('memory/recalled', { memory: memory.name }, () =>
    memory.recall(task.question, { limit: recalledAtMost }, within.at('memory')),
  )
  const steered = openSteering(within)
  const outside = web && openOutside(task, { ...given, web }, { library, shelf, steered, recalled }, within)
  const parts = {
    library,
    shelf,
    steered,
    recalled,
    ...(models ? { models } : {}),
    ...(outside ? { reach: outside.reach, tools: outside.tools } : {}),
  }
  return { library, shelf, parts, context: within, close: async () => outside?.close() }
}

/** The way out, guarded by whether anything of the user's own takes part; closed when nobody goes out any more. */
function openOutside(
  task: ResearchTask,
  given: ResearchParts & { readonly web: WebParts },
  { library, shelf, steered, recalled }: Pick<StrategyParts, 'library' | 'shelf' | 'steered' | 'recalled'>,
  context: Context,
): Required<Pick<StrategyParts, 'reach' | 'tools'>> & { close(): Promise<void> } {
  const { web, models } = given
  const place = context.at('web')
  const visitor = openVisitor(given.library, { ...web, robots: createRobotsKeeper() }, place)
  // What is remembered, or was found before, may have come from what must not leave: planners are told it.
  const ownTakePart =
    web.mcp.length > 0 ||
    recalled.length > 0 ||
    shelf.holdings.some((held) => held.document && isPrivate(held)) ||
    (task.previous?.documents ?? []).some((id) => !isFromWeb(shelf, id))
  const guarded = ownTakePart && !web.sendsPrivate
  const parts = {
    library: given.library,
    recorded: library,
    shelf,
    ...(models ? { models } : {}),
    web,
    outgoing: createOutgoing(task.question, guarded),
    visitor,
    banned: (url: string) => steered.banned(url),
  }
  const lettingOut = { question: task.question, guarded, outgoing: parts.outgoing }
  return {
    reach: createReach(task, parts, place),
    tools: (at) => createToolActions(web.mcp, { visitor, shelf, ...lettingOut }, at),
    close: () => visitor.close(),
  }
}

function isFromWeb(shelf: Shelf, id: DocumentId): boolean {
  const held = shelf.holding(id)
  return held !== undefined && !isPrivate(held)
}
