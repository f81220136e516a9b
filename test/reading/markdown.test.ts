import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Document } from '#vocabulary'
import { plug } from '../../src/reading/readers/markdown.ts'
import { dataFolder } from '../data-folder.ts'
import { readAs, readerConformance, resourceOf, type ReaderSample } from './reader-conformance.ts'

const notes = `---
title: "Ice on the lake"
date: 2023-02-11
authors: [Ann Lee, "Wei Chen"]
tags:
  - ice
  - ferry
---
# Winter

The lake *froze* **early** that year;
nobody [expected](https://example.org/a "why") it &mdash; see \`ice.log\`.[^1]
![A frozen ferry](ferry.png)

## Costs

| Year | Days |
|-----:|------|
| 2022 | **3** |
| 2023 | 9 \\| 10 |

1. First
2. Second
   - inner [x](b.md)

   more of the second
- [x] done

> [!NOTE]
> Quoted words
> go on.

\`\`\`sh
kaoju check   report.md
\`\`\`

<p align="center">Raw <b>HTML</b></p>

[![badge](badge.svg)](https://example.org/ci)

[^1]: A note at
    the foot.
`
const chinese = `# 湖\n\n那一年湖水很早就结冰了，\n谁也没有料到。\n\n- 渡船\n- 冰面\n`

const shared: ReaderSample[] = dataFolder
  ? readdirSync(join(dataFolder, 'documents/docling/md/sources')).map((name) => ({
      name,
      bytes: readFileSync(join(dataFolder!, 'documents/docling/md/sources', name)),
    }))
  : []
readerConformance(plug, [
  {
    name: 'notes.md',
    bytes: Buffer.from(notes),
    contains: [
      'The lake froze early that year; nobody expected it — see ice.log.',
      '9 | 10',
      'Quoted words go on.',
    ],
  },
  {
    name: '湖.md',
    bytes: Buffer.from(chinese),
    contains: ['湖', '那一年湖水很早就结冰了，谁也没有料到。', '渡船'],
  },
  ...shared,
])

const read = (text: string): Promise<Document> =>
  readAs(plug.create({}), resourceOf({ name: 'a.md', bytes: Buffer.from(text) }))
const blocksOf = ({ blocks, text }: Document): string[] =>
  blocks.map(({ kind, level, start, end }) => `${kind}${level ?? ''}: ${text.slice(start, end)}`)

describe('Markdown', () => {
  it('becomes blocks that read as prose', async () => {
    expect(blocksOf(await read(notes))).toEqual([
      'heading1: Winter',
      'paragraph: The lake froze early that year; nobody expected it — see ice.log. A frozen ferry',
      'heading2: Costs',
      'table: Year | Days\n2022 | 3\n2023 | 9 | 10',
      'list-item: 1. First',
      'list-item: 2. Second',
      'list-item: inner x',
      'paragraph: more of the second',
      'list-item: [x] done',
      'quote: Quoted words go on.',
      'code: kaoju check   report.md',
      'paragraph: Raw HTML',
      'footnote: A note at the foot.',
    ])
  })

  it('gives cells their places', async () => {
    const { tables, text } = await read(notes)
    expect(
      tables[0]!.cells.map(({ row, column, header, start, end }) => [
        row,
        column,
        header,
        text.slice(start, end),
      ]),
    ).toEqual([
      [0, 0, true, 'Year'],
      [0, 1, true, 'Days'],
      [1, 0, false, '2022'],
      [1, 1, false, '3'],
      [2, 0, false, '2023'],
      [2, 1, false, '9 | 10'],
    ])
  })

  it('takes front matter for what it says', async () => {
    const { title, publishedAt, authors, metadata } = await read(notes)
    expect({ title, publishedAt, authors }).toEqual({
      title: 'Ice on the lake',
      publishedAt: '2023-02-11',
      authors: ['Ann Lee', 'Wei Chen'],
    })
    expect(metadata).toEqual({
      tags: 'ice, ferry',
      links: 'https://example.org/a\nb.md\nhttps://example.org/ci',
    })
  })

  it('reads TOML front matter, and leaves a rule at the start a rule', async () => {
    expect(await read('+++\ntitle = "T"\ndate = 2020-01-02T03:04:05Z\n+++\nText.')).toMatchObject({
      title: 'T',
      publishedAt: '2020-01-02T03:04:05Z',
      text: 'Text.',
    })
    expect((await read('---\n\nText.\n\n---\n\nMore.')).text).toBe('Text.\n\nMore.')
  })

  it('keeps lines of Chinese together without spaces', async () => {
    expect((await read(chinese)).text).toBe('湖\n\n那一年湖水很早就结冰了，谁也没有料到。\n\n渡船\n\n冰面')
  })

  it('keeps the text of what is nested too deeply', async () => {
    const document = await read(`${'> '.repeat(20_000)}deep\n`)
    expect(document.text).toContain('deep')
    expect(document.warnings).toEqual([
      'The Markdown is nested too deeply to parse, so its structure is lost.',
    ])
  })
})

describe.skipIf(!dataFolder)('against recorded conversions (skipped without the shared data)', () => {
  it.each(shared.map((sample) => sample.name))('%s loses no word', async (name) => {
    const document = await readAs(plug.create({}), resourceOf(shared.find((sample) => sample.name === name)!))
    const words = (text: string): string[] =>
      text
        .replace(/!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)|<!--[\s\S]*?-->|<[^>]+>|&\w+;|https?:\S+/g, ' ')
        .match(/\p{L}{3,}/gu) ?? []
    const held = new Set(words(document.text))
    const source = Buffer.from(shared.find((sample) => sample.name === name)!.bytes).toString('utf8')
    const lost = words(source).filter((word) => !held.has(word))
    // The language of a fenced block is no word of the text.
    expect(lost.length, lost.slice(0, 20).join(' ')).toBeLessThanOrEqual(
      Math.max(1, words(source).length * 0.03),
    )
  })
})
