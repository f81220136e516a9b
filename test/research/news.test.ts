import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import type { Report } from '#vocabulary'
import { createContext, createMemoryJournal, type Journal } from '#runtime'
import { research, type Effort } from '#research'
import { readingOf } from '../library/readings.ts'
import { closeProcesses, feedSite, pageOf, rssOf, type FeedSite } from './feed-site.ts'

let site: FeedSite
beforeEach(async () => {
  site = await feedSite()
})
afterEach(() => site.close())
afterAll(closeProcesses)

const ask = (
  question: string,
  task: { since?: number; effort?: Effort; language?: 'en' | 'zh' } = {},
  journal: Journal = createMemoryJournal(),
): Promise<Report> =>
  research(
    { question, language: 'en', effort: 'standard', ...task },
    { library: site.library },
    createContext({ run: 'run-news', journal }).context,
  )
const said = (report: Report): [string, string[]][] =>
  report.sections.map(({ heading, sentences }) => [heading, sentences.map(({ text }) => text)])

const first = 'The dredging of the northern basin was completed in May 2024.'
const second = 'Water prices in the district rise by four per cent in July.'
const third = 'A new sluice will be built at the mouth of the river.'
const more = [
  'The board said so on Monday.',
  'Nobody had expected it so early.',
  'Work on the next part begins in autumn.',
]
const item = (n: number) => ({ id: `i${n}`, path: `/p${n}`, date: `Wed, 0${n} Jan 2024 08:00:00 GMT` })

test('what feeds brought since the last run, the newest first, by feed, each with a quote that opens', async () => {
  await site.subscribe('/feed')
  await site.subscribe('/other')
  site.put('/feed', rssOf([item(1)]))
  site.put('/other', rssOf([], '<title>Other news</title>'))
  site.put('/p1', pageOf('One', [first, ...more]))
  site.put('/p2', pageOf('Two', [second, ...more.slice(1)]))
  site.put('/p3', pageOf('Three', [third, ...more.slice(2)]))
  await site.poll()
  const since = site.context().clock.now()
  site.put('/feed', rssOf([item(1), item(2)]))
  site.put('/other', rssOf([item(3), { id: 'lost', path: '/lost' }], '<title>Other news</title>'))
  await site.poll()
  const journal = createMemoryJournal()
  const report = await ask('What is new since the last run?', { since }, journal)
  expect(said(report)).toEqual([
    ['Other news', [third, more[2]]],
    ['Lake news', [second, more[1]]],
  ])
  const [citation] = report.sections[0]!.sentences[0]!.citations
  expect(citation).toMatchObject({
    uri: `${site.origin}/p3`,
    quote: third,
    publishedAt: '2024-01-03T08:00:00Z',
  })
  expect(report.plan).toMatchObject([{ id: 'q1', state: 'answered' }])
  expect(report.coverage).toMatchObject({ asked: 1, answered: 1 })
  expect(report.coverage.notes).toContainEqual(expect.stringContaining('2 documents have arrived since 20'))
  expect(report.coverage.notes).toContainEqual(
    expect.stringContaining('1 new item of the feeds could not be read'),
  )

  // Made again from its journal it is the same, whatever arrived since.
  site.put('/feed', rssOf([item(2), { id: 'late', text: `${second} It is late news.` }]))
  await site.poll()
  const {
    timings: _,
    createdAt: __,
    ...again
  } = await ask('What is new since the last run?', { since }, journal)
  expect(report).toMatchObject(again)

  // Without a moment to count from: what the last poll brought.
  expect(said(await ask('What is new?'))).toEqual([['Lake news', [`${second} It is late news.`]]])
  expect(said(await ask('What is new since the last run about water prices?', { since }))).toEqual([
    ['Lake news', [`${second} It is late news.`, second]],
  ])
  const none = await ask('Anything new about elephants?', { since })
  expect(none.coverage.notes[0]).toMatch(/3 documents arrived .*; none speaks of elephants/)
})

test('nothing new is an answer, in both languages', async () => {
  await site.library.add(readingOf(['Something old about the lake and its water.'], { fetchedAt: 1_000 }))
  await site.library.refresh()
  const report = await ask('What is new since the last run?', { since: 2_000 })
  expect(report.sections).toEqual([])
  expect(report.coverage).toMatchObject({ asked: 1, answered: 1 })
  expect(report.coverage.notes[0]).toContain('Nothing new has arrived since 1970-01-01 00:00 UTC.')
  const chinese = await ask('自上次以来有哪些更新？', { since: 2_000, language: 'zh' })
  expect(chinese.coverage.notes[0]).toBe(
    '自 1970-01-01 00:00 UTC 以来没有新内容。轮询订阅源：kaoju feed poll',
  )
})

test('files are told by folder; copies once; what was fetched for a question is not told', async () => {
  const text = [first, second, third, ...more]
  await site.library.add(readingOf(text, { uri: 'file:///docs/notes/a.txt', title: 'A', fetchedAt: 5_000 }))
  await site.library.add(
    readingOf([...text, 'And one more sentence stands here.'], {
      uri: 'file:///docs/notes/b.txt',
      title: 'B',
      fetchedAt: 6_000,
    }),
  )
  await site.library.add(readingOf([third], { uri: 'http://a.example/x', title: 'X', fetchedAt: 7_000 }))
  await site.library.add(readingOf([second], { uri: 'mcp://wiki/y', title: 'Y', fetchedAt: 7_000 }))
  await site.library.add(
    readingOf(['An old note about nothing in particular.'], {
      uri: 'file:///docs/notes/c.txt',
      fetchedAt: 10,
    }),
  )
  await site.library.refresh()
  const report = await ask('What is new since the last run?', { since: 1_000, effort: 'deep' })
  expect(said(report)).toEqual([['notes', [first, second, third]]])
  expect(report.coverage.notes).toContainEqual(expect.stringContaining('count as one source'))
})

test('as much as the effort allows is told, and that there is more', async () => {
  for (let n = 0; n < 14; n++)
    await site.library.add(
      readingOf([`Gauge number ${n} of the lake stood at ${n + 3} metres.`], {
        uri: `file:///docs/g/${n}.txt`,
        fetchedAt: 5_000 + n,
      }),
    )
  await site.library.refresh()
  const report = await ask('What is new since the last run?', { since: 1_000, effort: 'glance' })
  const [, sentences] = said(report)[0]!
  expect(sentences).toHaveLength(10)
  expect(report.coverage.notes).toContainEqual('The newest 10 of 14 are shown; a higher --effort shows more.')
})
