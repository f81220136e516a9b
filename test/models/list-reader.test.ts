import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ListReader } from '../../src/models/ladder/list-reader.ts'

/** What is told, in order: `list` where a list opens, else index and element. */
type Told = 'list' | readonly [number, unknown]

function told(pieces: readonly string[], list = 'questions'): Told[] {
  const all: Told[] = []
  const reader = new ListReader(list, {
    onList: () => all.push('list'),
    onElement: (value, index) => all.push([index, value]),
  })
  for (const piece of pieces) reader.push(piece)
  return all
}

const wholly = (elements: readonly unknown[]): Told[] => [
  'list',
  ...elements.map((element, index) => [index, element] as const),
]

/** The text cut at these places, which may be anywhere, and the same place twice. */
function cutAt(text: string, places: readonly number[]): string[] {
  const cuts = [0, ...places.map((place) => place % (text.length + 1)), text.length].toSorted((a, b) => a - b)
  return cuts.slice(1).map((end, index) => text.slice(cuts[index], end))
}

/** Text with everything that could mislead: brackets, quotes, escapes, Chinese, pairs of surrogates, tags. */
const nasty = fc
  .array(
    fc.constantFrom(
      '"',
      '\\',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '\n',
      '```',
      'a ',
      '清湖',
      '😀',
      '\u2028',
      '\\u0041',
      '"questions":[',
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))
const scalar = fc.oneof(
  nasty,
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constant(null),
)
const { element } = fc.letrec<{ element: unknown }>((tie) => ({
  element: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    scalar,
    fc.array(tie('element'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(nasty, fc.constant('questions')), tie('element'), { maxKeys: 3 }),
  ),
}))
const elements = fc.array(element, { maxLength: 6 })
const places = fc.array(fc.nat(), { maxLength: 40 })
const other = fc.dictionary(nasty, scalar, { maxKeys: 3 })
const layout = fc.constantFrom(undefined, 2, '\t')

describe('items of a list while it is written', () => {
  it('are those of the whole, however it is cut', () => {
    fc.assert(
      fc.property(elements, other, other, layout, places, (list, before, after, space, cuts) => {
        const value = { ...before, questions: list, ...after }
        fc.pre(!('questions' in before) && !('questions' in after))
        const text = JSON.stringify(value, undefined, space)
        // JSON.parse is the measure: it makes 0 of -0.
        const expected = (JSON.parse(text) as { questions: unknown[] }).questions
        expect(told(cutAt(text, cuts))).toEqual(wholly(expected))
        expect(told(text.split(''))).toEqual(wholly(expected))
      }),
      { numRuns: 400 },
    )
  })

  it('are those of the whole in prose and fences, escaped or not', () => {
    const prose = fc.constantFrom(
      '',
      'Here is the plan:\n```json\n',
      'He said "so" – \\ see. ',
      '计划如下（"引号"）：\n',
    )
    fc.assert(
      fc.property(
        elements,
        prose,
        fc.constantFrom('', '\n```\nThat is all.', ' 完毕。'),
        places,
        (list, before, after, cuts) => {
          const json = JSON.stringify({ questions: list })
          const escaped = json.replace(
            /[\u0080-\uffff]/g,
            (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
          )
          const expected = wholly((JSON.parse(json) as { questions: unknown[] }).questions)
          expect(told(cutAt(before + json + after, cuts))).toEqual(expected)
          expect(told(cutAt(before + escaped + after, cuts))).toEqual(expected)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('are a beginning of the whole where it breaks off, and never a half one', () => {
    fc.assert(
      fc.property(elements, fc.nat(), places, (list, end, cuts) => {
        const json = JSON.stringify({ questions: list })
        const expected = wholly((JSON.parse(json) as { questions: unknown[] }).questions)
        const found = told(cutAt(json.slice(0, end % (json.length + 1)), cuts))
        expect(found).toEqual(expected.slice(0, found.length))
      }),
      { numRuns: 400 },
    )
  })

  it('never throw, and do not hang on the cuts, whatever the text is', () => {
    const soup = fc
      .array(
        fc.oneof(
          nasty,
          fc.string({ unit: 'binary' }),
          fc.constantFrom("'", '“', '”', '//', 'null', '{"questions":', '1e'),
        ),
        { maxLength: 30 },
      )
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(soup, places, (text, cuts) => {
        expect(told(cutAt(text, cuts))).toEqual(told([text]))
      }),
      { numRuns: 600 },
    )
  })

  it('are told when they end, not later', () => {
    const text = '{"note":"[\\"x\\"]","questions":[{"text":"one?","queries":["a","b"]},"two?",3,[4]]}'
    const reader: string[] = []
    const heard = new ListReader('questions', {
      onList: () => reader.push('list'),
      onElement: (value) => reader.push(JSON.stringify(value)),
    })
    const after = (end: string): string[] => {
      const from = text.indexOf(end, done) + end.length
      heard.push(text.slice(done, from))
      done = from
      return reader.splice(0)
    }
    let done = 0
    expect(after('"questions":')).toEqual([])
    expect(after('[')).toEqual(['list'])
    expect(after('"b"]')).toEqual([])
    expect(after('}')).toEqual(['{"text":"one?","queries":["a","b"]}'])
    expect(after('two?"')).toEqual([])
    expect(after(',')).toEqual(['"two?"'])
    expect(after('3')).toEqual([])
    expect(after(',')).toEqual(['3'])
    expect(after('[4]')).toEqual(['[4]'])
    expect(after(']}')).toEqual([])
  })

  it.each<readonly [string, string, Told[]]>([
    ['a bare list', '["one?","two?"]', wholly(['one?', 'two?'])],
    ['an object around the answer', '{"result":{"questions":["one?"]}}', wholly(['one?'])],
    [
      'an object after the list of another',
      '{"queries":[{"questions":["no"]}],"questions":["one?"]}',
      wholly(['one?']),
    ],
    ['a key with an escape', '{"question\\u0073":["one?"]}', wholly(['one?'])],
    [
      'a value that reads like the key',
      '{"list":"questions","other":["no"],"questions":["one?"]}',
      wholly(['one?']),
    ],
    [
      'a quote that nobody escaped',
      '{"questions":["What is "clear water"?","two?"]}',
      wholly(['What is "clear water"?', 'two?']),
    ],
    ['a comma too many', '{"questions":[{"text":"one?",},"two?",]}', wholly([{ text: 'one?' }, 'two?'])],
    [
      'no comma between objects',
      '{"questions":[{"text":"one?"} {"text":"two?"}]}',
      wholly([{ text: 'one?' }, { text: 'two?' }]),
    ],
    ['an ellipsis', '{"questions":["one?", ...]}', wholly(['one?'])],
    [
      'marks of citation',
      'As [E1] and [2] say: {"questions":["one?"]}',
      ['list', 'list', [0, 2], ...wholly(['one?'])],
    ],
    [
      'an element that says two things',
      '{"questions":[{"text":"a","text":"b"},"two?"]}',
      ['list', [1, 'two?']],
    ],
    [
      'a draft and an answer',
      '{"questions":["draft?"]}\nBetter:\n{"questions":["one?"]}',
      [...wholly(['draft?']), ...wholly(['one?'])],
    ],
    ['a bottomless pit', `{"questions":["one?",${'['.repeat(100_000)}`, wholly(['one?'])],
  ])('%s', (_, text, expected) => {
    expect(told([text])).toEqual(expected)
    expect(told(text.slice(0, 2_000).split(''))).toEqual(expected)
  })

  it('take linear time in an element that never ends', () => {
    const piece = '{"a":"x",'.repeat(10)
    const started = performance.now()
    const reader = new ListReader('questions', { onList: () => {}, onElement: () => {} })
    reader.push('{"questions":["')
    for (let times = 0; times < 20_000; times++) reader.push(piece)
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})
