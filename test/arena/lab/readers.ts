/**
 * Readers of a served world whose scores are known beforehand: one that reads everything and says what it read, and
 * others that say nothing, that lie, that copy. What they publish is Markdown, as any tool's report is.
 */
import { createContext, createWebEgress, toKaojuError, type Context } from '#runtime'
import { createMcpSource } from '#sources'
import { createReadingPool, type ReadingPool } from '#reading'
import { readStatements, translateName } from '../../../src/arena/lab/language/index.ts'
import { isInstruction } from '../../../src/arena/lab/model/mind-instruction.ts'
import type { LabLanguage, LabQuestion, World } from '../../../src/arena/lab/world.ts'
import { serveWorld, type ServedWorld } from '../../../src/arena/lab/serve/serve-world.ts'
import { createWireLog, type WireLog } from '../../../src/arena/lab/serve/wire-log.ts'

/** A world on loopback, and what it was asked. */
export interface Served {
  readonly world: World
  readonly served: ServedWorld
  readonly log: WireLog
  /** May ask the world's services, and nobody else. */
  readonly context: Context
  close(): Promise<void>
}

/** Serves a world as it is: nothing goes wrong but what it holds itself. */
export async function serve(world: World): Promise<Served> {
  const log = createWireLog()
  const latency = { search: 0, page: 0, tool: 0 }
  const { context: own } = createContext()
  const served = await serveWorld(world, { latency, faults: {}, log }, own)
  const endpoints = [...Object.values(served.engines), ...served.tools.map(({ url }) => url)]
  const egress = createWebEgress({ endpoints, allow: [], resolve: served.resolve })
  const { context } = createContext({ egress })
  return {
    world,
    served,
    log,
    context,
    close: async () => {
      await egress.close()
      await served.close()
    },
  }
}

/** Something that was read: a page, a file of the user's, a record of a server. */
export interface ReadText {
  /** As it was asked for: with a port, where it has one. */
  readonly address: string
  readonly title: string
  readonly publishedAt?: string
  readonly text: string
  readonly from: 'page' | 'document' | 'record'
  /** Its bytes, comments and hidden parts included, tell whoever reads them what to do. */
  readonly instructs: boolean
}

const busy = 16

/** All that can be read in a world: every page of every host that answers, the user's files, records that a search finds. */
export async function readAll(place: Served): Promise<ReadText[]> {
  const pool = createReadingPool({ size: 2 }, place.context)
  try {
    const pages = await each(place.world.pages, ({ url }) => readPage(url, place, pool))
    const documents = await each(place.world.documents, async ({ name, body, encoding }) => {
      const bytes = Buffer.from(body, encoding ?? 'utf8')
      const { document } = await pool.read({ uri: `file:///${name}`, name, bytes }, place.context)
      return { address: name, from: 'document' as const, instructs: false, ...wordsOf(document) }
    })
    return [...pages.flatMap((page) => page ?? []), ...documents, ...(await readRecords(place))]
  } finally {
    await pool.close()
  }
}

function wordsOf({
  title,
  text,
  publishedAt,
}: {
  readonly title: string
  readonly text: string
  readonly publishedAt?: string
}): Pick<ReadText, 'title' | 'text' | 'publishedAt'> {
  return { title, text, ...(publishedAt === undefined ? {} : { publishedAt }) }
}

/** @returns undefined where nothing can be read: a dead host, a page of pictures */
async function readPage(
  url: string,
  { served, context }: Served,
  pool: ReadingPool,
): Promise<ReadText | undefined> {
  const { host, pathname, search } = new URL(url)
  const address = `http://127.0.0.1:${served.pages}/${host}${pathname}${search}`
  const reply = await fetchAgain(address)
  if (!reply) return undefined
  const bytes = new Uint8Array(await reply.arrayBuffer())
  const contentType = reply.headers.get('content-type') ?? ''
  const name = pathname.split('/').at(-1)!
  const mediaType = contentType.split(';')[0]!
  const read = await pool
    .readPage({ uri: url, name, bytes, mediaType, web: { url, contentType } }, context)
    .catch((error: unknown) => {
      if (toKaojuError(error).code === 'file-no-text') return { noText: true as const }
      throw error
    })
  if ('noText' in read) return undefined
  const source = mediaType === 'application/pdf' ? read.document.text : Buffer.from(bytes).toString('utf8')
  const instructs = source.split('\n').some(isInstruction)
  return { address: served.address(url), from: 'page', instructs, ...wordsOf(read.document) }
}

/** A host that fails answers when it is asked again; a dead one never does. */
async function fetchAgain(address: string): Promise<Response | undefined> {
  for (let attempt = 0; attempt < 4; attempt++) {
    const reply = await fetch(address).catch(() => undefined)
    if (reply?.ok) return reply
    await reply?.body?.cancel()
  }
  return undefined
}

async function readRecords({ world, served, context }: Served): Promise<ReadText[]> {
  const found = new Map<string, ReadText>()
  for (const { name, url } of served.tools) {
    const source = createMcpSource({ name, transport: 'http', url }, { environment: {} })
    try {
      for (const { id, text, language } of world.questions) {
        const about = context.at(`${name}/${id}`)
        for (const hit of await source.search!({ text, language, limit: 10 }, about)) {
          if (found.has(hit.url)) continue
          const { bytes, title } = await source.read(hit.url, about)
          const told = Buffer.from(bytes).toString('utf8')
          found.set(hit.url, { address: hit.url, title, text: told, from: 'record', instructs: false })
        }
      }
    } finally {
      await source.close()
    }
  }
  return [...found.values()]
}

async function each<T, R>(items: readonly T[], make: (item: T) => Promise<R>): Promise<R[]> {
  const made: R[] = []
  let next = 0
  const work = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) made[at] = await make(items[at]!)
  }
  await Promise.all(Array.from({ length: busy }, work))
  return made
}

/**
 * Without pages that instruct whoever reads them, and without doctored copies: where two sites or more tell one value
 * and a single one another, that one is not believed. Where one stands against one, both are.
 */
export function believed(texts: readonly ReadText[]): ReadText[] {
  const kept = texts.filter(({ instructs }) => !instructs)
  const tellers = new Map<string, Map<string, Set<string>>>()
  const statedBy = new Map(kept.map((one) => [one, statedIn(one)]))
  for (const [one, stated] of statedBy)
    for (const { about, value } of stated) {
      const values = tellers.get(about) ?? new Map<string, Set<string>>()
      tellers.set(about, values.set(value, (values.get(value) ?? new Set()).add(siteOf(one))))
    }
  const isAlone = ({ about, value }: Stated): boolean => {
    const sites = [...tellers.get(about)!].map(([, { size }]) => size)
    return tellers.get(about)!.get(value)!.size === 1 && Math.max(...sites) > 1
  }
  return kept.filter((one) => !statedBy.get(one)!.some(isAlone))
}

interface Stated {
  readonly about: string
  readonly value: string
}

/** Values told in sentences; a year and a day in it are not told apart here, nor a name from its transliteration. */
function statedIn({ text, from }: ReadText): Stated[] {
  if (from !== 'page') return []
  return readStatements(text).map(({ subject, relation, asOf, past, value }) => ({
    about: [translateName(subject, 'en') ?? subject, relation, asOf, past].join(' '),
    value:
      value.kind === 'quantity'
        ? `${value.amount} ${value.unit}`
        : value.kind === 'date'
          ? value.date.slice(0, 4)
          : (translateName(value.name, 'en') ?? value.name),
  }))
}

function siteOf({ address }: ReadText): string {
  return new URL(address).hostname
}

const asking: Readonly<Record<LabLanguage, readonly [sources: string, question: string]>> = {
  en: ['Sources:', 'Question: '],
  zh: ['资料：', '问题：'],
}

/** A prompt as somebody writes it who has no framework: numbered texts, then the question. */
export function plainPrompt({ text, language }: LabQuestion, shown: readonly ReadText[]): string {
  const [sources, question] = asking[language]
  const told = shown.map(
    ({ title, address, publishedAt, text: body }, index) =>
    [`[${index + 1}] ${title}`, `URL: ${address}`, ...(publishedAt ? [`Date: ${publishedAt}`] : []), body].join('\n'), // prettier-ignore
  )
  return [sources, ...told, `${question}${text}`].join('\n\n')
}
