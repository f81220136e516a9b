import type { FactId, LabQuestion, World } from '../world.ts'

/** What somebody can do who looks for facts. */
export interface Means {
  /** Reads pictures of text. */
  readonly ocr: boolean
  /** Calls MCP servers. */
  readonly tools: boolean
  /** Reads feeds, and the pages to which they lead. */
  readonly feeds: boolean
  /** Reads the user's own files. */
  readonly library: boolean
  /** Searches, fetches pages and follows their links. */
  readonly web: boolean
}

/** What is needed to come to one place where a fact is told; absent: a dead host holds it. */
type Way = readonly (keyof Means)[]

const waysOf = new WeakMap<World, ReadonlyMap<FactId, readonly Way[]>>()

/**
 * Facts of the question, wanted or on the way, that somebody with these means can come to: a page of a host that is not
 * dead, a file, a record or a feed's page tells them. What is at the end of a chain is out of reach where an earlier
 * hop is.
 */
export function reachableFacts(world: World, question: LabQuestion, means: Means): ReadonlySet<FactId> {
  let ways = waysOf.get(world)
  if (!ways) waysOf.set(world, (ways = findWays(world)))
  const known = ways
  const open = (fact: FactId): boolean =>
    known.get(fact)?.some((way) => way.every((need) => means[need])) ?? false
  const through = question.through.filter(open)
  const isBroken = through.length < question.through.length
  return new Set([...through, ...(isBroken ? [] : question.wanted.filter(open))])
}

function findWays(world: World): ReadonlyMap<FactId, readonly Way[]> {
  const ways = new Map<FactId, Way[]>()
  const add = (fact: FactId, way: Way): void => {
    const known = ways.get(fact)
    if (known) known.push(way)
    else ways.set(fact, [way])
  }
  const dead = new Set(world.hosts.filter(({ health }) => health === 'dead').map(({ name }) => name))
  const news = new Set(world.feeds.flatMap(({ items }) => items.map(({ url }) => url)))
  for (const page of world.pages) {
    if (dead.has(new URL(page.url).hostname)) continue
    for (const { fact, telling } of page.states) {
      const reading: Way = telling === 'scan' ? ['ocr'] : []
      if (news.has(page.url)) add(fact, ['feeds', ...reading])
      if (!(page.unlisted && news.has(page.url))) add(fact, ['web', ...reading])
    }
  }
  for (const { states } of world.documents)
    for (const { fact, telling } of states) add(fact, telling === 'scan' ? ['library', 'ocr'] : ['library'])
  for (const { records } of world.tools)
    for (const { states } of records) for (const fact of states) add(fact, ['tools'])
  return ways
}
