import { describe, expect, test } from 'vitest'
import type { Library } from '#library'
import { readingOf } from './readings.ts'

/** A direction in the plane, `degrees` from the first axis: what is near in degrees is near in cosine. */
export function direction(degrees: number, dimensions = 4): Float32Array {
  const vector = new Float32Array(dimensions)
  vector[0] = Math.cos((degrees * Math.PI) / 180)
  vector[1] = Math.sin((degrees * Math.PI) / 180)
  return vector
}

const model = 'test/planar'

/** What every backend must do with vectors; part of the library contract's suite. */
export function vectorsConformance(
  library: () => Library,
  openOne: (workspace?: string, mode?: 'read' | 'write') => Promise<Library>,
): void {
  describe('vectors', () => {
    const a = readingOf(['The lake is clear.', 'The river carries nitrate.', 'Fish came back.'], {
      uri: 'file:///vectors/a',
      group: 'one',
    })
    const b = readingOf(['清湖的水质明显好转。', 'Reeds grow.'], { uri: 'file:///vectors/b', group: 'two' })
    const near = async (
      degrees: number,
      limit = 10,
      filter?: { group?: string; documents?: string[] },
      of: Library = library(),
    ): Promise<string[]> =>
      (
        await of.vectors.search(
          { model, vector: direction(degrees) },
          { limit, ...(filter ? { filter } : {}) },
        )
      ).map((hit) => hit.passage)
    const passages = [...a.passages, ...b.passages].map((passage) => passage.id)
    const fill = async (): Promise<void> => {
      await library().add(a)
      await library().add(b)
      await library().vectors.add(
        model,
        passages.map((passage, index) => ({ passage, vector: direction(index * 10) })),
      )
    }

    test('none: nothing is stored, everything is missing, nothing is found', async () => {
      expect(await library().vectors.stored()).toBeUndefined()
      await library().add(a)
      expect(await library().vectors.missing(10)).toEqual(a.passages)
      expect(await near(0)).toEqual([])
    })

    test('missing ones come in order of arrival, listed ones only, as many as asked', async () => {
      await library().add(b)
      await library().add(a)
      const missing = async (limit: number): Promise<string[]> =>
        (await library().vectors.missing(limit)).map((passage) => passage.id)
      const arrived = [...b.passages, ...a.passages].map((passage) => passage.id)
      expect(await missing(100)).toEqual(arrived)
      expect(await missing(3)).toEqual(arrived.slice(0, 3))
      await library().vectors.add(model, [{ passage: arrived[1]!, vector: direction(1) }])
      expect(await missing(2)).toEqual([arrived[0], arrived[2]])
      await library().remove(b.uri)
      expect(await missing(100)).toEqual(arrived.slice(2))
    })

    test('the nearest by dot product come first, with their scores', async () => {
      await fill()
      expect(await library().vectors.stored()).toEqual({ model, dimensions: 4, passages: 5 })
      expect(await near(21, 3)).toEqual([passages[2], passages[3], passages[1]])
      const [hit] = await library().vectors.search({ model, vector: direction(21) }, { limit: 1 })
      expect(hit).toMatchObject({ passage: passages[2], document: a.document.id })
      expect(hit!.score).toBeCloseTo(Math.cos(Math.PI / 180), 6)
      expect(await near(180, 100)).toEqual(passages.toReversed())
    })

    test('the same numbers for as many dimensions as there are, odd ones too', async () => {
      const wide = (degrees: number): Float32Array => {
        const vector = direction(degrees, 37)
        ;[vector[1], vector[36]] = [0, vector[1]!]
        return vector
      }
      await library().add(a)
      await library().vectors.add(
        model,
        a.passages.map((passage, index) => ({ passage: passage.id, vector: wide(index * 10) })),
      )
      const hits = await library().vectors.search({ model, vector: wide(19) }, { limit: 3 })
      expect(hits.map((hit) => hit.passage)).toEqual([2, 1, 0].map((index) => a.passages[index]!.id))
      hits.forEach((hit, index) =>
        expect(hit.score).toBeCloseTo(Math.cos(([1, 9, 19][index]! * Math.PI) / 180), 6),
      )
    })

    test('equal scores stand in order of arrival, whatever the order in which vectors came', async () => {
      await library().add(b)
      await library().add(a)
      await library().vectors.add(
        model,
        passages.map((passage) => ({ passage, vector: direction(5) })),
      )
      expect(await near(0)).toEqual([...b.passages, ...a.passages].map((passage) => passage.id))
    })

    test('filters are obeyed before the limit', async () => {
      await fill()
      expect(await near(0, 1, { group: 'two' })).toEqual([passages[3]])
      expect(await near(40, 2, { documents: [a.document.id] })).toEqual([passages[2], passages[1]])
      expect(await near(0, 5, { documents: [] })).toEqual([])
      expect(await near(0, 5, { group: 'one', documents: [b.document.id] })).toEqual([])
    })

    test('what is added, removed, and comes back between two searches is seen by the second', async () => {
      await fill()
      expect(await near(0, 1)).toEqual([passages[0]])
      await library().remove(a.uri)
      expect(await near(0)).toEqual([passages[3], passages[4]])
      const c = readingOf(['Plankton blooms.'], { uri: 'file:///vectors/c' })
      await library().add(c)
      await library().vectors.add(model, [{ passage: c.passages[0]!.id, vector: direction(-1) }])
      expect(await near(0, 1)).toEqual([c.passages[0]!.id])
      // Nothing is paid for twice: its vectors were kept.
      await library().add({ ...a, group: 'three' })
      expect(await near(0, 3, { group: 'three' })).toEqual(passages.slice(0, 3))
      expect(await library().vectors.missing(9)).toEqual([])
    })

    test('a superseded document is not found, and comes back with its vectors', async () => {
      await fill()
      await library().add(readingOf(['Another edition.'], { uri: a.uri }))
      expect(await near(0)).toEqual([passages[3], passages[4]])
      await library().add(a)
      expect(await near(0, 1)).toEqual([passages[0]])
    })

    test('another model or dimension is refused, for adding and searching, and nothing is changed', async () => {
      await fill()
      const passage = passages[0]!
      for (const write of [
        () => library().vectors.add('test/other', [{ passage, vector: direction(0) }]),
        () => library().vectors.add(model, [{ passage, vector: direction(0, 5) }]),
        () => library().vectors.search({ model: 'test/other', vector: direction(0) }, { limit: 1 }),
        () => library().vectors.search({ model, vector: direction(0, 5) }, { limit: 1 }),
      ])
        await expect(write()).rejects.toMatchObject({
          code: 'embedding-mismatch',
          parameters: { stored: 'test/planar (4)' },
        })
      expect(await library().vectors.stored()).toEqual({ model, dimensions: 4, passages: 5 })
    })

    test('one wrong vector among many keeps all of them out', async () => {
      await library().add(a)
      const [good, bad] = a.passages.map((passage) => passage.id)
      for (const vector of [
        direction(0, 5),
        direction(0).fill(Number.NaN),
        direction(0).fill(0),
        direction(0).fill(1),
      ])
        await expect(
          library().vectors.add(model, [
            { passage: good!, vector: direction(0) },
            { passage: bad!, vector },
          ]),
        ).rejects.toMatchObject({ code: vector.length === 5 ? 'embedding-mismatch' : 'internal' })
      expect(await library().vectors.stored()).toBeUndefined()
      await expect(
        library().vectors.search({ model, vector: direction(0).fill(Number.NaN) }, { limit: 1 }),
      ).rejects.toMatchObject({ code: 'internal' })
    })

    test('a passage that is gone when its vector comes is passed over; a second vector takes the place of the first', async () => {
      await fill()
      await library().vectors.add(model, [
        { passage: 'd_gone:0-1', vector: direction(0) },
        { passage: `${a.document.id}:0-1`, vector: direction(0) },
        { passage: 'nonsense', vector: direction(0) },
        { passage: passages[0]!, vector: direction(90) },
      ])
      expect((await library().vectors.stored())!.passages).toBe(5)
      expect(await near(90, 1)).toEqual([passages[0]])
      expect(await near(0, 1)).toEqual([passages[1]])
    })

    test('cleared, another model may begin', async () => {
      await fill()
      expect(await near(0, 1)).toEqual([passages[0]])
      await library().vectors.clear()
      expect(await library().vectors.stored()).toBeUndefined()
      expect(await near(0)).toEqual([])
      expect(await library().vectors.missing(9)).toHaveLength(5)
      await library().vectors.add('test/other', [{ passage: passages[1]!, vector: direction(0, 3) }])
      expect(await library().vectors.stored()).toEqual({ model: 'test/other', dimensions: 3, passages: 1 })
      const hits = await library().vectors.search(
        { model: 'test/other', vector: direction(0, 3) },
        { limit: 5 },
      )
      expect(hits.map((hit) => hit.passage)).toEqual([passages[1]])
    })

    test('purged with their document; added again, it has none', async () => {
      await fill()
      expect(await near(0, 1)).toEqual([passages[0]])
      await library().purge(a.uri)
      expect(await near(0)).toEqual([passages[3], passages[4]])
      expect((await library().vectors.stored())!.passages).toBe(2)
      await library().add(a)
      expect(await near(0)).toEqual([passages[3], passages[4]])
      expect(await library().vectors.missing(9)).toEqual(a.passages)
      await library().purge(b.uri)
      expect(await library().vectors.stored()).toBeUndefined()
      await library().refresh()
      expect(await library().inspect({ repair: false })).toEqual([])
    })

    test('cut differently, passages that stay as they were keep theirs', async () => {
      await fill()
      const [first, second, third] = a.passages
      await library().add({ ...a, passages: [first!, { ...second!, headings: ['Another heading'] }] })
      expect(await near(0)).toEqual([first!.id, passages[3], passages[4]])
      expect((await library().vectors.missing(9)).map((passage) => passage.id)).toEqual([second!.id])
      expect(third!.id).toBe(passages[2])
      await library().refresh()
      expect(await library().inspect({ repair: false })).toEqual([])
    })

    test('a reader sees what a writer adds, and cannot write', async () => {
      await fill()
      const reader = await openOne(undefined, 'read')
      expect(await near(0, 1, undefined, reader)).toEqual([passages[0]])
      await library().purge(a.uri)
      expect(await near(0, 1, undefined, reader)).toEqual([passages[3]])
      await expect(
        reader.vectors.add(model, [{ passage: passages[3]!, vector: direction(0) }]),
      ).rejects.toMatchObject({ code: 'home-unwritable' })
      await expect(reader.vectors.clear()).rejects.toMatchObject({ code: 'home-unwritable' })
    })

    test('workspaces have their own model and their own vectors', async () => {
      await fill()
      await library().close()
      const other = await openOne('other')
      expect(await other.vectors.stored()).toBeUndefined()
      await other.add(a)
      await other.vectors.add('test/other', [{ passage: passages[0]!, vector: direction(0, 3) }])
      await other.vectors.clear()
      await other.close()
      const again = await openOne()
      expect(await near(0, 1, undefined, again)).toEqual([passages[0]])
    })

    test('searches, purges and additions at once: each search is of one state', async () => {
      await fill()
      const searches = Array.from({ length: 20 }, () => near(0, 9))
      const purge = library().purge(a.uri)
      const later = Array.from({ length: 20 }, () => near(0, 9))
      const found = await Promise.all([...searches, ...later])
      await purge
      for (const each of found) expect([5, 2]).toContain(each.length)
      expect(await near(0, 9)).toEqual([passages[3], passages[4]])
    })
  })
}
