import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Library } from '#library'
import { evidenceAt } from '#reading'
import { sha256 } from '#runtime'
import { find, readingOf } from './readings.ts'
import { agreesWithModel } from './library-model.ts'
import { vectorsConformance } from './vectors-conformance.ts'
import { webStoresConformance } from './web-stores-conformance.ts'

/** Opens a library in a folder that is the test's own. */
export type Open = (options: { home: string; workspace?: string; mode: 'read' | 'write' }) => Promise<Library>

/** What every backend must do: one test for each sentence of the contract's comments. */
export function libraryConformance(name: string, open: Open): void {
  describe(`library contract: ${name}`, () => {
    let home: string
    let library: Library
    const opened: Library[] = []
    const openOne = async (workspace?: string, mode: 'read' | 'write' = 'write'): Promise<Library> => {
      const one = await open({ home, mode, ...(workspace ? { workspace } : {}) })
      opened.push(one)
      return one
    }

    beforeEach(async () => {
      home = join(await mkdtemp(join(tmpdir(), 'kaoju-library-')), 'home')
      library = await openOne()
    })
    afterEach(async () => {
      for (const one of opened.splice(0)) await one.close()
      await rm(join(home, '..'), { recursive: true, force: true })
    })

    const a = readingOf(['The lake is clear.', 'The river carries nitrate 2019.'], {
      group: 'one',
      stamp: { size: 50, modified: 1_700_000_000_123.5 },
    })
    const aTwo = readingOf(['The lake is murky.', 'Phosphorus rose.'], {
      uri: a.uri,
      title: 'Second edition',
    })
    const b = readingOf(['清湖的水质明显好转。', '😀 Fish came back.'], {
      uri: 'file:///docs/b%20c.txt',
      group: 'two',
    })

    describe('add', () => {
      test('keeps document, passages, snapshot and place exactly', async () => {
        expect(await library.add(a)).toEqual({ outcome: 'added', document: a.document.id })
        expect(await library.document(a.document.id)).toEqual(a.document)
        expect(await library.passages(a.document.id)).toEqual(a.passages)
        expect(Buffer.from((await library.snapshot(a.document.snapshot))!)).toEqual(a.bytes)
        expect(await library.holding(a.uri)).toEqual({
          uri: a.uri,
          state: 'listed',
          document: a.document.id,
          snapshot: a.document.snapshot,
          title: 'A heading',
          mediaType: 'text/plain',
          reader: { name: 'test', version: 1 },
          language: 'en',
          passages: 2,
          publishedAt: '2024-05',
          fetchedAt: a.fetchedAt,
          stamp: a.stamp,
          group: 'one',
          earlier: [],
        })
      })

      test('the same bytes read by the same reader are unchanged; the place learns the new stamp', async () => {
        await library.add(a)
        const stamp = { size: 50, modified: 1_800_000_000_000 }
        expect(await library.add({ ...a, stamp, fetchedAt: 1_800_000_000_001 })).toEqual({
          outcome: 'unchanged',
          document: a.document.id,
        })
        expect(await library.holding(a.uri)).toMatchObject({
          stamp,
          fetchedAt: 1_800_000_000_001,
          earlier: [],
        })
      })

      test('other bytes supersede: the old document stays citable and is no longer found', async () => {
        await library.add(a)
        await library.refresh()
        expect(await library.add(aTwo)).toEqual({
          outcome: 'changed',
          document: aTwo.document.id,
          supersedes: a.document.id,
        })
        await library.refresh()
        expect(await library.holding(a.uri)).toMatchObject({
          document: aTwo.document.id,
          earlier: [a.document.id],
        })
        expect(await library.document(a.document.id)).toEqual(a.document)
        expect(await library.snapshot(a.document.snapshot)).toBeDefined()
        expect(await find(library, 'nitrate')).toEqual([])
        expect((await find(library, 'phosphorus')).map((hit) => hit.document)).toEqual([aTwo.document.id])
      })

      test('another version of the reader makes a new document of the same snapshot', async () => {
        await library.add(a)
        const again = readingOf(['The lake is clear.', 'The river carries nitrate 2019.'], {
          readerVersion: 2,
        })
        expect(again.document.snapshot).toBe(a.document.snapshot)
        expect(await library.add(again)).toMatchObject({ outcome: 'changed', supersedes: a.document.id })
        expect(await library.document(a.document.id)).toEqual(a.document)
      })

      test('going back to an earlier text: it is current again and not its own forerunner', async () => {
        for (const reading of [a, aTwo, a]) await library.add(reading)
        expect(await library.holding(a.uri)).toMatchObject({
          document: a.document.id,
          earlier: [aTwo.document.id],
        })
        await library.refresh()
        expect((await find(library, 'nitrate')).length).toBe(1)
        expect(await find(library, 'phosphorus')).toEqual([])
      })

      test('a document at two places is found once, and until it is gone from both', async () => {
        await library.add(a)
        await library.add({ ...a, uri: 'file:///copy.txt' })
        await library.refresh()
        expect((await find(library, 'nitrate')).length).toBe(1)
        await library.remove(a.uri)
        expect((await find(library, 'nitrate')).length).toBe(1)
        await library.remove('file:///copy.txt')
        expect(await find(library, 'nitrate')).toEqual([])
      })

      test('passages cut differently replace the old ones', async () => {
        await library.add(a)
        await library.refresh()
        await library.add({ ...a, passages: a.passages.slice(0, 1) })
        await library.refresh()
        expect(await library.passages(a.document.id)).toEqual(a.passages.slice(0, 1))
        expect(await find(library, 'nitrate')).toEqual([])
        expect((await find(library, 'lake')).length).toBe(1)
        expect(await library.counts()).toMatchObject({ documents: 1, passages: 1 })
      })

      test('refuses passages that are not what stands there, and bytes that were not read', async () => {
        const passage = { ...a.passages[0]!, text: 'The lake is murky.' }
        await expect(library.add({ ...a, passages: [passage] })).rejects.toMatchObject({ code: 'internal' })
        await expect(library.add({ ...a, bytes: Buffer.from('other') })).rejects.toMatchObject({
          code: 'internal',
        })
        expect(await library.holding(a.uri)).toBeUndefined()
        expect(await library.holdings({ all: true })).toEqual([])
      })

      test('a crowd added at once is all there, in the order of the calls whatever its size', async () => {
        const crowd = Array.from({ length: 60 }, (_, i) =>
          readingOf([`Number ${i} swims.`.repeat(i % 3 === 0 ? 50_000 : 1)], { uri: `file:///crowd/${i}` }),
        )
        const added = await Promise.all(crowd.map((reading) => library.add(reading)))
        expect(added.map((one) => one.outcome)).toEqual(crowd.map(() => 'added'))
        expect((await library.holdings()).map(({ uri }) => uri)).toEqual(crowd.map(({ uri }) => uri))
        expect(await library.counts()).toMatchObject({ documents: 60, passages: 60, failed: 0 })
      })

      test('one that cannot be stored does not keep the others of its batch out', async () => {
        const twice = { ...b, passages: [b.passages[0]!, b.passages[0]!] }
        const outcomes = await Promise.allSettled([library.add(a), library.add(twice)])
        expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected'])
        expect((await library.holdings({ all: true })).map((held) => held.uri)).toEqual([a.uri])
        expect(await library.document(b.document.id)).toBeUndefined()
      })
    })

    describe('failures and vanished places', () => {
      const failure = {
        uri: a.uri,
        code: 'file-encrypted',
        why: 'It is encrypted.',
        fetchedAt: 5,
        stamp: { size: 1, modified: 2 },
      }

      test('a failure is remembered with its stamp; such a place holds nothing', async () => {
        await library.addFailure({ ...failure, snapshot: sha256('x') })
        expect(await library.holdings()).toEqual([])
        const [held] = await library.holdings({ all: true })
        expect(held).toMatchObject({
          uri: a.uri,
          state: 'failed',
          title: 'a.txt',
          passages: 0,
          snapshot: sha256('x'),
          stamp: { size: 1, modified: 2 },
          failure: { code: 'file-encrypted', why: 'It is encrypted.' },
        })
        expect(held).not.toHaveProperty('document')
        expect(await library.counts()).toMatchObject({ documents: 0, failed: 1 })
      })

      test('what stood at a place that fails stays citable and is not found; reading it again mends it', async () => {
        await library.add(a)
        await library.addFailure(failure)
        await library.refresh()
        expect(await library.holding(a.uri)).toMatchObject({ state: 'failed', earlier: [a.document.id] })
        expect(await find(library, 'nitrate')).toEqual([])
        expect(await library.document(a.document.id)).toEqual(a.document)
        expect(await library.add(a)).toMatchObject({ outcome: 'added' })
        await library.refresh()
        const held = await library.holding(a.uri)
        expect(held).toMatchObject({ state: 'listed', earlier: [] })
        expect(held).not.toHaveProperty('failure')
        expect((await find(library, 'nitrate')).length).toBe(1)
      })

      test('vanished places are marked; their documents stay, found and listed, until they are removed', async () => {
        await library.add(a)
        await library.refresh()
        await library.markMissing([a.uri, 'file:///never-seen'])
        expect((await library.holdings()).map((held) => held.state)).toEqual(['missing'])
        expect((await find(library, 'nitrate')).length).toBe(1)
        expect(await library.add(a)).toMatchObject({ outcome: 'unchanged' })
        expect(await library.holding(a.uri)).toMatchObject({ state: 'listed' })
        await library.remove(a.uri)
        await library.markMissing([a.uri])
        expect(await library.holding(a.uri)).toMatchObject({ state: 'removed' })
      })
    })

    describe('remove', () => {
      test('by place: not found any more even before refresh, old evidence still opens', async () => {
        await library.add(a)
        await library.add(b)
        await library.refresh()
        const evidence = evidenceAt(a.document, a.passages[1]!.start, a.passages[1]!.end)
        await library.addEvidence([evidence])
        const removed = await library.remove(a.uri)
        expect(removed).toMatchObject([
          { uri: a.uri, state: 'removed', title: 'A heading', document: a.document.id },
        ])
        expect(await find(library, 'nitrate')).toEqual([])
        expect((await library.holdings()).map((held) => held.uri)).toEqual([b.uri])
        await library.refresh()
        expect(await find(library, 'nitrate')).toEqual([])
        expect(await library.evidence(evidence.id)).toEqual({ evidence, withdrawn: false })
        expect(await library.counts()).toMatchObject({ documents: 1, passages: 2 })
        expect(await library.remove(a.uri)).toEqual([])
        expect(await library.add(a)).toMatchObject({ outcome: 'added' })
      })

      test('by document, or the beginning of its id: every place that holds it', async () => {
        await library.add(a)
        await library.add({ ...a, uri: 'file:///copy.txt' })
        const removed = await library.remove(a.document.id.slice(0, 12))
        expect(removed.map((held) => held.uri)).toEqual([a.uri, 'file:///copy.txt'])
        expect(await library.holdings()).toEqual([])
      })

      test('what is not there is not found', async () => {
        await expect(library.remove('file:///nothing')).rejects.toMatchObject({ code: 'not-found' })
        await expect(library.purge('d_00000000000000000000000000000000')).rejects.toMatchObject({
          code: 'not-found',
        })
      })
    })

    describe('purge', () => {
      test('erases bytes, text and passages; the evidence is withdrawn and quotes nothing', async () => {
        await library.add(a)
        await library.add(b)
        await library.refresh()
        const evidence = evidenceAt(a.document, a.passages[1]!.start, a.passages[1]!.end)
        await library.addEvidence([evidence])
        expect(await library.purge(a.uri)).toMatchObject([
          { uri: a.uri, state: 'purged', title: 'A heading' },
        ])
        expect(await library.document(a.document.id)).toBeUndefined()
        expect(await library.snapshot(a.document.snapshot)).toBeUndefined()
        expect(await library.passagesById(a.passages.map((passage) => passage.id))).toEqual(new Map())
        await expect(library.passages(a.document.id)).rejects.toMatchObject({ code: 'withdrawn' })
        await expect(library.resolve(a.document.id)).rejects.toMatchObject({ code: 'withdrawn' })
        await expect(library.resolve(a.uri)).rejects.toMatchObject({ code: 'withdrawn' })
        expect(await library.evidence(evidence.id)).toEqual({
          evidence: { ...evidence, quote: '' },
          withdrawn: true,
        })
        expect(await library.resolve(evidence.id)).toMatchObject({
          kind: 'evidence',
          withdrawn: true,
          document: { text: '', title: 'a.txt' },
        })
        expect(await find(library, 'nitrate')).toEqual([])
        await library.refresh()
        expect(await find(library, 'nitrate')).toEqual([])
        expect((await find(library, '水质')).length).toBe(1)
        expect(
          (await library.holdings({ all: true })).map(({ uri, state, title }) => [uri, state, title]),
        ).toEqual([
          [a.uri, 'purged', 'a.txt'],
          [b.uri, 'listed', 'A heading'],
        ])
        expect(await library.purge(a.uri)).toEqual([])
        expect(await library.inspect({ repair: false })).toEqual([])
      })

      test('by place: earlier versions go too, what another place holds stays', async () => {
        await library.add(a)
        await library.add(aTwo)
        await library.add({ ...a, uri: 'file:///copy.txt' })
        await library.purge(a.uri)
        expect(await library.document(aTwo.document.id)).toBeUndefined()
        expect(await library.document(a.document.id)).toEqual(a.document)
        expect(await library.snapshot(a.document.snapshot)).toBeDefined()
      })

      test('by document: wherever it stands or stood, with every reading of the same bytes', async () => {
        await library.add(a)
        const again = readingOf(['The lake is clear.', 'The river carries nitrate 2019.'], {
          readerVersion: 2,
        })
        await library.add(again)
        await library.add({ ...a, uri: 'file:///copy.txt' })
        await library.purge(a.document.id)
        expect(await library.document(a.document.id)).toBeUndefined()
        expect(await library.document(again.document.id)).toBeUndefined()
        expect((await library.holdings({ all: true })).map((held) => held.state)).toEqual([
          'purged',
          'purged',
        ])
        expect(await library.counts()).toMatchObject({ documents: 0, passages: 0 })
      })

      test('a superseded document can be purged alone', async () => {
        await library.add(a)
        await library.add(aTwo)
        expect(await library.purge(a.document.id)).toMatchObject([
          { uri: a.uri, document: a.document.id, state: 'purged' },
        ])
        expect(await library.holding(a.uri)).toMatchObject({
          state: 'listed',
          document: aTwo.document.id,
          earlier: [],
        })
        expect(await library.document(a.document.id)).toBeUndefined()
      })

      test('added again, it is held again and its evidence opens', async () => {
        await library.add(a)
        const evidence = evidenceAt(a.document, 0, 5)
        await library.addEvidence([evidence])
        await library.purge(a.uri)
        await expect(library.addEvidence([evidence])).rejects.toMatchObject({ code: 'withdrawn' })
        expect(await library.add(a)).toEqual({ outcome: 'added', document: a.document.id })
        await library.refresh()
        expect(await library.document(a.document.id)).toEqual(a.document)
        expect(await library.evidence(evidence.id)).toEqual({ evidence, withdrawn: false })
        expect((await find(library, 'nitrate')).length).toBe(1)
      })
    })

    describe('evidence', () => {
      test('comes back whole, with its cell', async () => {
        await library.add(a)
        const cell = a.document.tables[0]!.cells[3]!
        const evidence = [
          evidenceAt(a.document, 0, 9),
          evidenceAt(a.document, cell.start, cell.end, { table: 0, row: 1, column: 1 }),
        ]
        await library.addEvidence(evidence)
        await library.addEvidence(evidence)
        for (const piece of evidence)
          expect(await library.evidence(piece.id)).toEqual({ evidence: piece, withdrawn: false })
        expect(await library.evidence('e_000000000000000000000000')).toBeUndefined()
      })

      test('of a document that is not held, or that does not say so, is refused', async () => {
        await expect(library.addEvidence([evidenceAt(a.document, 0, 9)])).rejects.toMatchObject({
          code: 'not-found',
        })
        await library.add(a)
        const altered = { ...evidenceAt(a.document, 0, 9), quoteHash: sha256('A Heading') }
        await expect(library.addEvidence([altered])).rejects.toMatchObject({ code: 'internal' })
      })
    })

    describe('reading', () => {
      test('places come in order of arrival', async () => {
        for (const uri of ['file:///z', 'file:///a', 'file:///m'])
          await library.add(readingOf([uri], { uri }))
        await library.add(readingOf(['changed'], { uri: 'file:///z' }))
        expect((await library.holdings()).map((held) => held.uri)).toEqual([
          'file:///z',
          'file:///a',
          'file:///m',
        ])
      })

      test('absence is told: undefined, or not-found; an empty list means that there is nothing', async () => {
        expect(await library.holding('file:///none')).toBeUndefined()
        expect(await library.document('d_none')).toBeUndefined()
        expect(await library.snapshot(sha256('none'))).toBeUndefined()
        await expect(library.passages('d_none')).rejects.toMatchObject({ code: 'not-found' })
        await library.add({ ...a, passages: [] })
        expect(await library.passages(a.document.id)).toEqual([])
        expect(await library.holdings()).toHaveLength(1)
      })

      test('passagesById keeps the order asked and leaves out what is not held', async () => {
        await library.add(a)
        await library.add(b)
        const asked = [b.passages[1]!.id, 'd_none:0-1', 'nonsense', a.passages[0]!.id, `${a.document.id}:0-1`]
        const found = await library.passagesById(asked)
        expect([...found]).toEqual([
          [b.passages[1]!.id, b.passages[1]],
          [a.passages[0]!.id, a.passages[0]],
        ])
      })

      test('passages of a long text with astral characters are exact wherever they begin', async () => {
        const long = readingOf(
          Array.from({ length: 400 }, (_, i) => `${i} 𠮷野家 😀 ${'清湖 lake '.repeat(i % 17)}end`),
        )
        await library.add(long)
        const found = await library.passagesById(long.passages.map((passage) => passage.id))
        expect([...found.values()]).toEqual(long.passages)
        expect(await library.document(long.document.id)).toEqual(long.document)
      })
    })

    describe('resolve', () => {
      test('document, passage and evidence by id, by beginning, by place and by path', async () => {
        await library.add(a)
        await library.add(b)
        const evidence = evidenceAt(b.document, b.passages[1]!.start, b.passages[1]!.end)
        await library.addEvidence([evidence])
        const document = { kind: 'document', document: a.document, holding: { uri: a.uri } }
        for (const id of [
          a.document.id,
          a.document.id.slice(0, 8),
          a.uri,
          '/docs/a.txt',
          a.document.snapshot.slice(0, 10),
        ])
          expect(await library.resolve(id)).toMatchObject(document)
        expect(await library.resolve('/docs/b c.txt')).toMatchObject({ document: { id: b.document.id } })
        const passage = a.passages[1]!
        const shortened = `${a.document.id.slice(0, 10)}:${passage.start}-${passage.end}`
        for (const id of [passage.id, passage.id.slice(0, -1), shortened])
          expect(await library.resolve(id)).toEqual({ kind: 'passage', passage, document: a.document })
        for (const id of [evidence.id, evidence.id.slice(0, 9)])
          expect(await library.resolve(id)).toEqual({
            kind: 'evidence',
            evidence,
            document: b.document,
            withdrawn: false,
          })
      })

      test('a superseded document names the place where it stood', async () => {
        await library.add(a)
        await library.add(aTwo)
        expect(await library.resolve(a.document.id)).toMatchObject({
          holding: { uri: a.uri, document: aTwo.document.id },
        })
      })

      test('too short, unknown, failed and removed', async () => {
        await library.add(a)
        for (const id of [
          a.document.id.slice(0, 7),
          'd_ffffffffff',
          'e_ffffffff',
          `${a.document.id}:7777`,
          '/docs/none.txt',
          '',
        ])
          await expect(library.resolve(id), id).rejects.toMatchObject({ code: 'not-found' })
        await library.addFailure({ uri: 'file:///bad', code: 'file-empty', why: '', fetchedAt: 1 })
        await expect(library.resolve('file:///bad')).rejects.toMatchObject({ code: 'not-found' })
        await library.remove(a.uri)
        expect(await library.resolve(a.uri)).toMatchObject({
          kind: 'document',
          holding: { state: 'removed' },
        })
      })

      test('an ambiguous beginning names the candidates', async () => {
        await library.add(a)
        const again = readingOf(['The lake is clear.', 'The river carries nitrate 2019.'], {
          readerVersion: 2,
        })
        await library.add(again)
        const error = await library
          .resolve(a.document.snapshot.slice(0, 12))
          .catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({ code: 'id-ambiguous' })
        for (const { document } of [a, again]) expect(String(error)).toContain(document.id)
        const twice = `${a.document.id}:1`
        const begun = a.passages.filter((passage) => passage.id.startsWith(twice))
        if (begun.length > 1)
          await expect(library.resolve(twice)).rejects.toMatchObject({ code: 'id-ambiguous' })
      })
    })

    describe('search', () => {
      test('sees what was added when refreshed; honours groups and documents', async () => {
        await library.add(a)
        await library.add({ ...b, group: 'two' })
        await library.refresh()
        const lake = readingOf(['Another lake.'], { uri: 'file:///lake', group: 'two' })
        await library.add(lake)
        await library.refresh()
        expect(new Set((await find(library, 'lake')).map((hit) => hit.document))).toEqual(
          new Set([a.document.id, lake.document.id]),
        )
        expect((await find(library, 'lake', 50, { group: 'two' })).map((hit) => hit.document)).toEqual([
          lake.document.id,
        ])
        expect(
          (await find(library, 'lake', 50, { documents: [a.document.id] })).map((hit) => hit.document),
        ).toEqual([a.document.id])
        expect((await library.lexical.statistics(['lake'])).passages).toBe(5)
      })

      test('a place that moves to another group is found there', async () => {
        await library.add(a)
        await library.refresh()
        await library.add({ ...a, group: 'three' })
        await library.refresh()
        expect(await find(library, 'nitrate', 5, { group: 'one' })).toEqual([])
        expect((await find(library, 'nitrate', 5, { group: 'three' })).length).toBe(1)
      })

      test('gives as many hits as were asked for when better ones have just been removed', async () => {
        const many = Array.from({ length: 30 }, (_, i) =>
          readingOf([`lake ${'lake '.repeat(i)}`], { uri: `file:///many/${i}` }),
        )
        for (const reading of many) await library.add(reading)
        await library.refresh()
        const best = await find(library, 'lake', 10)
        for (const hit of best) await library.remove(hit.document)
        const next = await find(library, 'lake', 10)
        expect(next).toHaveLength(10)
        expect(next.filter((hit) => best.some((gone) => gone.document === hit.document))).toEqual([])
      })
    })

    vectorsConformance(() => library, openOne)
    webStoresConformance(() => library, openOne)

    describe('workspaces', () => {
      test('never see each other', async () => {
        await library.add(a)
        const evidence = evidenceAt(a.document, 0, 9)
        await library.addEvidence([evidence])
        await library.close()
        const other = await openOne('other')
        expect(await other.holdings({ all: true })).toEqual([])
        expect(await other.holding(a.uri)).toBeUndefined()
        expect(await other.document(a.document.id)).toBeUndefined()
        expect(await other.passagesById([a.passages[0]!.id])).toEqual(new Map())
        expect(await other.evidence(evidence.id)).toBeUndefined()
        expect(await other.snapshot(a.document.snapshot)).toBeUndefined()
        expect(await find(other, 'nitrate')).toEqual([])
        expect(await other.counts()).toMatchObject({ documents: 0, passages: 0, failed: 0 })
        for (const id of [a.uri, a.document.id, evidence.id])
          await expect(other.resolve(id)).rejects.toMatchObject({ code: 'not-found' })
        await other.add({ ...a, group: 'mine' })
        await other.refresh()
        await other.purge(a.uri)
        await other.close()
        const first = await openOne()
        expect(await first.document(a.document.id)).toEqual(a.document)
        expect(Buffer.from((await first.snapshot(a.document.snapshot))!)).toEqual(a.bytes)
        expect((await find(first, 'nitrate')).length).toBe(1)
        expect(await first.inspect({ repair: false })).toEqual([])
      })
    })

    describe('two processes', () => {
      test('a reader sees the committed truth while a writer writes, and never what was removed', async () => {
        await library.add(a)
        await library.add(b)
        await library.refresh()
        const reader = await openOne(undefined, 'read')
        expect((await find(reader, 'nitrate')).length).toBe(1)
        await library.remove(a.uri)
        expect(await find(reader, 'nitrate')).toEqual([])
        expect((await reader.holdings()).map((held) => held.uri)).toEqual([b.uri])
        await library.refresh()
        const c = readingOf(['Plankton blooms.'], { uri: 'file:///c' })
        await library.add(c)
        await library.refresh()
        await reader.refresh()
        expect((await find(reader, 'plankton')).map((hit) => hit.document)).toEqual([c.document.id])
        for (const write of [
          () => reader.add(a),
          () => reader.remove(b.uri),
          () => reader.markMissing([b.uri]),
        ])
          await expect(write()).rejects.toMatchObject({ code: 'home-unwritable' })
      })

      test('a reader of a home that does not exist finds it empty and makes nothing', async () => {
        const reader = await open({ home: join(home, '..', 'nowhere'), mode: 'read' })
        expect(await reader.counts()).toEqual({ documents: 0, passages: 0, failed: 0, bytesOnDisk: 0 })
        expect(await find(reader, 'lake')).toEqual([])
        await reader.close()
      })
    })

    test('what was added survives closing, and what was not refreshed is found after opening', async () => {
      await library.add(a)
      await library.refresh()
      await library.add(b)
      await library.close()
      const again = await openOne()
      expect((await again.holdings()).map((held) => held.uri)).toEqual([a.uri, b.uri])
      expect((await find(again, '水质')).map((hit) => hit.document)).toEqual([b.document.id])
      expect(await again.inspect({ repair: false })).toEqual([])
    })

    test('repair makes the index again from the truth', async () => {
      await library.add(a)
      await library.add(b)
      await library.refresh()
      await library.inspect({ repair: true })
      expect((await find(library, 'nitrate')).length).toBe(1)
      expect(await library.inspect({ repair: false })).toEqual([])
    })

    test('any sequence of operations leaves what a simple model says', { timeout: 60_000 }, async () => {
      expect(await agreesWithModel(library)).toBe(40)
    })
  })
}
