import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Audit, Report } from '#vocabulary'
import {
  canonicalJson,
  createContext,
  createMemoryJournal,
  readOnly,
  type Journal,
  type JournalEntry,
} from '#runtime'
import { addPaths, openLibrary, type Library } from '#library'
import type { Models } from '#models'
import { checkText, research } from '#research'
import { scriptedModels, scriptedReranker, type Asked } from './scripted-models.ts'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'kaoju-replay-'))
const documents = join(folder, 'documents')
let before: Library
let after: Library

/** The example library, and the same after documents came, changed and went. */
beforeAll(async () => {
  const { context } = createContext()
  cpSync(join(root, 'examples/library'), documents, { recursive: true })
  before = await openLibrary({ home: join(folder, 'before'), mode: 'write' }, context)
  await addPaths(before, [documents], {}, context)
  after = await openLibrary({ home: join(folder, 'after'), mode: 'write' }, context)
  await addPaths(after, [documents], {}, context)
  writeFileSync(
    join(documents, 'news.md'),
    '# Heyan Wetland\n\nThe Heyan Wetland cost 99.9 million yuan to build.\n',
  )
  await addPaths(after, [join(documents, 'news.md')], {}, context)
  const [first] = await after.holdings()
  await after.remove(first!.uri)
})
afterAll(async () => {
  await before.close()
  await after.close()
  rmSync(folder, { recursive: true, force: true })
})

/** At how many entries a run is cut off; `npm run soak:kills` asks for all. */
const cuts = Number(process.env['KAOJU_CUTS'] ?? 8)

const question = 'How much did the Heyan Wetland cost to build, and how deep is Qing Lake?'
const draft = readFileSync(join(root, 'examples/draft-with-errors.en.md'), 'utf8')

function askWith(journal: Journal, library: Library, models?: Models): Promise<Report> {
  const { context } = createContext({ run: 'run-test', journal })
  return research(
    { question, language: 'en', effort: 'standard' },
    { library, ...(models ? { models } : {}) },
    context,
  )
}

function checkWith(journal: Journal, library: Library, models?: Models): Promise<Audit> {
  const { context } = createContext({ run: 'run-test', journal })
  const task = { file: 'draft.md', text: draft, language: 'en' } as const
  return checkText(task, { library, ...(models ? { models } : {}) }, context)
}

const withReranker = (log: Asked[] = []): Models => ({
  ...scriptedModels({}, { log }),
  reranker: scriptedReranker((_, text) => text.length % 97),
})

/** A journal that remembers what was written together, so that it can be cut where a kill would cut it. */
function createTornJournal(): Journal & { readonly writes: readonly (readonly JournalEntry[])[] } {
  const writes: (readonly JournalEntry[])[] = []
  const journal = createMemoryJournal()
  return {
    ...journal,
    writes,
    write: (entries) => {
      writes.push(entries)
      return journal.write(entries)
    },
  }
}

/** A journal that holds these writes of an executor that is gone. */
async function journalOf(writes: readonly (readonly JournalEntry[])[]): Promise<Journal> {
  const journal = createMemoryJournal()
  for (const entries of writes) await journal.write(entries)
  return journal
}

/** A report without what time and interruptions may change. */
function lasting(subject: Report | Audit): string {
  const { timings: _, createdAt: __, cost, ...rest } = subject
  return canonicalJson({ ...rest, cost: cost && { ...cost, lost: undefined } })
}

const subjects = {
  'research by rules': (journal: Journal, library: Library) => askWith(journal, library),
  'research with models': (journal: Journal, library: Library) => askWith(journal, library, withReranker()),
  'check by rules': (journal: Journal, library: Library) => checkWith(journal, library),
  'check with a judge': (journal: Journal, library: Library) => checkWith(journal, library, scriptedModels()),
}

describe.each(Object.entries(subjects))('%s', (_, run) => {
  test('again on the same journal is the same to the byte, though the library changed', async () => {
    const journal = createMemoryJournal()
    const first = await run(journal, before)
    const held = journal.entries.length
    const again = await run(journal, after)
    expect(canonicalJson(again)).toBe(canonicalJson(first))
    // Nothing was done again: events apart, nothing was written.
    expect(journal.entries.slice(held).filter(({ kind }) => kind !== 'event')).toEqual([])
    expect(canonicalJson(await run(readOnly(journal, 'run-test'), after))).toBe(canonicalJson(first))
  })

  test('cut off after any entry and taken up again, it ends the same', async () => {
    const whole = createTornJournal()
    const first = lasting(await run(whole, before))
    const { writes } = whole
    const step = Math.max(1, Math.floor(writes.length / cuts))
    for (let kept = 0; kept < writes.length; kept += step) {
      const journal = await journalOf(writes.slice(0, kept))
      expect(lasting(await run(journal, before)) === first, `after ${kept} of ${writes.length}`).toBe(true)
    }
  }, 600_000)
})

test('a changed library gives another report to a run of its own', async () => {
  const report = await askWith(createMemoryJournal(), after)
  expect(canonicalJson(report)).not.toContain(canonicalJson(await askWith(createMemoryJournal(), before)))
  expect(canonicalJson(report)).toContain('99.9 million yuan')
})

test('calls that were answered are never made again; one that was in flight is made again and listed', async () => {
  const whole = createTornJournal()
  const log: Asked[] = []
  await askWith(whole, before, withReranker(log))
  const made = log.length
  for (const [at, write] of whole.writes.entries()) {
    if (!write.some(({ kind }) => kind === 'intent')) continue
    const kept = whole.writes.slice(0, at + 1)
    const all = kept.flat()
    const charges = all.flatMap((entry) => (entry.kind === 'charge' ? [entry.charge] : []))
    const open = all.filter(({ kind }) => kind === 'intent').length - charges.length
    expect(open).toBeGreaterThan(0)
    const later: Asked[] = []
    const report = await askWith(await journalOf(kept), before, withReranker(later))
    expect(later).toHaveLength(made - charges.filter(({ kind }) => kind === 'chat').length)
    expect(report.cost.lost).toHaveLength(open)
    expect(report.cost.lost!.every(({ tokens, usd }) => tokens > 0 && usd! > 0)).toBe(true)
  }
}, 120_000)

test('a stop that came is met again, in the middle of a run as well', async () => {
  const stop = new AbortController()
  const journal = createMemoryJournal()
  const { context, log } = createContext({ run: 'run-test', journal, stop: stop.signal })
  log.read(({ event }) => {
    if (event.type === 'question-searched') stop.abort()
  })
  const task = {
    question: 'What happened to phosphorus in Qing Lake?',
    language: 'en',
    effort: 'deep',
  } as const
  const first = await research(task, { library: before }, context)
  expect(first.coverage.notes.join(' ')).toContain('stopped')
  const again = await research(task, { library: before }, createContext({ run: 'run-test', journal }).context)
  expect(canonicalJson(again)).toBe(canonicalJson(first))
})

test('a document that was purged is missed by a replay, never passed over', async () => {
  const journal = createMemoryJournal()
  const report = await askWith(journal, after)
  const [cited] = report.sections[0]!.sentences[0]!.citations
  await after.purge(cited!.uri)
  await expect(askWith(readOnly(journal, 'run-test'), after)).rejects.toMatchObject({
    code: 'replay-missing',
  })
})
