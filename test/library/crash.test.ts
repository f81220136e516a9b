import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLibrary, type Library } from '#library'
import { chanceOf, createContext } from '#runtime'
import { keepCompiledModules } from './compile-cache.ts'
import { crashReading } from './crash-reading.ts'
import { find, wordFor } from './readings.ts'

keepCompiledModules()

/** `npm run soak:kills` asks for more. */
const kills = Number(process.env['KAOJU_CRASHES'] ?? 10)
const { context } = createContext()

/** What the child said that it had begun and finished. */
interface Told {
  readonly adding: Set<number>
  readonly added: Set<number>
  readonly purging: Set<number>
  readonly purged: Set<number>
  /** How far it came before it was killed. */
  readonly reached: Record<'started' | 'open' | 'ready', number>
}

test(
  `killed ${kills} times at any moment, a home loses nothing acknowledged and holds nothing half`,
  { timeout: 12_000 * kills },
  async () => {
    const home = join(await mkdtemp(join(tmpdir(), 'kaoju-crash-')), 'home')
    const told: Told = {
      adding: new Set(),
      added: new Set(),
      purging: new Set(),
      purged: new Set(),
      reached: { started: 0, open: 0, ready: 0 },
    }
    const moments = chanceOf('crash', 'moments')
    try {
      for (let round = 0; round < kills; round++) {
        const before = told.adding.size
        // One in five dies while it opens what the one before left behind, the others at work.
        const after = round % 5 === 4 ? 'open' : 'ready'
        await runUntilKilled(home, told, after, Math.floor(moments.next() * (after === 'open' ? 80 : 200)))
        const library = await openLibrary({ home, mode: 'write' }, context)
        // What the earlier rounds left is looked at once more in the end.
        await checkAll(library, told, before)
        await library.close()
      }
      const library = await openLibrary({ home, mode: 'write' }, context)
      await library.inspect({ repair: true })
      expect(await library.inspect({ repair: false })).toEqual([])
      await checkAll(library, told, 0)
      await library.close()
      expect(told.reached.ready).toBeGreaterThan(kills / 2)
      expect(told.added.size).toBeGreaterThan(kills)
      expect(told.purged.size).toBeGreaterThan(0)
    } finally {
      await rm(join(home, '..'), { recursive: true, force: true })
    }
  },
)

/** Kills the child some milliseconds after it said `after`. */
async function runUntilKilled(
  home: string,
  told: Told,
  after: 'open' | 'ready',
  milliseconds: number,
): Promise<void> {
  const first = Math.max(-1, ...told.adding) + 1
  const child = spawn(
    process.execPath,
    ['--conditions=kaoju-source', join(import.meta.dirname, 'crash-child.ts'), home, String(first)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let reached: keyof Told['reached'] = 'started'
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    for (const line of lines) {
      const [verb, number] = line.split(' ') as [
        keyof Told['reached'] | 'adding' | 'added' | 'purging' | 'purged',
        string,
      ]
      if (verb === 'open' || verb === 'ready' || verb === 'started') reached = verb
      else told[verb].add(Number(number))
      if (verb === after) setTimeout(() => child.kill('SIGKILL'), milliseconds)
    }
  })
  const [, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once('close', (...how) => resolve(how)),
  )
  expect(signal).toBe('SIGKILL')
  told.reached[reached]++
}

async function checkAll(library: Library, told: Told, from: number): Promise<void> {
  const findings = await library.inspect({ repair: false })
  expect(findings.filter((finding) => !finding.includes('belong to no document'))).toEqual([])
  const holdings = await library.holdings({ all: true })
  const states = new Map(holdings.map((held) => [Number(/(\d+)\.txt$/.exec(held.uri)![1]), held.state]))
  for (const number of told.added) expect(states.has(number), `added ${number}`).toBe(true)
  for (const number of states.keys()) expect(told.adding.has(number), `stored ${number}`).toBe(true)
  for (const [number, state] of states) if (number >= from) await checkOne(library, told, number, state)
  expect((await library.counts()).documents).toBe(
    [...states.values()].filter((state) => state === 'listed').length,
  )
}

async function checkOne(library: Library, told: Told, number: number, state: string): Promise<void> {
  const { document, passages, bytes } = crashReading(number)
  if (told.purged.has(number)) expect(state).toBe('purged')
  if (!told.purging.has(number)) expect(state).toBe('listed')
  const hits = await find(library, wordFor(number))
  if (state === 'purged') {
    expect(await library.document(document.id)).toBeUndefined()
    expect(existsSync(join(library.home, 'blobs', document.snapshot.slice(0, 2), document.snapshot))).toBe(
      false,
    )
    expect(hits).toEqual([])
    return
  }
  expect(await library.document(document.id)).toEqual(document)
  expect(await library.passages(document.id)).toEqual(passages)
  expect(Buffer.from((await library.snapshot(document.snapshot))!)).toEqual(bytes)
  expect(hits.map((hit) => hit.passage).toSorted()).toEqual(passages.map((passage) => passage.id).toSorted())
}
