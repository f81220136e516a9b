import { afterAll, beforeAll, expect } from 'vitest'
import { createWebEgress, type Egress, type Resolve } from '#runtime'
import { closeCodePaths, leading, type Way } from './code-paths.ts'
import { hostileUrls, ipv6Embeddings, wanted4, wanted6 } from './hostile-addresses.ts'
import { allowed, openHostileWeb, type HostileWeb } from './hostile-web.ts'

/** What all suites about hostile addresses share: the web, a resolver that lies, and an egress that must not mind. */
export interface HostileRoom {
  readonly web: HostileWeb
  readonly egress: Egress
  readonly way: Way
  /** At least 5,000; the origin leads to each by its number. */
  readonly urls: string[]
  readonly resolve: (host: string) => ReturnType<Resolve>
  /** What the resolver says of a name to each question, the first being 0. */
  readonly answer: (name: string, answers: (turn: number) => readonly string[]) => void
  /** Nothing came to the sentinel, and nothing went elsewhere than to the origin and these. */
  readonly expectNothing: (...also: readonly string[]) => void
}

/** Opens the room before the tests of a file, and closes it after them. */
export function hostileRoom(seed: string): () => HostileRoom {
  let room: HostileRoom
  const closing: (() => Promise<void>)[] = []
  beforeAll(async () => {
    const urls: string[] = []
    const names = new Map<string, (turn: number) => readonly string[]>()
    const turns = new Map<string, number>()
    const resolve: Resolve = async (host) => {
      const turn = turns.get(host) ?? 0
      turns.set(host, turn + 1)
      // Whoever it does not know is this machine, as hosts files say of `localhost` and of more.
      const known =
        names.get(host) ?? (() => (/^r\d+\.hostile\.org$/.test(host) ? [allowed] : ['127.0.0.1', '::1']))
      return known(turn).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    }
    const web = await openHostileWeb(leading(urls))
    for (const [index, answers] of resolvedAnswers().entries()) {
      names.set(`n${index}.hostile.org`, () => answers)
      urls.push(`http://n${index}.hostile.org${index % 5 === 0 ? '' : `:${web.port}`}/`)
    }
    urls.push(...hostileUrls(seed, web.port))
    const egress = createWebEgress({
      endpoints: [],
      resolve,
      allow: [`${allowed}:${web.port}`],
      together: 64,
      perHost: 64,
    })
    const browser = await egress.browserProxy({ bytes: 2 ** 40 })
    closing.push(
      closeCodePaths,
      () => egress.close(),
      () => web.close(),
    )
    const own = `127.0.0.1:${new URL(browser.address).port}`
    room = {
      web,
      egress,
      urls,
      resolve,
      way: { egress, origin: web.origin, browser },
      answer(name, answers) {
        names.set(name, answers)
        turns.delete(name)
      },
      expectNothing(...also) {
        const strays = web.strays().filter((target) => target !== own && !also.includes(target))
        expect({ sentinel: web.sentinel(), strays }).toEqual({ sentinel: 0, strays: [] })
      },
    }
  })
  afterAll(async () => {
    for (const close of closing) await close()
  })
  return () => room
}

/** What a hostile name server says: refused addresses, alone and among allowed ones. */
function resolvedAnswers(): (readonly string[])[] {
  const carried = wanted4.flatMap((address) => ipv6Embeddings(address).map((one) => one.address))
  return [...wanted4, ...wanted6, ...carried].map(
    (address, index) =>
      [[address], [allowed, address], [address, allowed], [allowed, allowed, address]][index % 4]!,
  )
}

/** Runs `work` on all items, some at once. */
export async function each<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++
      await work(items[index]!, index)
    }
  }
  await Promise.all(Array.from({ length: 32 }, lane))
}

/** Why these suites cannot run here; false = they can. */
export const noLoopbackNet = process.platform === 'darwin' && 'macOS has one loopback address only'
