import { expect, test } from 'vitest'
import { publishedFromMarkdown, publishedFromReport } from '../../../../src/arena/lab/score/publish.ts'
import type { PublishedText } from '../../../../src/arena/lab/score/score.ts'
import type { Report } from '#vocabulary'

const claims = ({ sentences }: PublishedText): PublishedText['sentences'] =>
  sentences.filter(({ aside }) => aside === undefined)
const asides = ({ sentences }: PublishedText): string[] =>
  sentences.filter(({ aside }) => aside === 'quoted').map(({ text }) => text)

test('Markdown: paragraphs, bullets and tables are claims; headings, quotes and references are asides', () => {
  const published = publishedFromMarkdown(
    [
      '# Velmora Bridge',
      '',
      'Velmora Bridge opened on 14 May 1931 [1]. It is **1,260 m** long ([Courier](http://halvor-courier.example:40123/2019/bridge)).',
      'It was designed by [Ilse Torvald](http://halvor-courier.example/torvald)[^2].',
      '',
      '## Figures',
      '',
      '- Length: 1,260 m [[1]](http://halvor-courier.example/2019/bridge)',
      '- Opened: 1931',
      '',
      '| Bridge | Length | Opened |',
      '|---|---|---|',
      '| Tarsund Bridge | 840 m | 1940 |',
      '',
      '> Velmora Bridge is 99 metres long.',
      '',
      'No source states what it cost.',
      '',
      '## References',
      '1. Courier, http://halvor-courier.example:40123/2019/bridge',
      '[^2]: http://made-up.example/page',
    ].join('\n'),
  )
  expect(claims(published)).toEqual([
    { text: 'Velmora Bridge opened on 14 May 1931.', heading: 'Velmora Bridge' },
    { text: 'It is 1,260 m long.', heading: 'Velmora Bridge' },
    { text: 'It was designed by Ilse Torvald.', heading: 'Velmora Bridge' },
    { text: 'Length: 1,260 m', heading: 'Figures' },
    { text: 'Opened: 1931', heading: 'Figures' },
    { text: 'Tarsund Bridge — Length: 840 m', heading: 'Figures' },
    { text: 'Tarsund Bridge — Opened: 1940', heading: 'Figures' },
    { text: 'No source states what it cost.', heading: 'Figures' },
  ])
  expect(asides(published)).toEqual([
    'Velmora Bridge',
    'Figures',
    'Velmora Bridge is 99 metres long.',
    'References',
    'Courier,',
  ])
  expect(published.admissions).toEqual(['No source states what it cost.'])
  expect(published.links).toEqual([
    'http://halvor-courier.example/2019/bridge',
    'http://halvor-courier.example/torvald',
    'http://made-up.example/page',
  ])
})

test('Markdown in Chinese', () => {
  const published = publishedFromMarkdown(
    '## 通车\n\n维尔莫拉大桥于1931年通车【1】。造价未找到。\n\n## 参考资料\n\n1. 信使报 http://halvor-courier.example/a',
  )
  expect(claims(published).map(({ text }) => text)).toEqual(['维尔莫拉大桥于1931年通车。', '造价未找到。'])
  expect(published.admissions).toEqual(['造价未找到。'])
  expect(published.links).toEqual(['http://halvor-courier.example/a'])
})

const told = 'Velmora Bridge is 1,990 metres long.'

test.each([
  ['a quote', `> ${told}`],
  ['code', `\`\`\`json\n${told}\n\`\`\``],
  ['a heading', `## ${told}`],
  ['prose under references', `## References\n\n${told}`],
  ['an item under references', `## 参考资料\n\n1. ${told}`],
  ['a footnote', `[^1]: ${told}`],
  ['the words of a link', `[${told}](http://halvor-courier.example/a)`],
  ['the head of a table', `| ${told} | |\n|---|---|\n| a | b |`],
  ['the first cell of a row', `| a | b |\n|---|---|\n| ${told} | c |`],
])('what stands in %s is read, and is no claim', (_, report) => {
  const published = publishedFromMarkdown(report)
  expect(asides(published)).toContain(told)
  expect(claims(published).map(({ text }) => text)).not.toContain(told)
})

test.each([
  ['a fence around the whole report', `\`\`\`markdown\n# Length\n\n${told}\n\`\`\``],
  ['a rule right below it', `${told}\n---`],
  ['a comment before it', `<!-- a\nb --> ${told}`],
])('%s hides nothing', (_, report) => {
  expect(claims(publishedFromMarkdown(report)).map(({ text }) => text)).toEqual([told])
})

test('a line that ends in an address may claim something', () => {
  const published = publishedFromMarkdown(
    '- Opened: 1931 (http://halvor-courier.example/a)\n- http://b.example/',
  )
  expect(published.sentences).toEqual([{ text: 'Opened: 1931', aside: 'cited' }])
})

test('a report of Kaoju: sentences, sides of conflicts, admissions and addresses', () => {
  const citation = { uri: 'http://halvor-courier.example:40001/2019/bridge' }
  const report = {
    sections: [
      {
        heading: 'Length',
        sentences: [{ text: 'Velmora Bridge is 1,260 metres long.', citations: [citation] }],
      },
    ],
    conflicts: [
      {
        about: 'length of Sarnholm Bridge',
        sides: [
          { value: '600 m', sentence: 'Sarnholm Bridge is 600 m long.', citations: [citation] },
          {
            value: '640 m',
            sentence: 'Sarnholm Bridge is 640 m long.',
            citations: [{ uri: 'file:///notes.md' }],
          },
        ],
      },
    ],
    plan: [{ state: 'unanswered', why: 'Nothing was found about its cost.' }],
    coverage: {
      notes: ['Nothing relevant to this question was found in the documents searched.', '"A" is a copy.'],
      failed: [{ what: 'http://halvor-courier.example/a', why: 'time-out' }],
    },
  } as unknown as Report
  expect(publishedFromReport(report)).toEqual({
    sentences: [
      { text: 'Velmora Bridge is 1,260 metres long.', heading: 'Length' },
      { text: 'Sarnholm Bridge is 600 m long.', heading: 'length of Sarnholm Bridge', contested: true },
      { text: 'Sarnholm Bridge is 640 m long.', heading: 'length of Sarnholm Bridge', contested: true },
    ],
    admissions: [
      'Nothing was found about its cost.',
      'Nothing relevant to this question was found in the documents searched.',
    ],
    links: ['http://halvor-courier.example/2019/bridge'],
  })
})
