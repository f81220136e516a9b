import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import { openRuns } from '../../src/runtime/journal-store/open-runs.ts'
import { createMemoryJournal } from '../../src/runtime/journal.ts'
import { journalConformance } from './journal-conformance.ts'

describe('the journal in memory', () => {
  journalConformance(() => {
    const journal = createMemoryJournal()
    return Promise.resolve({
      journal,
      again: () => Promise.resolve(journal),
      close: () => Promise.resolve(),
    })
  })
})

const request = { kind: 'research', subject: 'why?', task: {}, configuration: {}, seed: 's' } as const

describe('the durable journal', () => {
  journalConformance(async () => {
    const home = mkdtempSync(join(tmpdir(), 'kaoju-journal-'))
    let runs = await openRuns(home)
    const { run } = await runs.submit(request)
    return {
      journal: (await runs.take(run.id)).journal,
      again: async () => {
        await runs.close()
        runs = await openRuns(home)
        return (await runs.take(run.id)).journal
      },
      close: async () => {
        await runs.close()
        rmSync(home, { recursive: true })
      },
    }
  })
})

describe('a history', () => {
  journalConformance(async () => {
    const home = mkdtempSync(join(tmpdir(), 'kaoju-journal-'))
    const runs = await openRuns(home)
    const { run } = await runs.submit(request)
    return {
      journal: (await runs.take(run.id)).journal,
      // Read while the run is still being written, as `kaoju runs` may.
      again: async () => (await runs.history(run.id)).journal,
      close: async () => {
        await runs.close()
        rmSync(home, { recursive: true })
      },
    }
  })
})
