import type { ChatAnswer, Mend } from '#models'

/** The statements that the sample prompt asks for. */
export interface Statement {
  readonly source: string
  readonly text: string
  readonly kind: 'fact' | 'opinion'
  readonly year?: number
}
export interface Statements {
  readonly statements: readonly Statement[]
}

const first: Statement = { source: 'E1', text: 'The bridge was opened.', kind: 'fact', year: 1932 }
const second: Statement = { source: 'E2', text: 'It is too narrow.', kind: 'opinion' }
/** What a good model answers. */
export const good: Statements = { statements: [first, second] }
const one: Statements = { statements: [first] }
const json = JSON.stringify(good)
const pretty = JSON.stringify(good, null, 2)
const firstJson = JSON.stringify(first)
const secondJson = JSON.stringify(second)

/** What becomes of an answer: a value and how it was read (`native`: as it was asked for on the wire), or the twin. */
export type Expected =
  | {
      readonly value: unknown
      readonly how: 'native' | 'extracted' | 'repaired'
      readonly mended?: readonly Mend[]
    }
  | { readonly twin: string }

/** One way in which models answer badly. */
export interface Hostile {
  readonly name: string
  readonly text: string
  readonly finish?: ChatAnswer['finish']
  readonly thinking?: string
  readonly expected: Expected
}

const extracted = (value: unknown = good): Expected => ({ value, how: 'extracted' })
const repaired = (value: unknown = good, ...mended: Mend[]): Expected => ({ value, how: 'repaired', mended })
const twin = (code = 'model-malformed'): Expected => ({ twin: code })
const cut = (at: number): string => json.slice(0, at)
const afterFirst = json.indexOf(firstJson) + firstJson.length

/** Answers that models really give, and some that nobody should; each with what must become of it. */
export const hostileAnswers: readonly Hostile[] = [
  // Good, more or less wrapped.
  { name: 'as asked', text: json, expected: { value: good, how: 'native' } },
  {
    name: 'pretty-printed, blank around',
    text: `\n\n  ${pretty}\n\n`,
    expected: { value: good, how: 'native' },
  },
  { name: 'byte order mark', text: `\uFEFF${json}`, expected: { value: good, how: 'native' } },
  {
    name: 'an extra key',
    text: JSON.stringify({ ...good, note: 'done' }),
    expected: { value: good, how: 'native' },
  },
  {
    name: 'the same key twice, same value',
    text: json.replace('"kind":"fact"', '"kind":"fact","kind":"fact"'),
    expected: { value: good, how: 'native' },
  },
  { name: 'fenced, with a language', text: `\`\`\`json\n${pretty}\n\`\`\``, expected: extracted() },
  { name: 'fenced, without one', text: `\`\`\`\n${json}\n\`\`\``, expected: extracted() },
  { name: 'fence never closed', text: `\`\`\`json\n${pretty}`, expected: extracted() },
  {
    name: 'prose around',
    text: `Sure! Here is what I found:\n${json}\nLet me know if you need more.`,
    expected: extracted(),
  },
  {
    name: 'Chinese prose around',
    text: `好的，以下是结果：\n${json}\n希望对您有帮助。`,
    expected: extracted(),
  },
  { name: 'brackets in the prose', text: `See [1] and {note}: ${json} (as in [2])`, expected: extracted() },
  { name: 'an open bracket in the prose', text: `Sources [E1, E2: ${json}`, expected: extracted() },
  {
    name: 'several fences, draft first',
    text: `Draft:\n\`\`\`json\n${JSON.stringify(one)}\n\`\`\`\nFinal:\n\`\`\`json\n${json}\n\`\`\``,
    expected: extracted(),
  },
  { name: 'JSON in a JSON string', text: JSON.stringify(json), expected: extracted() },
  { name: 'JSON in a JSON string, twice', text: JSON.stringify(JSON.stringify(json)), expected: extracted() },
  { name: 'a quote in prose that never closes', text: `The "answer: ${json}`, expected: extracted() },
  { name: 'HTML around', text: `<html><body><pre>${json}</pre></body></html>`, expected: extracted() },
  { name: 'emoji around', text: `✅🎉 ${json} 🚀`, expected: extracted() },
  {
    name: '200,000 characters of prose before',
    text: `${'The bridges of this town are many, and each has its year. '.repeat(3500)}\n${json}`,
    expected: extracted(),
  },

  // Thinking.
  {
    name: 'thinking before',
    text: `<think>First {"statements": []} but no.</think>${json}`,
    expected: extracted(),
  },
  {
    name: 'thinking without opener',
    text: `Let me see {"statements":[]}\n</think>\n\n${json}`,
    expected: extracted(),
  },
  {
    name: 'thinking, nested',
    text: `<thinking>a <think>b</think> c</thinking>${json}`,
    expected: extracted(),
  },
  { name: 'thinking, Kimi', text: `◁think▷hm◁/think▷${json}`, expected: extracted() },
  { name: 'thinking, Gemma', text: `<|channel>thought\nhm {"a":1}<channel|>${json}`, expected: extracted() },
  {
    name: 'thinking, gpt-oss',
    text: `<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>${json}`,
    expected: extracted(),
  },
  {
    name: 'thinking, a tag spoken of inside',
    text: `<think>I should use <think> tags</think>${json}`,
    expected: extracted(),
  },
  {
    name: 'thinking leaked into a string',
    text: json.replace('The bridge', '<think>which?</think>The bridge'),
    expected: repaired(good, 'thinking'),
  },
  {
    name: 'a string that is only thinking',
    text: json.replace('The bridge was opened.', '<think>which?'),
    expected: twin(),
  },
  { name: 'thinking only', text: '<think>I wonder what they want.</think>', expected: twin('model-empty') },
  {
    name: 'thinking that never closes',
    text: `<think>I would say ${json} but`,
    expected: twin('model-empty'),
  },
  {
    name: 'thinking only, in its field',
    text: '',
    thinking: 'I wonder what they want.',
    expected: twin('model-empty'),
  },
  { name: 'the answer filed under thinking', text: '', thinking: json, expected: extracted() },

  // Syntax.
  {
    name: 'trailing commas',
    text: json.replace('}]', '},]').replace(/\}$/, ',}'),
    expected: repaired(good, 'syntax'),
  },
  {
    name: 'comments',
    text: json.replace('"statements"', '/* all */ "statements"').replace('[{', '[ // first\n{'),
    expected: repaired(good, 'syntax'),
  },
  { name: 'single quotes', text: json.replaceAll('"', "'"), expected: repaired(good, 'syntax') },
  {
    name: 'Python dict',
    text: json.replaceAll('"', "'").replace('1932', 'None'),
    expected: repaired(
      { statements: [{ source: 'E1', text: first.text, kind: 'fact' }, second] },
      'syntax',
      'shape',
    ),
  },
  { name: 'keys without quotes', text: json.replace(/"(\w+)":/g, '$1:'), expected: repaired(good, 'syntax') },
  { name: 'commas forgotten', text: json.replace('},{', '} {'), expected: repaired(good, 'syntax') },
  { name: 'escaped twice', text: json.replaceAll('"', '\\"'), expected: repaired(good, 'syntax') },
  {
    name: 'full-width punctuation',
    text: `｛“statements”：［｛“source”：“E1”，“text”：“他说："好，行"。”，“kind”：“fact”｝］｝`,
    expected: repaired({ statements: [{ source: 'E1', text: '他说："好，行"。', kind: 'fact' }] }, 'syntax'),
  },
  {
    name: 'a full-width colon',
    text: json.replace('"source":"E1"', '"source"："E1"'),
    expected: repaired(good, 'syntax'),
  },
  {
    name: 'unescaped quotes inside',
    text: json.replace('too narrow', 'a "bridge" only'),
    expected: repaired({ statements: [first, { ...second, text: 'It is a "bridge" only.' }] }, 'syntax'),
  },
  {
    name: 'raw line breaks inside',
    text: json.replace('The bridge was', 'The bridge\nwas'),
    expected: repaired({ statements: [{ ...first, text: 'The bridge\nwas opened.' }, second] }, 'syntax'),
  },
  { name: 'last bracket forgotten', text: json.slice(0, -1), expected: repaired(good, 'syntax') },
  {
    name: 'NaN for what may be absent',
    text: json.replace('1932', 'NaN'),
    expected: repaired(
      { statements: [{ source: 'E1', text: first.text, kind: 'fact' }, second] },
      'syntax',
      'shape',
    ),
  },
  { name: 'Infinity', text: json.replace('1932', 'Infinity'), expected: twin() },

  // Shape.
  {
    name: 'one item for a list of one',
    text: JSON.stringify({ statements: first }),
    expected: repaired(one, 'shape'),
  },
  { name: 'a bare list', text: JSON.stringify(good.statements), expected: repaired(good, 'shape') },
  { name: 'an object in a list', text: JSON.stringify([good]), expected: repaired(good, 'shape') },
  { name: 'wrapped', text: JSON.stringify({ result: good }), expected: repaired(good, 'shape') },
  {
    name: 'a tool call written as text',
    text: JSON.stringify({ name: 'statements', arguments: good }),
    expected: repaired(good, 'shape'),
  },
  {
    name: 'a tool call with arguments as a string',
    text: JSON.stringify({ name: 'statements', arguments: json }),
    expected: repaired(good, 'shape'),
  },
  {
    name: 'a tool call in tags',
    text: `<tool_call>\n{"name": "statements", "arguments": ${json}}\n</tool_call>`,
    expected: repaired(good, 'shape'),
  },
  {
    name: 'a list as a string',
    text: JSON.stringify({ statements: JSON.stringify(good.statements) }),
    expected: repaired(good, 'shape'),
  },
  { name: 'a number as a string', text: json.replace('1932', '"1932"'), expected: repaired(good, 'shape') },
  {
    name: 'letter case of a word',
    text: json.replace('"fact"', '"Fact"'),
    expected: repaired(good, 'shape'),
  },
  {
    name: 'letter case of keys',
    text: json.replaceAll('"source"', '"Source"').replace('"statements"', '"Statements"'),
    expected: repaired(good, 'shape'),
  },
  {
    name: 'null for what may be absent',
    text: json.replace('1932', 'null'),
    expected: repaired({ statements: [{ source: 'E1', text: first.text, kind: 'fact' }, second] }, 'shape'),
  },
  { name: 'JSON Lines', text: `${firstJson}\n${secondJson}\n`, expected: repaired(good, 'shape') },
  {
    name: 'prototype keys',
    text: `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},${json.slice(1)}`,
    expected: { value: good, how: 'native' },
  },
  {
    name: 'a lone surrogate in a string',
    text: json.replace('too narrow', 'too \\ud83d narrow'),
    expected: {
      value: { statements: [first, { ...second, text: 'It is too \ud83d narrow.' }] },
      how: 'native',
    },
  },
  {
    name: 'a list of 2,000 items',
    text: JSON.stringify({
      statements: Array.from({ length: 2000 }, (_, n) => ({ ...second, text: `Statement ${n}.` })),
    }),
    expected: {
      value: { statements: Array.from({ length: 2000 }, (_, n) => ({ ...second, text: `Statement ${n}.` })) },
      how: 'native',
    },
  },

  // Broken off.
  {
    name: 'cut in the second item',
    text: cut(afterFirst + 20),
    finish: 'length',
    expected: repaired(one, 'syntax', 'cut-list'),
  },
  {
    name: 'cut after a comma',
    text: cut(afterFirst + 1),
    finish: 'length',
    expected: repaired(one, 'syntax', 'cut-list'),
  },
  {
    name: 'cut after an item',
    text: cut(afterFirst),
    finish: 'length',
    expected: repaired(one, 'syntax', 'cut-list'),
  },
  {
    name: 'cut before the last bracket',
    text: cut(json.length - 1),
    finish: 'length',
    expected: repaired(good, 'syntax', 'cut-list'),
  },
  {
    name: 'cut, and the endpoint says it stopped',
    text: cut(afterFirst + 20),
    expected: repaired(one, 'syntax', 'cut-list'),
  },
  {
    name: 'cut inside a fence',
    text: `\`\`\`json\n${cut(afterFirst + 20)}`,
    finish: 'length',
    expected: repaired(one, 'syntax', 'cut-list'),
  },
  { name: 'cut in the first item', text: cut(40), finish: 'length', expected: twin('model-length') },
  { name: 'cut in the first key', text: cut(6), finish: 'length', expected: twin('model-length') },
  { name: 'cut after a colon', text: cut(14), finish: 'length', expected: twin('model-length') },
  { name: 'cut after the first bracket', text: '{', finish: 'length', expected: twin('model-length') },
  {
    name: 'JSON Lines, cut',
    text: `${firstJson}\n${secondJson.slice(0, 30)}`,
    finish: 'length',
    expected: repaired(one, 'cut-list', 'shape'),
  },

  // Wrong, whatever one does.
  { name: 'wrong schema', text: '{"answer": "The bridge was opened in 1932."}', expected: twin() },
  {
    name: 'the schema echoed',
    text: '{"type":"object","properties":{"statements":{"type":"array","items":{"type":"object"}}},"required":["statements"]}',
    expected: twin(),
  },
  { name: 'an invented source', text: json.replace('E1', 'E9'), expected: twin() },
  {
    name: 'a word that is not among those asked for',
    text: json.replace('"fact"', '"rumour"'),
    expected: twin(),
  },
  {
    name: 'the same key twice, other value',
    text: json.replace('"source":"E1"', '"source":"E1","source":"E2"'),
    expected: twin(),
  },
  {
    name: 'a key contradicted in broken syntax',
    text: json.replace('"source":"E1"', "'source':'E1','source':'E2',"),
    expected: twin(),
  },
  { name: 'a number with its unit', text: json.replace('1932', '"1932 AD"'), expected: twin() },
  { name: 'a huge number', text: json.replace('1932', '1e999'), expected: twin() },
  { name: 'an empty list', text: '{"statements": []}', expected: twin() },
  { name: 'an empty object', text: '{}', expected: twin() },
  { name: 'null', text: 'null', expected: twin() },
  { name: 'true', text: 'true', expected: twin() },
  { name: 'a number', text: '42', expected: twin() },
  { name: 'the word undefined', text: 'undefined', expected: twin() },
  { name: '[object Object]', text: '[object Object]', expected: twin() },
  {
    name: 'nested 100,000 deep',
    text: '['.repeat(100_000) + ']'.repeat(100_000),
    expected: twin('model-looping'),
  },
  { name: 'brackets without end', text: '{"statements":['.repeat(5_000), expected: twin('model-looping') },
  {
    name: 'a Markdown table',
    text: '| source | text | kind |\n|---|---|---|\n| E1 | The bridge was opened. | fact |',
    expected: twin(),
  },
  {
    name: 'YAML',
    text: 'statements:\n  - source: E1\n    text: The bridge was opened.\n    kind: fact',
    expected: twin(),
  },
  {
    name: 'XML',
    text: '<statements><statement source="E1" kind="fact">The bridge was opened.</statement></statements>',
    expected: twin(),
  },
  {
    name: 'an HTML error page',
    text: '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body></body></html>',
    expected: twin(),
  },
  { name: 'prose only', text: 'The bridge was opened in 1932 and is too narrow.', expected: twin() },
  { name: 'emoji only', text: '👍', expected: twin() },
  { name: 'empty', text: '', expected: twin('model-empty') },
  { name: 'blank', text: ' \n\t\u200b\ufeff ', expected: twin('model-empty') },
  { name: 'control characters', text: '\u0000\u0001\u0002', expected: twin() },
  { name: 'lone surrogates', text: '\ud800{\udfff"', expected: twin() },
  { name: 'withheld', text: '', finish: 'filter', expected: twin('model-filtered') },
  {
    name: 'refusal, English',
    text: "I'm sorry, but I can't help with that request.",
    expected: twin('model-refused'),
  },
  { name: 'refusal, typographic', text: 'I’m unable to assist with this.', expected: twin('model-refused') },
  { name: 'refusal, Chinese', text: '抱歉，我无法回答这个问题。', expected: twin('model-refused') },
  {
    name: 'refusal, Chinese policy',
    text: '您的问题违反了相关规定，我们换个话题吧。',
    expected: twin('model-refused'),
  },
  {
    name: 'looping prose',
    text: 'The bridge was opened. '.repeat(400),
    finish: 'length',
    expected: twin('model-looping'),
  },
  {
    name: 'looping Chinese',
    text: '大桥已经通车。'.repeat(300),
    finish: 'length',
    expected: twin('model-looping'),
  },
  {
    name: 'looping blanks in JSON',
    text: `{"statements":[${' \n'.repeat(2000)}`,
    finish: 'length',
    expected: twin('model-looping'),
  },
  {
    name: 'looping items',
    text: `{"statements":[${`${firstJson},`.repeat(200)}`,
    finish: 'length',
    expected: twin('model-looping'),
  },
  { name: '200,000 quotes', text: `{"statements":${'"'.repeat(200_000)}`, expected: twin('model-looping') },
  {
    name: '200,000 characters with stray quotes',
    text: `{"statements":[{"text":"${Array.from({ length: 16_000 }, (_, n) => `w${n} "q${n}"`).join(' ')}"}]}`,
    expected: twin(),
  },
  {
    name: 'a list abbreviated with dots',
    text: json.replace('}]', '}, ...]'),
    expected: repaired(good, 'syntax', 'cut-list'),
  },
  {
    name: 'a list abbreviated in a comment',
    text: json.replace('}]', '} // ... 12 more\n]').replace('}, {', '},{'),
    expected: repaired(good, 'syntax', 'cut-list'),
  },
]

const useless = new Set([
  'the schema echoed',
  'the word undefined',
  '[object Object]',
  'nested 100,000 deep',
  'brackets without end',
  'YAML',
  'XML',
  'an HTML error page',
  'prose only',
  'emoji only',
  'empty',
  'blank',
  'control characters',
  'lone surrogates',
  'withheld',
  'refusal, English',
  'refusal, typographic',
  'refusal, Chinese',
  'refusal, Chinese policy',
  'looping prose',
  'looping Chinese',
  'looping blanks in JSON',
  'cut after the first bracket',
  'thinking only',
  '200,000 quotes',
])

/** Those that hold no answer to any prompt. */
export const uselessAnswers: readonly Hostile[] = hostileAnswers.filter(({ name }) => useless.has(name))
