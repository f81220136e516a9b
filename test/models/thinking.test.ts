import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLoopDetector, readCitations, separateThinking, stripCitations } from '#models'
import { looksLikeRefusal } from '../../src/models/refusal.ts'

describe('thinking is kept apart', () => {
  it.each([
    ['none', 'answer', 'answer', '', false],
    ['a block', '<think>a</think>b', 'b', 'a', false],
    ['attributes, case, blanks', '<Thinking mode="deep">a</thinking >b', 'b', 'a', false],
    ['reasoning', '<reasoning>a</reasoning>b', 'b', 'a', false],
    ['a prefix', '<seed:think>a</seed:think>b', 'b', 'a', false],
    ['nested', '<think>a<think>b</think>c</think>d', 'd', 'a<think>b</think>c', false],
    ['two blocks', '<think>a</think>b<think>c</think>d', 'bd', 'a\nc', false],
    ['no opener', 'a</think>b', 'b', 'a', false],
    ['no closer', '<think>a', '', 'a', true],
    ['an answer, then no closer', 'a<think>b', 'a', 'b', true],
    ['a tag spoken of', '<think>use <think> tags</think>b', 'b', '<think>use <think> tags</think>', false],
    ['Kimi', '◁think▷a◁/think▷b', 'b', 'a', false],
    ['Magistral', '[THINK]a[/THINK]b', 'b', 'a', false],
    ['Cohere', '<|START_THINKING|>a<|END_THINKING|>b', 'b', 'a', false],
    ['Gemma', '<|channel>thought\na<channel|>b', 'b', 'a', false],
    [
      'gpt-oss',
      '<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b',
      'b',
      'a',
      false,
    ],
  ])('%s', (_, given, text, thinking, unclosed) => {
    expect(separateThinking(given)).toEqual({ text, thinking, unclosed })
  })

  it('that began in the prompt', () => {
    expect(separateThinking('a</think>b', true)).toEqual({ text: 'b', thinking: 'a', unclosed: false })
    expect(separateThinking('<think>a</think>b', true)).toMatchObject({ text: 'b', unclosed: false })
    expect(separateThinking('a', true)).toEqual({ text: '', thinking: 'a', unclosed: true })
  })

  it('never leaves a tag in the answer, whatever the text', () => {
    const parts = fc.array(
      fc.constantFrom('<think>', '</think>', 'a', ' ', '\n', '◁think▷', '◁/think▷', '<'),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(parts, fc.boolean(), (given, opened) => {
        const { text } = separateThinking(given.join(''), opened)
        expect(text).not.toMatch(/<\/?think>|◁\/?think▷/)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('loops', () => {
  const loops = (text: string, size = 37): number | undefined => {
    const detector = createLoopDetector()
    for (let at = 0; at < text.length; at += size)
      if (detector.push(text.slice(at, at + size))) return at + size
    return undefined
  }
  it.each([
    ['a word', 'again '.repeat(2000)],
    ['a character', '-'.repeat(5000)],
    ['blanks', ' \n\t'.repeat(3000)],
    ['a sentence', `Well. ${'The bridge was opened in the year 1932 by the mayor. '.repeat(100)}`],
    ['a paragraph', `${Array.from({ length: 80 }, (_, n) => `word${n}`).join(' ')}. `.repeat(20)],
    ['Chinese', '大桥已经通车。'.repeat(400)],
    [
      'a longer Chinese passage',
      '委员会经过长时间辩论，在三月批准了在北部河流上修建新桥，并要求年底以前完成设计。'.repeat(60),
    ],
    ['items of JSON', '{"text":"The bridge was opened.","kind":"fact"},'.repeat(300)],
    [
      'small changes',
      Array.from(
        { length: 500 },
        (_, n) => `Step ${n % 7}: check the bridge and then check the bridge again. `,
      ).join(''),
    ],
  ])('are seen in time: %s', (_, text) => {
    const start = 'This is how it began, with a few words that are not repeated anywhere. '
    const seen = loops(start + text)
    expect(seen).toBeDefined()
    expect(seen!).toBeLessThan(9_000)
  })
  const words =
    'river bridge year mayor stone design north open plan cost tower arch road night work steel'.split(' ')
  const varied = (n: number): string => words[(n * 7 + (n >> 2) * 5 + (n >> 4)) % words.length]!
  it.each([
    [
      'records whose values differ',
      Array.from(
        { length: 400 },
        (_, n) => `{"year": ${1600 + n}, "value": ${(n * 7919) % 1000}, "unit": "km"},`,
      ).join('\n'),
    ],
    [
      'a table of numbers',
      Array.from({ length: 300 }, (_, n) => `| ${n} | ${(n * 31) % 97} | ${(n * 17) % 89} |`).join('\n'),
    ],
    ['prose', Array.from({ length: 3000 }, (_, n) => varied(n * n + n)).join(' ')],
    ['a rule of Markdown', `Title\n${'-'.repeat(400)}\nText`],
    ['a short refrain', 'ha '.repeat(60)],
  ])('are not seen in %s', (_, text) => {
    expect(loops(text)).toBeUndefined()
  })
  it('do not hang on the size of pieces', () => {
    const text = 'The bridge was opened. '.repeat(400)
    for (const size of [1, 7, 499, 500, 501, 9200]) expect(loops(text, size)).toBeDefined()
  })
})

describe('refusals', () => {
  it.each([
    "I'm sorry, but I can't assist with that.",
    'I cannot help with this request.',
    'As an AI language model, I have no opinions.',
    'This request violates our policy.',
    '很抱歉，我不能回答这个问题。',
    '作为一个人工智能语言模型，我无法提供相关信息。',
    '对不起，该内容无法为您提供。',
  ])('%s', (text) => {
    expect(looksLikeRefusal(text)).toBe(true)
  })
  it.each([
    '',
    'The committee cannot help the poor.',
    '委员会讨论了该政策。',
    `I'm sorry, I can't help. ${'x'.repeat(2000)}`,
  ])('not %j', (text) => {
    expect(looksLikeRefusal(text)).toBe(false)
  })
})

describe('citations', () => {
  const known = ['1', '2', '3', 'E7']
  const read = (text: string): unknown[] =>
    readCitations(text, known).map(({ start, end, ids, invented }) => [
      text.slice(start, end),
      ids.join(' '),
      invented.join(' '),
    ])
  it.each([
    ['a[citation:1].', [['[citation:1]', '1', '']]],
    [
      'a[citation:1][citation:3]',
      [
        ['[citation:1]', '1', ''],
        ['[citation:3]', '3', ''],
      ],
    ],
    ['a [citation: 1, 2]', [['[citation: 1, 2]', '1 2', '']]],
    ['a [Citation:1, citation:2]', [['[Citation:1, citation:2]', '1 2', '']]],
    [
      'a [1] b [2,3]',
      [
        ['[1]', '1', ''],
        ['[2,3]', '2 3', ''],
      ],
    ],
    ['a [1-3]', [['[1-3]', '1 2 3', '']]],
    ['句子【1】。', [['【1】', '1', '']]],
    [
      '句子［１］［citation：２］。',
      [
        ['［１］', '1', ''],
        ['［citation：２］', '2', ''],
      ],
    ],
    ['句子【引用：1、2】', [['【引用：1、2】', '1 2', '']]],
    ['a 【2†source】', [['【2†source】', '2', '']]],
    ['a [e7]', [['[e7]', 'E7', '']]],
    [
      'a [citation:9] b [citation:1,9]',
      [
        ['[citation:9]', '', '9'],
        ['[citation:1,9]', '1', '9'],
      ],
    ],
    ['a [9]', [['[9]', '', '9']]],
    ['[sic] [2019] [note] [x](y) [1](https://a.b) [citation:] []', []],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })
  it('go out of a text with the blanks before them', () => {
    expect(stripCitations('A is so [citation:1][citation:9]. B 【2】is [sic] too.', known)).toBe(
      'A is so. Bis [sic] too.',
    )
  })
  it('are found in any text without throwing, in order and apart', () => {
    const parts = fc.array(
      fc.constantFrom('[', ']', 'citation:', '1', '9', ',', '【', '】', '-', ' ', 'E7', '\n', '［'),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          parts.map((one) => one.join('')),
        ),
        (text) => {
          let end = 0
          for (const citation of readCitations(text, known)) {
            expect(citation.start).toBeGreaterThanOrEqual(end)
            for (const id of citation.ids) expect(known).toContain(id)
            for (const id of citation.invented) expect(known).not.toContain(id)
            end = citation.end
          }
          expect(readCitations(stripCitations(text, known), known).length).toBeLessThanOrEqual(
            readCitations(text, known).length,
          )
        },
      ),
      { numRuns: 800 },
    )
  })
})
