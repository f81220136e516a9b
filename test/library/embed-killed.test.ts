import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLibrary, type Library } from '#library'
import { chanceOf, createContext, openRuns } from '#runtime'
import { keepCompiledModules } from './compile-cache.ts'
import { readingOf } from './readings.ts'

keepCompiledModules()

/** `npm run soak:kills` asks for more. */
const kills = Number(process.env['KAOJU_CRASHES'] ?? 4)
const passages = 300

test(
  `killed ${kills} times while it embeds: every passage has its vector, and only what was in flight is paid twice`,
  { timeout: 30_000 * kills },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kaoju-embed-killed-'))
    const home = join(folder, 'home')
    const { context } = createContext()
    const moments = chanceOf('embed-killed', 'moments')
    /** How often each batch was answered, by its texts. */
    const answered = new Map<string, number>()
    let child: ChildProcess | undefined
    let untilKill = Number.POSITIVE_INFINITY
    const server = createServer((request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', (text: string) => (body += text))
      request.on('end', () => {
        const { input } = JSON.parse(body) as { input: string[] }
        const data = input.map((text, index) => ({ index, embedding: vectorOf(text) }))
        const key = input.join('\n')
        answered.set(key, (answered.get(key) ?? 0) + 1)
        response.setHeader('content-type', 'application/json')
        response.end(
          JSON.stringify({ data, usage: { prompt_tokens: input.length, total_tokens: input.length } }),
        )
        // The answer may or may not have been recorded, or committed, by then.
        if (--untilKill === 0) setTimeout(() => child?.kill('SIGKILL'), Math.floor(moments.next() * 12))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
    const withLibrary = async <T>(work: (library: Library) => Promise<T>): Promise<T> => {
      const library = await openLibrary({ home, mode: 'write' }, context)
      try {
        return await work(library)
      } finally {
        await library.close()
      }
    }
    try {
      await withLibrary(async (library) => {
        await library.add(readingOf(Array.from({ length: passages }, (_, index) => `Passage ${index} here.`)))
        await library.refresh()
      })
      const runs = await openRuns(home)
      const request = { kind: 'add', subject: 'x', task: {}, configuration: {}, seed: 's' } as const
      const { run } = await runs.submit(request)
      await runs.close()
      let killed = 0
      for (let ended: string | undefined; ended === undefined;) {
        untilKill = killed < kills ? 1 + moments.integer(3) : Number.POSITIVE_INFINITY
        const parameters = [
          '--conditions=kaoju-source',
          join(import.meta.dirname, 'embed-child.ts'),
          home,
          run.id,
          endpoint,
        ]
        child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'inherit'] })
        let told = ''
        child.stdout!.setEncoding('utf8').on('data', (text: string) => (told += text))
        const signal = await new Promise((resolve) => child!.once('close', (_code, by) => resolve(by)))
        if (signal === 'SIGKILL') killed++
        else {
          ended = told
          expect(ended).toBe('done')
        }
        // What is there is whole, at every moment.
        expect(await withLibrary((library) => library.inspect({ repair: false }))).toEqual([])
      }
      expect(killed).toBeGreaterThan(kills / 2)
      await withLibrary(async (library) => {
        expect(await library.vectors.missing(9)).toEqual([])
        expect(await library.vectors.stored()).toEqual({ model: 'test/counting', dimensions: 3, passages })
        const all = await library.passages((await library.holdings())[0]!.document!)
        for (const place of [0, 7, 150, 299]) {
          const vector = Float32Array.from(vectorOf(`A heading\n${all[place]!.text}`))
          const [hit] = await library.vectors.search({ model: 'test/counting', vector }, { limit: 1 })
          expect(hit!.passage).toBe(all[place]!.id)
        }
      })
      expect(answered.size).toBe(passages / 10)
      // Two batches are in flight at most.
      const again = [...answered.values()].reduce((sum, times) => sum + times - 1, 0)
      expect(again).toBeLessThanOrEqual(2 * killed)
    } finally {
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    }
  },
)

/** A direction of its own for each number in a text, of unit length. */
function vectorOf(text: string): number[] {
  const angle = (Number(/Passage (\d+)/.exec(text)![1]) / passages) * 3
  return [Math.cos(angle), Math.sin(angle), 0]
}
