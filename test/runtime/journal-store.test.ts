import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LoggedEvent } from '#vocabulary'
import { openRuns } from '../../src/runtime/journal-store/open-runs.ts'
import { migrations, type Migration } from '../../src/runtime/journal-store/migrations.ts'
import { openStore } from '../../src/runtime/journal-store/open-store.ts'
import type { Charge, Recorded } from '../../src/runtime/journal.ts'
import type { RunRecord, RunRequest, Runs } from '../../src/runtime/runs.ts'
import { writePairs } from './journal-pairs.ts'

/** Of the system, where it has them: a real full disk and a real read-only one. */
const tools = { mount: 'mount', unmount: 'umount' }
let folder: string
let home: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaoju-store-'))
  home = join(folder, 'home')
  file = join(home, 'journal.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const request: RunRequest = { kind: 'check', subject: '稿', task: {}, configuration: {}, seed: 's' }

async function withRuns<T>(work: (runs: Runs) => Promise<T>): Promise<T> {
  const runs = await openRuns(home)
  try {
    return await work(runs)
  } finally {
    await runs.close()
  }
}

/** A home with one interrupted run of so many calls; gives its id. */
async function filled(calls = 20): Promise<string> {
  return withRuns(async (runs) => {
    const { run } = await runs.submit(request)
    const taken = await runs.take(run.id)
    await writePairs(taken.journal, run.id, { calls, atOnce: 2 })
    await taken.release()
    return run.id
  })
}

/** Every file of the home, byte for byte; only to be asked while nothing is open. */
function bytesOf(place = home): Record<string, string> {
  return Object.fromEntries(
    readdirSync(place)
      .filter((name) => !name.endsWith('-shm'))
      .map((name) => [name, readFileSync(join(place, name)).toString('base64')]),
  )
}

describe('a journal of a newer Kaoju', () => {
  test('is refused and stays as it is', async () => {
    await filled()
    const database = new DatabaseSync(file)
    database.exec('PRAGMA user_version = 3')
    database.close()
    const before = bytesOf()
    await expect(openRuns(home)).rejects.toMatchObject({
      code: 'journal-newer',
      parameters: { path: file, found: 3, known: 2 },
    })
    expect(bytesOf()).toEqual(before)
  })

  test('whose last writer was killed is refused and stays as it is, its log too', async () => {
    await filled()
    const database = new DatabaseSync(file)
    database.exec(`PRAGMA user_version = 3; CREATE TABLE novelties (a); INSERT INTO novelties VALUES (1)`)
    const killed = join(folder, 'killed')
    // By another process: reading the file in this one would drop the locks of the open database.
    execFileSync('cp', ['-r', home, killed])
    database.close()
    rmSync(join(killed, 'journal.sqlite-shm'), { force: true })
    const before = bytesOf(killed)
    expect(before['journal.sqlite-wal']!.length).toBeGreaterThan(1000)
    await expect(openRuns(killed)).rejects.toMatchObject({ code: 'journal-newer', parameters: { found: 3 } })
    expect(bytesOf(killed)).toEqual(before)
  })
})

describe('a damaged journal', () => {
  test.each([
    ['something else', () => writeFileSync(file, '考据'.repeat(2000))],
    ['a text shorter than a header', () => writeFileSync(file, 'not a database')],
    ['cut in the middle', () => truncateSync(file, Math.floor(statSync(file).size / 2 / 4096) * 4096)],
    ['overwritten at the start', () => writeFileSync(file, Buffer.alloc(8192, 7), { flag: 'r+' })],
    [
      'of another program',
      () => {
        rmSync(file)
        const database = new DatabaseSync(file)
        database.exec('CREATE TABLE bookmarks (url TEXT)')
        database.close()
      },
    ],
  ])('%s, is told and not touched', async (_, damage) => {
    await filled(60)
    damage()
    const before = bytesOf()
    await expect(
      withRuns(async (runs) => {
        const [finding] = await runs.inspect()
        expect(finding).toMatch(/^The journal is damaged: .+\.$/)
        for (const run of await runs.list()) await (await runs.history(run.id)).journal.charges()
      }),
    ).rejects.toMatchObject({ code: 'journal-damaged', parameters: { path: file } })
    expect(bytesOf()).toEqual(before)
  })
})

test('an empty file is a journal that was never begun', async () => {
  mkdirSync(home)
  writeFileSync(file, '')
  expect(await filled()).toMatch(/^run-/)
})

test('a home that cannot be a folder is unwritable', async () => {
  writeFileSync(home, 'a file')
  await expect(openRuns(home)).rejects.toMatchObject({ code: 'home-unwritable', parameters: { home } })
  await expect(openRuns(join(home, 'below'))).rejects.toMatchObject({ code: 'home-unwritable' })
})

const isRoot = process.getuid?.() === 0

/** What still goes where nothing can be written. */
async function checkReading(id: string): Promise<void> {
  await withRuns(async (runs) => {
    expect(await runs.list()).toMatchObject([{ id, state: 'interrupted', steps: 20 }])
    const { journal, events } = await runs.history(id)
    expect(events).toHaveLength(20)
    expect(await journal.charges()).toHaveLength(20)
    expect(await runs.inspect()).toEqual([])
    for (const write of [() => runs.submit(request), () => runs.take(id)])
      await expect(write()).rejects.toMatchObject({ code: 'home-unwritable' })
  })
}

test.skipIf(process.platform === 'win32' || isRoot)(
  'a home without permission to write can be read',
  async () => {
    const id = await filled()
    chmodSync(home, 0o500)
    chmodSync(file, 0o400)
    await checkReading(id)
    chmodSync(home, 0o700)
  },
)

const canMount = process.platform === 'linux' && isRoot && mounts()

test.skipIf(!canMount)('a home on a read-only disk can be read', async () => {
  const id = await filled()
  execFileSync(tools.mount, ['--bind', home, home])
  try {
    execFileSync(tools.mount, ['-o', 'remount,ro,bind', home])
    await checkReading(id)
  } finally {
    execFileSync(tools.unmount, [home])
  }
  expect(await filled()).not.toBe(id)
})

test.skipIf(!canMount)(
  'a full disk refuses what does not fit, keeps what was told, and goes on with room',
  async () => {
    mkdirSync(home)
    execFileSync(tools.mount, ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', home])
    try {
      await withRuns(async (runs) => {
        const { run } = await runs.submit(request)
        const taken = await runs.take(run.id)
        const { journal } = taken
        const write = (i: number): Promise<void> =>
          journal.write([
            {
              kind: 'step',
              path: `s${i}`,
              key: 'k',
              recorded: { outcome: 'done', result: 'x'.repeat(5000) },
            },
          ])
        let kept = 0
        let failure: unknown
        while (failure === undefined && kept < 1000)
          await write(kept).then(
            () => kept++,
            (error: unknown) => (failure = error),
          )
        expect(failure).toMatchObject({ code: 'disk-full', retryable: true, parameters: { path: home } })
        expect(kept).toBeGreaterThan(20)
        expect(taken.lost.aborted).toBe(false)
        for (let i = 0; i < kept; i++)
          expect(await journal.recall(`s${i}`, 'k')).toMatchObject({ outcome: 'done' })
        expect(await journal.recall(`s${kept}`, 'k')).toBeUndefined()
        execFileSync(tools.mount, ['-o', 'remount,size=20m', home])
        await write(kept)
        expect(await journal.recall(`s${kept}`, 'k')).toMatchObject({ outcome: 'done' })
        await taken.finish('done')
        expect(await runs.inspect()).toEqual([])
        expect(await runs.list()).toMatchObject([{ state: 'done', steps: kept + 1 }])
      })
    } finally {
      execFileSync(tools.unmount, [home])
    }
  },
)

test.skipIf(!canMount)('a journal that cannot even be begun says that the disk is full', async () => {
  mkdirSync(home)
  execFileSync(tools.mount, ['-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', home])
  try {
    await expect(openRuns(home)).rejects.toMatchObject({ code: 'disk-full' })
  } finally {
    execFileSync(tools.unmount, [home])
  }
})

test('each version is brought up to the next, whole or not at all, and what was there stays', async () => {
  const id = await filled()
  const next: Migration = {
    version: 3,
    why: 'a test',
    apply: (sql) => sql.database.exec('ALTER TABLE states ADD COLUMN note TEXT'),
  }
  const broken: Migration = {
    ...next,
    apply: (sql) => sql.database.exec('CREATE TABLE half (a); SELECT nonsense FROM nowhere'),
  }
  expect(() => openStore(home, [...migrations, broken])).toThrow(/nowhere/)
  expect(await withRuns((runs) => runs.list())).toMatchObject([{ id, steps: 20 }])
  const sql = openStore(home, [...migrations, next])
  expect(sql.all('SELECT note FROM states')).toEqual([expect.objectContaining({ note: null })])
  sql.database.close()
  await expect(openRuns(home)).rejects.toMatchObject({ code: 'journal-newer' })
})

interface Golden {
  readonly records: readonly RunRecord[]
  readonly histories: Readonly<
    Record<
      string,
      {
        readonly events: readonly LoggedEvent[]
        readonly steps: readonly {
          readonly path: string
          readonly key: string
          readonly recorded: Recorded
        }[]
        readonly charges: readonly Charge[]
        readonly open: readonly unknown[]
        /** Since version 2. */
        readonly told?: readonly unknown[]
      }
    >
  >
}

/** Every journal that a released version wrote; made by scripts/write-golden-journal.ts. */
const fixtures = resolve(import.meta.dirname, '../fixtures/journals')
const versions = readdirSync(fixtures)

test('there is a golden journal of every version', () =>
  expect(versions.toSorted()).toEqual(migrations.map(({ version }) => `v${version}`)))

describe.each(versions)('the golden journal %s', (version) => {
  const golden = JSON.parse(readFileSync(join(fixtures, version, 'expected.json'), 'utf8')) as Golden
  beforeEach(() => cpSync(join(fixtures, version, 'home'), home, { recursive: true }))

  test('tells what it told', () =>
    withRuns(async (runs) => {
      expect(await runs.inspect()).toEqual([])
      // A later version may tell more of a run, never less.
      expect(await runs.list()).toMatchObject(golden.records as RunRecord[])
      for (const [id, { events, steps, charges, open, told = [] }] of Object.entries(golden.histories)) {
        const history = await runs.history(id)
        expect(history.events).toEqual(events)
        for (const { path, key, recorded } of steps)
          expect(await history.journal.recall(path, key)).toEqual(recorded)
        expect(await history.journal.charges()).toEqual(charges)
        expect(await history.journal.allOpenAttempts()).toEqual(open)
        expect(await runs.told(id)).toEqual(told)
      }
    }))

  test('goes on', () =>
    withRuns(async (runs) => {
      const keyed = golden.records.find(({ key }) => key !== undefined)!
      const { id: _id, state: _state, createdAt: _createdAt, ...asked } = keyed
      expect(await runs.submit(asked)).toMatchObject({ created: false, run: { id: keyed.id } })
      for (const { id, state, attempts } of golden.records) {
        const taken = await runs.take(id)
        expect(taken.record).toMatchObject({ state: 'running', attempts: attempts + 1 })
        await writePairs(taken.journal, id, { calls: 3, atOnce: 1, first: 10_000 })
        await taken.finish(state === 'failed' ? 'failed' : 'done')
      }
      expect(await runs.inspect()).toEqual([])
    }))
})

function mounts(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'kaoju-mount-'))
  try {
    execFileSync(tools.mount, ['-t', 'tmpfs', '-o', 'size=100k', 'tmpfs', place], { stdio: 'ignore' })
    execFileSync(tools.unmount, [place], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}
