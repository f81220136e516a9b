import { describe, expect, it } from 'vitest'
import { plug } from '../../src/reading/readers/text.ts'
import { encodeAs } from './legacy-encoder.ts'
import { readAs, readerConformance, resourceOf } from './reader-conformance.ts'

const wrapped = `A Walk Around the Lake

The lake froze early that year, and nobody who lived beside it had expected the
ferry to stay in port for nine days. It was Dr. Wei who first walked across the
ice.

1. The ferry

Nobody skated:
- the ice was thin
- the wind was strong, and it went
  on for days
- it was dark

COSTS AND REPAIRS

Roses are red
Violets are blue

> It was cold, he wrote, and we did not know how long the
> cold would last.
`
const chinese = `第一章 湖

　　那一年湖水很早就结冰了，谁也没有料到渡船要在港口停上九天之久，镇上的人都说从来没有见过这样的冬天。
　　老人说没有见过。

第二章 渡船

渡船停了。`

const samples = [
  {
    name: 'walk.txt',
    bytes: Buffer.from(wrapped),
    contains: [
      'A Walk Around',
      'beside it had expected the ferry to stay',
      'walked across the ice.',
      'on for days',
    ],
  },
  {
    name: '湖.txt',
    bytes: encodeAs(chinese, 'gb18030'),
    contains: ['第一章 湖', '那一年', '老人说', '第二章'],
  },
  { name: 'notes.txt', bytes: encodeAs('A note of one line', 'utf-16le'), contains: ['A note of one line'] },
  {
    name: 'tool.py',
    bytes: Buffer.from('def main():\n    return 1\n\n\nprint(main())\n'),
    contains: ['    return 1'],
  },
]
readerConformance(plug, samples)

const blocksOf = async (text: string): Promise<string[]> => {
  const document = await readAs(plug.create({}), resourceOf({ name: 'a.txt', bytes: Buffer.from(text) }))
  return document.blocks.map(
    ({ kind, level, start, end }) => `${kind}${level ?? ''}: ${document.text.slice(start, end)}`,
  )
}

describe('structure', () => {
  it('joins wrapped lines and finds sure headings, lists and quotes', async () => {
    expect(await blocksOf(wrapped)).toEqual([
      'title: A Walk Around the Lake',
      'paragraph: The lake froze early that year, and nobody who lived beside it had expected the ferry to stay in port for nine days. It was Dr. Wei who first walked across the ice.',
      'heading1: 1. The ferry',
      'paragraph: Nobody skated:',
      'list-item: - the ice was thin',
      'list-item: - the wind was strong, and it went on for days',
      'list-item: - it was dark',
      'heading1: COSTS AND REPAIRS',
      'paragraph: Roses are red\nViolets are blue',
      'quote: It was cold, he wrote, and we did not know how long the cold would last.',
    ])
  })

  it('takes indented Chinese lines as paragraphs', async () => {
    const blocks = await blocksOf(chinese)
    expect(blocks.map((block) => block.replace(/(: ...).*/, '$1'))).toEqual([
      'title: 第一章',
      'paragraph: 那一年',
      'paragraph: 老人说',
      'heading1: 第二章',
      'paragraph: 渡船停',
    ])
  })

  it('joins wrapped Chinese without spaces', async () => {
    const lines = `那一年湖水很早就结冰了，谁也没有料到渡船要在港口停上九天之久，镇上的\n人都说从来没有见过这样的冬天，连老人也说没有见过，渡船停在港口，没有人\n敢走上冰面。`
    expect(await blocksOf(lines)).toEqual([`paragraph: ${lines.replaceAll('\n', '')}`])
  })

  it('does not take a list for headings', async () => {
    expect(
      await blocksOf(
        'Things to do\n\n1. Open the gate\n\n2. Close the gate\n\n3. Go home\n\nThat is all there is.',
      ),
    ).not.toContain(expect.stringContaining('heading'))
  })

  it('keeps pages', async () => {
    const document = await readAs(
      plug.create({}),
      resourceOf({ name: 'a.txt', bytes: Buffer.from('One page.\n\fTwo pages.\n') }),
    )
    expect(document.pages.map((page) => document.text.slice(page.start, page.end).trim())).toEqual([
      'One page.',
      'Two pages.',
    ])
  })

  it('notes the encoding', async () => {
    const document = await readAs(plug.create({}), resourceOf(samples[1]!))
    expect(document.metadata).toEqual({ encoding: 'gb18030' })
    expect(document.language).toBe('zh')
  })
})
