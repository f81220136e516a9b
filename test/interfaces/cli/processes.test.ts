import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createContext } from '#runtime'
import { openLibrary } from '#library'
import { emptyFolder, runKaoju, runShared } from '../run-kaoju.ts'

/** Enough small files that reading them takes a few seconds. */
function writeManyFiles(docs: string): void {
  mkdirSync(docs)
  for (let index = 0; index < 2_000; index++)
    writeFileSync(
      join(docs, `${index}.txt`),
      `Note ${index}. The gauge at the weir read ${index} millimetres.\n`,
    )
}

describe('a run that is told to stop', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-stop-'))
  const docs = join(folder, 'docs')
  const home = join(folder, 'home')
  beforeAll(() => writeManyFiles(docs))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('once: it finishes with what there is, keeps it, and says that it is incomplete', async () => {
    const { exit, stdout, stderr } = await runKaoju(['add', docs, '--home', home, '--json'], {
      meanwhile: (child) => child.stderr?.once('data', () => child.kill('SIGINT')),
    })
    expect(stderr).toContain('Stopping: finishing with what there is')
    const { read, library } = JSON.parse(stdout) as { read: number; library: { documents: number } }
    expect(read).toBeGreaterThan(0)
    expect(read).toBeLessThan(2_000)
    expect(library.documents).toBe(read)
    expect(exit).toBe(3)
  })

  test('twice: it leaves at once, and what was stored is sound', async () => {
    const { exit, stdout, stderr } = await runKaoju(['add', docs, '--home', home], {
      meanwhile: (child) =>
        child.stderr?.on('data', (text: string) => {
          // The first line of progress, then the answer to the first signal.
          if (text.startsWith('reading') || text.startsWith('Stopping')) child.kill('SIGINT')
        }),
    })
    expect(stdout).toBe('')
    expect(stderr).toContain('Stopped before it was finished')
    expect(stderr).toMatch(/^What was done is kept\. To go on: kaoju resume run-\S+$/m)
    expect(exit).toBe(1)
    const doctor = await runShared(['doctor', '--home', home, '--json'])
    expect(JSON.parse(doctor.stdout)).toMatchObject({ findings: [] })
    const resumed = await runKaoju(['resume', '--home', home, '--json'])
    expect(JSON.parse(resumed.stdout)).toMatchObject({ failed: [], library: { documents: 2_000 } })
    expect(resumed.exit).toBe(0)
  })
})

describe('a reader that goes away', () => {
  test('is not an error', async () => {
    const ended = await runKaoju(['--help'], { meanwhile: (child) => child.stdout?.destroy() })
    expect(ended).toMatchObject({ exit: 0, stderr: '' })
  })
})

describe('a second process on the same home', () => {
  test('may read, may not write, and is told by whom it is held', async () => {
    const folder = emptyFolder()
    const home = join(folder, 'home')
    writeFileSync(join(folder, 'a.txt'), 'The ferry leaves at noon.\n')
    expect((await runShared(['add', join(folder, 'a.txt'), '--home', home])).exit).toBe(0)
    const { context } = createContext()
    const library = await openLibrary({ home, mode: 'write' }, context)
    try {
      const reading = await runKaoju(['search', 'ferry', '--home', home])
      expect(reading.stdout).toContain('leaves at noon')
      const writing = await runKaoju(['add', join(folder, 'a.txt'), '--home', home])
      expect(writing.stderr).toMatch(
        new RegExp(`^kaoju: Another kaoju \\(process ${process.pid}\\) is writing to .*--home`),
      )
      expect(writing.exit).toBe(1)
    } finally {
      await library.close()
    }
  })
})

describe('a home from a newer version', () => {
  test('is neither read nor written, and the way out is told', async () => {
    const folder = emptyFolder()
    const home = join(folder, 'home')
    writeFileSync(join(folder, 'a.txt'), 'The ferry leaves at noon.\n')
    expect((await runShared(['add', join(folder, 'a.txt'), '--home', home])).exit).toBe(0)
    const database = new DatabaseSync(join(home, 'kaoju.sqlite'))
    database.exec('PRAGMA user_version = 999')
    database.close()
    const before = readFileSync(join(home, 'kaoju.sqlite'))
    for (const line of [['list'], ['add', join(folder, 'a.txt')], ['search', 'ferry']]) {
      const { exit, stdout, stderr } = await runShared([...line, '--home', home])
      expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' })
      expect(stderr).toMatch(/^kaoju: .* was written by a newer Kaoju \(schema 999, .*Upgrade/)
    }
    expect(readFileSync(join(home, 'kaoju.sqlite')).equals(before)).toBe(true)
  })
})
