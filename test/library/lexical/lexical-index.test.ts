import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createContext } from '#runtime'
import { openLexicalIndex, termsOf, type IndexedPassage, type LexicalIndex } from '#library'
import { naiveSearch } from './naive-bm25.ts'

const { context } = createContext()
let folder: string
const open: LexicalIndex[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-lexical-'))
})
afterEach(async () => {
  for (const index of open.splice(0)) await index.close()
  await rm(folder, { recursive: true, force: true })
})

async function openIndex(mode: 'read' | 'write' = 'write', where = folder) {
  const opened = await openLexicalIndex({ folder: where, mode }, context)
  open.push(opened.index)
  return opened
}

function passage(sequence: number, body: string, more: Partial<IndexedPassage> = {}): IndexedPassage {
  const document = more.document ?? `d_${sequence}`
  return { sequence, id: `${document}:${sequence}-0`, document, title: '', headings: [], body, ...more }
}

const query = (text: string) => [...termsOf(text)].map(([term, weight]) => ({ term, weight }))

const vocabulary = [
  'water',
  'nitrate',
  'lake',
  'river',
  '2019',
  'the',
  'COVID-19',
  '水质',
  '清湖',
  '监测数据',
  'phosphorus',
  'fish',
  'Ærø',
]
const words = (most: number) =>
  fc.array(fc.constantFrom(...vocabulary), { maxLength: most }).map((list) => list.join(' '))
const drafts = fc.array(
  fc.record({
    title: words(3),
    headings: fc.array(words(2), { maxLength: 2 }),
    body: words(12),
    document: fc.integer({ min: 0, max: 9 }).map((number) => `d_${number}`),
    group: fc.constantFrom(undefined, 'a', 'b'),
  }),
  { minLength: 1, maxLength: 40 },
)

describe('ranking', () => {
  test('scores and order equal naive BM25F over segments, removals, filters and limits', async () => {
    let round = 0
    await fc.assert(
      fc.asyncProperty(
        drafts,
        fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 4 }),
        fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }),
        words(5),
        fc.constantFrom(1, 3, 10, 100),
        fc.constantFrom(
          undefined,
          {},
          { group: 'a' },
          { documents: ['d_1', 'd_3', 'd_4'] },
          { group: 'b', documents: ['d_2', 'd_1'] },
        ),
        async (made, cuts, removals, text, limit, filter) => {
          const { index } = await openIndex('write', join(folder, String(round++)))
          const all = made.map(({ group, ...rest }, place) =>
            passage(place + 1, rest.body, { ...rest, id: `p${place}`, ...(group ? { group } : {}) }),
          )
          let from = 0
          for (const size of [...cuts, all.length]) {
            await index.append(all.slice(from, from + size))
            from += size
            await index.commit(Math.min(from, all.length))
          }
          const gone = new Set(removals.map((number) => `d_${number}`))
          await index.removeDocuments([...gone])
          await index.commit(all.length)
          const live = all.filter(({ document }) => !gone.has(document))
          const options = { limit, ...(filter ? { filter } : {}) }
          const found = await index.search(query(text), options)
          const wanted = live.length === 0 ? [] : naiveSearch(live, query(text), options)
          expect(found.length).toBe(wanted.length)
          const named: readonly string[] = filter?.documents ?? []
          const order = new Map(
            all.map(({ id, document, sequence }) => [id, named.indexOf(document) * 1000 + sequence]),
          )
          found.forEach((hit, rank) => {
            expect(Math.abs(hit.score - wanted[rank]!.score)).toBeLessThan(1e-5)
            const before = found[rank - 1]
            if (before?.score === hit.score)
              expect(order.get(before.passage)!).toBeLessThan(order.get(hit.passage)!)
          })
          const near = (rank: number) =>
            [rank - 1, rank + 1].some(
              (other) => wanted[other] && Math.abs(wanted[other].score - wanted[rank]!.score) < 1e-5,
            )
          found.forEach((hit, rank) => {
            const last = rank === found.length - 1 && found.length === limit
            if (!near(rank) && !last) expect(hit.passage).toBe(wanted[rank]!.passage)
          })
          await index.close()
        },
      ),
      { numRuns: 25 },
    )
  }, 60_000)

  test('pruning changes nothing: many passages, several windows, other parameters', async () => {
    const { index } = await openIndex()
    const random = context.random
    const body = () =>
      Array.from({ length: 3 + random.integer(12) }, () => `w${Math.floor(600 * random.next() ** 3)}`).join(
        ' ',
      )
    const all = Array.from({ length: 9000 }, (_, place) =>
      passage(place + 1, body(), { title: random.integer(4) === 0 ? body() : '' }),
    )
    await index.append(all)
    await index.commit(all.length)
    for (const text of ['w0 w1 w2', 'w3 w400', 'w599 w0', 'w10 w20 w30 w40 w50 w60', 'w5']) {
      for (const [limit, more] of [
        [10, {}],
        [100, { k1: 0.9, b: 0.4, fieldWeights: { title: 1 } }],
      ] as const) {
        const found = await index.search(query(text), { limit, ...more })
        const naive = naiveFast(all, text, limit, 'k1' in more ? [0.9, 0.4, 1] : [1.5, 0.75, 3])
        expect(found).toHaveLength(naive.length)
        found.forEach((hit, rank) => expect(Math.abs(hit.score - naive[rank]!)).toBeLessThan(1e-5))
      }
    }
  })

  test('equal passages rank in order of arrival', async () => {
    const { index } = await openIndex()
    for (const sequences of [[5, 1], [4], [2, 3]]) {
      await index.append(sequences.map((sequence) => passage(sequence, 'the same words')))
      await index.commit(5)
    }
    const found = await index.search(query('same words'), { limit: 4 })
    expect(found.map((hit) => hit.document)).toEqual(['d_1', 'd_2', 'd_3', 'd_4'])
  })

  test('among documents named, it matters neither what else is held nor what arrived first', async () => {
    const texts = {
      d_a: ['the lake is deep', 'the same words'],
      d_b: ['the same words', 'a river and a lake and nitrate'],
      d_c: ['nitrate in the lake', 'the same words'],
    }
    const others = Array.from({ length: 12 }, (_, place) => `lake nitrate the same words ${place}`)
    const asked = async (order: readonly (keyof typeof texts)[], more: readonly string[], many: boolean) => {
      const { index } = await openIndex('write', join(folder, `${order.join()}-${more.length}-${many}`))
      let sequence = 0
      const add = async (document: string, bodies: readonly string[]) => {
        await index.append(
          bodies.map((body, at) => passage(++sequence, body, { document, id: `${document}:${at}` })),
        )
        if (many) await index.commit(sequence)
      }
      for (const [at, document] of order.entries()) {
        await add(document, texts[document])
        for (const [place, body] of more.entries()) if (place % 3 === at) await add(`d_other${place}`, [body])
      }
      await index.commit(sequence)
      const documents = ['d_b', 'd_unknown', 'd_a', 'd_c', 'd_a']
      const found = await index.search(query('nitrate lake same words'), { limit: 9, filter: { documents } })
      const { documentFrequency, ...totals } = await index.statistics(['lake', 'same', 'deep'], { documents })
      return { found, totals, frequencies: [...documentFrequency] }
    }
    const alone = await asked(['d_a', 'd_b', 'd_c'], [], false)
    expect(alone.found.map((hit) => hit.passage)).toEqual(
      naiveSearch(
        Object.entries(texts).flatMap(([document, bodies]) =>
          bodies.map((body, at) => passage(at + 1, body, { document, id: `${document}:${at}` })),
        ),
        query('nitrate lake same words'),
        { limit: 9, filter: { documents: ['d_b', 'd_a', 'd_c'] } },
      ).map((hit) => hit.passage),
    )
    expect(alone.totals.passages).toBe(6)
    for (const many of [false, true]) {
      expect(await asked(['d_c', 'd_b', 'd_a'], others, many)).toEqual(alone)
      expect(await asked(['d_b', 'd_a', 'd_c'], others.slice(0, 4), many)).toEqual(alone)
    }
  })

  test('a title counts more than a body, and words in both are one word', async () => {
    const { index } = await openIndex()
    await index.append([
      passage(1, 'eutrophication of lakes and more words'),
      passage(2, 'lakes and more words', { title: 'Eutrophication' }),
    ])
    await index.commit(2)
    expect((await index.search(query('eutrophication'), { limit: 2 })).map((hit) => hit.document)).toEqual([
      'd_2',
      'd_1',
    ])
  })
})

/** Scores only, by term, for corpora that the plain reference is too slow for. */
function naiveFast(
  all: readonly IndexedPassage[],
  text: string,
  limit: number,
  [k1, b, title]: readonly [number, number, number],
): number[] {
  const counted = all.map((each) => ({ title: termsOf(each.title), body: termsOf(each.body) }))
  const size = (counts: Map<string, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0)
  const lengths = counted.map((each) => title * size(each.title) + size(each.body))
  const average = lengths.reduce((sum, length) => sum + length, 0) / all.length
  const scores = new Float64Array(all.length)
  for (const [term, weight] of termsOf(text)) {
    const frequencies = counted.map(
      (each) => title * (each.title.get(term) ?? 0) + (each.body.get(term) ?? 0),
    )
    const holding = frequencies.filter((frequency) => frequency > 0).length
    const idf = Math.log(1 + (all.length - holding + 0.5) / (holding + 0.5))
    frequencies.forEach(
      (f, place) =>
        (scores[place]! += (weight * idf * f) / (f + k1 * (1 - b + (b * lengths[place]!) / average))),
    )
  }
  return [...scores]
    .filter((score) => score > 0)
    .sort((x, y) => y - x)
    .slice(0, limit)
}

describe('life', () => {
  test('what was committed is there after reopening, what was not is absent', async () => {
    const { index } = await openIndex()
    await index.append([passage(1, 'alpha'), passage(2, 'beta')])
    await index.commit(2)
    await index.append([passage(3, 'gamma')])
    await index.close()
    const again = await openIndex('read')
    expect(again.state).toBe('ready')
    expect(again.index.watermark).toBe(2)
    expect(await again.index.search(query('alpha beta gamma'), { limit: 5 })).toHaveLength(2)
  })

  test('removing and adding a document again in one commit keeps the new text only', async () => {
    const { index } = await openIndex()
    await index.append([
      passage(1, 'old words', { document: 'd_x' }),
      passage(2, 'other', { document: 'd_y' }),
    ])
    await index.commit(2)
    await index.append([passage(3, 'middle words', { document: 'd_x' })])
    await index.removeDocuments(['d_x'])
    await index.append([passage(4, 'new words', { document: 'd_x' })])
    await index.commit(4)
    expect(
      (await index.search(query('old middle new words'), { limit: 9 })).map((hit) => hit.passage),
    ).toEqual(['d_x:4-0'])
    expect(await index.statistics(['word', 'other', 'nothing'])).toEqual({
      passages: 2,
      averageLength: 1.5,
      documentFrequency: new Map([
        ['word', 1],
        ['other', 1],
      ]),
    })
  })

  test('merging changes no answer, and removals during it are kept', async () => {
    const { index } = await openIndex()
    const all = Array.from({ length: 60 }, (_, place) =>
      passage(place + 1, `common word${place % 7} unique${place}`, { group: `g${place % 3}` }),
    )
    for (let from = 0; from < all.length; from += 5) {
      await index.append(all.slice(from, from + 5))
      await index.commit(from + 5)
    }
    await index.removeDocuments(['d_2', 'd_58'])
    await index.commit(60)
    const before = await index.search(query('common word3 unique8'), { limit: 60 })
    await index.close()
    const files = (await readdir(folder)).filter((name) => name.startsWith('segment-'))
    expect(files.length).toBeLessThan(8)
    const { index: again } = await openIndex('read')
    expect(await again.search(query('common word3 unique8'), { limit: 60 })).toEqual(before)
    expect(before).toHaveLength(58)
    expect(await again.search(query('common'), { limit: 60, filter: { group: 'g1' } })).toHaveLength(19)
  })

  test('a search sees the snapshot that was current when it began', async () => {
    const { index } = await openIndex()
    await index.append([passage(1, 'first light')])
    await index.commit(1)
    await index.append([passage(2, 'first light too')])
    const committing = index.commit(2)
    const during = await index.search(query('light'), { limit: 5 })
    await committing
    expect(during).toHaveLength(1)
    expect(await index.search(query('light'), { limit: 5 })).toHaveLength(2)
  })

  test('an index opened for reading refuses to write', async () => {
    const { index } = await openIndex('read')
    await expect(index.append([passage(1, 'x')])).rejects.toThrow('not open for writing')
    await expect(index.commit(1)).rejects.toThrow('not open for writing')
  })

  test('an empty query, an unknown word and a limit of nothing find nothing', async () => {
    const { index } = await openIndex()
    await index.append([passage(1, 'some words')])
    await index.commit(1)
    expect(await index.search([], { limit: 5 })).toEqual([])
    expect(await index.search(query('absent'), { limit: 5 })).toEqual([])
    expect(await index.search(query('some'), { limit: 0 })).toEqual([])
    expect(await index.search(query('words'), { limit: 5, filter: { documents: [] } })).toEqual([])
    await expect(index.search(query('words'), { limit: 5, b: 2 })).rejects.toMatchObject({
      code: 'option-invalid',
    })
  })
})

describe('damage', () => {
  beforeEach(async () => {
    const { index } = await openIndex()
    await index.append([
      passage(1, 'sound text'),
      passage(2, 'more text', { document: 'd_gone' }),
      passage(3, 'third'),
      passage(4, 'fourth'),
    ])
    await index.commit(2)
    await index.removeDocuments(['d_gone'])
    await index.commit(2)
    await index.close()
  })
  const fileOf = async (start: string) =>
    join(
      folder,
      (await readdir(folder)).find((name) => name.startsWith(start))!,
    )

  test.each(['segment-', 'dead-', 'manifest'])('a flipped byte in %s is told', async (start) => {
    const file = await fileOf(start)
    const bytes = await readFile(file)
    bytes[Math.floor(bytes.length * 0.9)]! ^= 0x10
    await writeFile(file, bytes)
    expect((await openIndex('read')).state).toBe('rebuild')
  })

  test.each(['segment-', 'dead-', 'manifest'])(
    'a truncated or missing %s is told, and the next commit mends it',
    async (start) => {
      const file = await fileOf(start)
      await truncate(file, 3)
      expect((await openIndex('read')).state).toBe('rebuild')
      // A missing manifest is a new index, of which nothing is known.
      if (start !== 'manifest') {
        await rm(file)
        expect((await openIndex('read')).state).toBe('rebuild')
      }
      const { index, state } = await openIndex()
      expect(state).toBe('rebuild')
      expect(index.watermark).toBe(0)
      await index.append([passage(1, 'sound text')])
      await index.commit(2)
      await index.close()
      const again = await openIndex('read')
      expect(again.state).toBe('ready')
      expect(await again.index.search(query('sound'), { limit: 3 })).toHaveLength(1)
    },
  )

  test('every byte of a segment is guarded', async () => {
    const file = await fileOf('segment-')
    const sound = await readFile(file)
    let unnoticed = 0
    for (let place = 0; place < sound.length; place += 7) {
      const bytes = Buffer.from(sound)
      bytes[place]! ^= 1
      await writeFile(file, bytes)
      if ((await openIndex('read')).state === 'ready') unnoticed += 1
    }
    // Up to seven bytes of padding stand between sections, and mean nothing.
    expect(unnoticed).toBeLessThan(18)
  }, 20_000)

  test('a segment made with another Unicode is rebuilt', async () => {
    const file = await fileOf('segment-')
    const bytes = await readFile(file)
    const length = bytes.readUInt32LE(4)
    const { crc32 } = await import('node:zlib')
    const header = bytes
      .subarray(12, 12 + length)
      .toString()
      .replace(/"unicode":"\d/, '"unicode":"9')
    bytes.write(header, 12)
    bytes.writeUInt32LE(crc32(bytes.subarray(12, 12 + length)), 8)
    await writeFile(file, bytes)
    expect((await openIndex('read')).state).toBe('rebuild')
  })

  test('files that a crash left behind are swept by the next writer', async () => {
    await writeFile(join(folder, 'segment-99'), 'torn')
    await writeFile(join(folder, 'segment-98.part'), 'torn')
    const { state } = await openIndex()
    expect(state).toBe('ready')
    expect((await readdir(folder)).filter((name) => /9[89]/.test(name))).toEqual([])
  })
})
