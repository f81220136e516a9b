import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createContext } from '#runtime'
import { addPaths, openLibrary } from '#library'
import { describePicture, describePicturePrompt, documentOfPicture, type PictureDescription } from '#reading'
import { research } from '#research'
import { promptConformance } from '../models/ask-conformance.ts'
import { instruct } from '../models/specs.ts'
import { scriptedChat, type Asked } from '../research/scripted-models.ts'

const folder = mkdtempSync(join(tmpdir(), 'kaoju-picture-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A PNG of one red point. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)
const description: PictureDescription = {
  kind: 'chart',
  caption: 'A bar chart of the depth of Lake Arden by year.',
  text: 'Depth of Lake Arden\n\nSource: survey 2024',
  table: [
    ['year', 'depth (m)'],
    ['2022', '11.8'],
    ['2023', '12.4'],
  ],
  values: [{ label: '2024', value: '12.9 m' }],
}
const vision = (log: Asked[] = [], answer: unknown = description) =>
  scriptedChat('vision', () => JSON.stringify(answer), { log, profile: { ...instruct, vision: true } })

promptConformance(
  (language) => describePicturePrompt({ mediaType: 'image/png', base64: png.toString('base64'), language }),
  {
    valid: (language) =>
      language === 'en'
        ? description
        : { ...description, caption: '阿登湖逐年水深的柱状图。', text: '阿登湖水深' },
    twin: { ...description, caption: 'A picture.' },
  },
)

test('a description becomes a document that says what it is', () => {
  const resource = { uri: 'file:///depth.png', name: 'depth.png', bytes: png, mediaType: 'image/png' }
  const { document, passages } = documentOfPicture(resource, description, 'test/vision')
  expect(document).toMatchObject({
    title: 'depth.png',
    origin: 'described',
    language: 'en',
    mediaType: 'image/png',
    metadata: { describedBy: 'test/vision', kind: 'chart' },
  })
  expect(document.blocks.map(({ kind }) => kind)).toEqual([
    'paragraph',
    'paragraph',
    'paragraph',
    'table',
    'table',
  ])
  expect(document.tables[0]!.cells.filter(({ header }) => header)).toHaveLength(2)
  expect(passages.map(({ text }) => text).join('\n')).toContain('2023 | 12.4')
  for (const { start, end, text } of passages) expect(document.text.slice(start, end)).toBe(text)
  const other = documentOfPicture(resource, { ...description, caption: 'Bars.' }, 'test/vision')
  expect(other.document.id).not.toBe(document.id)
})

test('the picture goes to the model as bytes, once', async () => {
  const log: Asked[] = []
  const { context } = createContext()
  const picture = { name: 'depth.png', bytes: png, mediaType: 'image/png' }
  const said = await describePicture(picture, 'en', vision(log), context)
  expect(said).toEqual({ description, by: 'test/vision' })
  const parts = log[0]!.request.messages[0]!.content
  expect(parts).toContainEqual({ type: 'picture', mediaType: 'image/png', base64: png.toString('base64') })
})

describe('pictures in a folder', () => {
  const documents = join(folder, 'documents')
  mkdirSync(documents)
  writeFileSync(join(documents, 'depth.png'), png)
  writeFileSync(join(documents, 'copy.png'), png)
  writeFileSync(join(documents, 'notes.md'), '# Notes\n\nLake Arden lies north of the town.\n')

  test('without a vision model they are refused with the remedy, and the rest is read', async () => {
    const { context } = createContext()
    const library = await openLibrary({ home: join(folder, 'blind'), mode: 'write' }, context)
    const summary = await addPaths(library, [documents], {}, context)
    await library.close()
    expect(summary.read).toBe(1)
    expect(summary.failed.map(({ code }) => code)).toEqual(['picture-unread', 'picture-unread'])
    expect(summary.failed[0]!.why).toContain('kaoju setup')
  })

  test('with one they are described, once for the same bytes, cited as descriptions, and paid for once', async () => {
    const { context } = createContext()
    const log: Asked[] = []
    const library = await openLibrary({ home: join(folder, 'seeing'), mode: 'write' }, context)
    try {
      const summary = await addPaths(library, [documents], { vision: vision(log) }, context)
      expect(summary).toMatchObject({ read: 3, failed: [] })
      expect(log).toHaveLength(1)
      const again = createContext().context
      expect(await addPaths(library, [documents], { vision: vision(log) }, again)).toMatchObject({
        unchanged: 3,
      })
      expect(log).toHaveLength(1)
      const report = await research(
        { question: 'What does the bar chart of Lake Arden show?', language: 'en', effort: 'quick' },
        { library },
        context,
      )
      const [sentence] = report.sections[0]!.sentences
      expect(sentence).toMatchObject({ text: description.caption, verdict: 'partly' })
      expect(sentence!.reasons[0]).toEqual({ code: 'described-only' })
      expect(sentence!.citations[0]!.origin).toBe('described')
      expect(report.cost.calls).toBe(1)
    } finally {
      await library.close()
    }
  })

  test('a model that sees nothing leaves the picture unread, to be tried again', async () => {
    const { context } = createContext()
    const library = await openLibrary({ home: join(folder, 'dim'), mode: 'write' }, context)
    try {
      const failing = await addPaths(library, [documents], { vision: vision([], { nothing: true }) }, context)
      expect(failing.failed).toHaveLength(2)
      const seeing = await addPaths(library, [documents], { vision: vision() }, createContext().context)
      expect(seeing.failed).toEqual([])
    } finally {
      await library.close()
    }
  })
})
