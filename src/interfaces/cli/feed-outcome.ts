import { explainRecorded } from '#runtime'
import type { FeedNews } from '#research'
import type { Polled } from '../runs/tasks.ts'
import type { Outcome, Session } from './command.ts'
import { fill } from './words.ts'

/** What `feed poll` ends with: 3 when a feed or an item could not be had. */
export function pollOutcome({ complete, held, ...summary }: Polled, session: Session): Outcome {
  const { words, settings } = session
  const { feeds, documents } = summary
  const lines = feeds.flatMap((feed) => feedLines(feed, session))
  const total =
    documents.length > 0 ? fill(words.feeds.total, { documents: documents.length }) : words.feeds.nothing
  return {
    exit: complete ? 0 : 3,
    document: { ...summary, library: { home: settings.home, ...held } },
    text: feeds.length === 0 ? words.feeds.none : [...lines, '', total].join('\n'),
  }
}

/** Items that failed and are told one by one; the rest is counted. */
const shown = 5

function feedLines(feed: FeedNews, { words, language }: Session): string[] {
  const { feeds: said } = words
  const { title, url, outcome, items, failed, failure, nextAt, left, cut, movedFrom } = feed
  const count = (...outcomes: readonly string[]): number =>
    items.filter((item) => outcomes.includes(item.outcome)).length
  const own = items.filter(({ fromFeed }) => fromFeed).length
  const quiet = outcome === 'read' && items.length + failed.length + left === 0
  const told = fill(said.outcomes[quiet ? 'unchanged' : outcome], {
    added: count('added', 'unchanged'),
    changed: count('changed'),
    failed: failed.length,
    why: failure ? explainRecorded(failure.code, failure.why, language) : '',
    at: nextAt === undefined ? '' : instantOf(nextAt),
  })
  const reasons = failed
    .slice(0, shown)
    .map((one) => `${one.title}: ${explainRecorded(one.code, one.why, language)}`)
  const more = [
    ...reasons,
    ...(failed.length > shown ? [fill(said.failedMore, { count: failed.length - shown })] : []),
    ...(own > 0 ? [fill(said.fromFeed, { count: own })] : []),
    ...(left > 0 ? [fill(said.left, { count: left })] : []),
    ...(cut > 0 ? [fill(said.cut, { count: cut })] : []),
    ...(movedFrom ? [fill(said.moved, { url: movedFrom })] : []),
  ]
  return [`${title || url}: ${told}`, ...more.map((line) => `  ${line}`)]
}

/** To the minute, in UTC. */
export function instantOf(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
