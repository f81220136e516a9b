import { createContext, explainRecorded, KaojuError, type Context } from '#runtime'
import type { Subscription } from '#sources'
import type { Library } from '#library'
import type { WebFlags } from '../../config/web.ts'
import type { Command, Outcome, Session } from '../command.ts'
import { countOption } from '../command-line.ts'
import { submitRun } from '../conduct.ts'
import type { MadeRequest } from '../../runs/requests.ts'
import { instantOf } from '../feed-outcome.ts'
import { declareRun } from '../run-flags.ts'
import type { RunFlags } from '../../runs/wishes.ts'
import { configurationOf, egressFor } from '../../runs/models.ts'
import { webConfigurationOf } from '../../runs/reach.ts'
import { paint } from '../terminal.ts'
import { fill } from '../words.ts'

/** `kaoju feed add URL`: subscribes to a feed, or to the one that the page at the address names. */
export const feedAdd: Command<WebFlags> = {
  declare: (declaration, words) => {
    declaration
      .description(words.feeds.commands.add)
      .argument(`<${words.metavar.url}>`, words.feeds.url)
      .option('--web', words.feeds.web)
  },

  run: async ([given = ''], flags, session) => {
    const url = await addressOf(given, session)
    const library = await session.openLibrary('write')
    const subscribed = await library.feeds.subscriptions()
    const known = subscribed.find((one) => one.url === url)
    if (known) return knownOutcome(known, session)
    const [found, ...others] = await outside(flags, session, async (context) => {
      const { createFeedParser, createFrontier, discoverFeeds } = await import('#sources')
      const parser = createFeedParser({ size: 1 })
      try {
        return await discoverFeeds(url, { parser, frontier: createFrontier() }, context)
      } finally {
        await parser.close()
      }
    })
    const { feed, url: place } = found!
    const before = subscribed.find((one) => one.url === place)
    if (before) return knownOutcome(before, session)
    const { title, kind, items } = feed
    const subscription = { url: place, title, kind, addedAt: session.context.clock.now() }
    await library.feeds.putSubscription(subscription)
    const { feeds: words } = session.words
    const more = others.map((other) => `  ${other.url}  ${other.feed.title}`)
    return {
      exit: 0,
      document: {
        subscribed: subscription,
        items: items.length,
        others: others.map((other) => ({ url: other.url, title: other.feed.title })),
      },
      text: [
        fill(words.added, { title, kind, items: items.length, url: place }),
        ...(more.length > 0 ? [words.others, ...more] : []),
        words.next,
      ].join('\n'),
    }
  },
}

function knownOutcome(known: Subscription, { words }: Session): Outcome {
  const { title, url } = known
  return {
    exit: 0,
    document: { subscribed: known, items: null, others: [] },
    text: fill(words.feeds.known, { title: title || url, url }),
  }
}

/** `kaoju feed list`: what is subscribed, in order of subscription. */
export const feedList: Command = {
  declare: (declaration, words) => {
    declaration.description(words.feeds.commands.list)
  },

  run: async (_operands, _flags, session) => {
    const library = await session.openLibrary('read')
    const feeds = await library.feeds.subscriptions()
    const { words, terminal, language } = session
    const lines = feeds.flatMap(({ title, url, kind, polledAt, failure }) => [
      `${title || url}${kind ? ` (${kind})` : ''} · ${polledAt === undefined ? words.feeds.never : fill(words.feeds.polled, { at: instantOf(polledAt) })}`,
      `  ${url}`,
      ...(failure
        ? [paint(`  ${explainRecorded(failure.code, failure.why, language)}`, 'yellow', terminal.colour.out)]
        : []),
    ])
    return { exit: 0, document: { home: library.home, feeds }, text: lines.join('\n') || words.feeds.none }
  },
}

/** `kaoju feed remove URL`: unsubscribes; documents stay. */
export const feedRemove: Command = {
  declare: (declaration, words) => {
    declaration.description(words.feeds.commands.remove).argument(`<${words.metavar.url}>`, words.feeds.urls)
  },

  run: async ([given = ''], _flags, session) => {
    const library = await session.openLibrary('write')
    const url = await addressOf(given, session)
    const found = (await library.feeds.subscriptions()).find((one) => one.url === url || one.url === given)
    if (!found || !(await library.feeds.removeSubscription(found.url)))
      throw new KaojuError('feed-unknown', { url: given })
    return {
      exit: 0,
      document: { removed: found },
      text: fill(session.words.feeds.removed, { title: found.title || found.url }),
    }
  },
}

interface PollFlags extends RunFlags {
  readonly items?: number
}

/** `kaoju feed poll [URL…]`: a recorded run that brings in what is new. */
export const feedPoll: Command<PollFlags> = {
  declare: (declaration, words) => {
    declaration
      .description(words.feeds.commands.poll)
      .argument(`[${words.metavar.url}...]`, words.feeds.urls)
      .option('--web', words.feeds.web)
      .addOption(countOption(`--items <${words.metavar.number}>`, words.feeds.items, words))
    declareRun(declaration, words)
  },

  run: async (given, flags, session) => {
    const feeds = await Promise.all(given.map((url) => addressOf(url, session)))
    const make = async (library: () => Promise<Library>): Promise<MadeRequest> => ({
      kind: 'poll',
      subject: given.join(' ') || 'feeds',
      task: { ...(feeds.length > 0 ? { feeds } : {}), ...(flags.items ? { items: flags.items } : {}) },
      ...(await configurationOf(flags, { docs: false, kind: 'poll', library }, session)),
      seed: 'kaoju',
    })
    return submitRun(make, flags.key === undefined ? {} : { key: flags.key }, session)
  },
}

/** As it is kept: `example.com/feed` is meant with https. */
async function addressOf(given: string, { words }: Session): Promise<string> {
  const { plainAddress } = await import('#sources')
  const url = plainAddress(/^[a-z][a-z\d+.-]*:\/\//i.test(given.trim()) ? given : `https://${given.trim()}`)
  if (url !== undefined) return url
  const reason = fill(words.feeds.notAnAddress, { url: given })
  throw new KaojuError('option-invalid', { option: words.metavar.url, reason })
}

/** Does something small outside, within the command's own context. */
async function outside<T>(
  flags: WebFlags,
  session: Session,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const taking = { docs: false, kind: 'poll', library: () => session.openLibrary('read') } as const
  const web = await webConfigurationOf(flags, taking, session)
  const egress = await egressFor({ castings: [], web }, session)
  const { stop, abort } = session.context
  try {
    return await work(createContext({ egress, stop, abort }).context)
  } finally {
    await egress.close()
  }
}
