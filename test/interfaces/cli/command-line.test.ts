import { describe, expect, test } from 'vitest'
import { explain, KaojuError } from '#runtime'
import { parseCommandLine, type Invocation } from '../../../src/interfaces/cli/command-line.ts'
import { commandTable } from '../../../src/interfaces/cli/commands/table.ts'
import { labNames } from '../../../src/interfaces/cli/lab-words.ts'
import { wordsIn } from '../../../src/interfaces/cli/words.ts'
import { plannerNames } from '../../../src/research/strategy.ts'
import { waysInEnglish } from '../../../src/interfaces/cli/strategy-words.ts'

// Longest first: a name may begin with another.
const methods = [...plannerNames, ...Object.keys(waysInEnglish.strategies)].toSorted(
  (a, b) => b.length - a.length,
)

function parse(line: readonly string[], language: 'en' | 'zh' = 'en'): Invocation {
  const about = { words: wordsIn(language), version: '9.9.9', defaultHome: '/家', columns: 100 }
  return parseCommandLine(line, commandTable, about)
}

function refusal(line: readonly string[], language: 'en' | 'zh' = 'en'): string {
  try {
    parse(line, language)
  } catch (error) {
    expect(error).toBeInstanceOf(KaojuError)
    expect((error as KaojuError).code).toBe('option-invalid')
    return explain(error, language)
  }
  throw new Error(`accepted: ${line.join(' ')}`)
}

function helpOf(line: readonly string[], language: 'en' | 'zh'): string {
  const invocation = parse(line, language)
  return invocation.kind === 'print' ? invocation.text : ''
}

describe('a command line', () => {
  test('names a command, its operands and flags, wherever the common flags stand', () => {
    for (const line of [
      ['search', 'green algae', '--k', '3', '--home', 'h', '--json'],
      ['--json', '--home', 'h', 'search', '--k', '3', 'green algae'],
    ])
      expect(parse(line)).toMatchObject({
        kind: 'run',
        command: commandTable.commands['search'],
        operands: ['green algae'],
        flags: { k: 3, home: 'h', json: true },
      })
  })

  test('a question alone is research', () => {
    expect(parse(['What changed?', '--docs', 'a', 'b'])).toMatchObject({
      kind: 'run',
      command: commandTable.commands['research'],
      operands: ['What changed?'],
      flags: { docs: ['a', 'b'] },
    })
    expect(parse(['--docs', 'a', '--effort', 'deep', '清湖的面积是多少？'])).toMatchObject({
      operands: ['清湖的面积是多少？'],
    })
  })

  test('nothing at all asks for the next steps', () => {
    expect(parse([])).toEqual({ kind: 'next-steps' })
    expect(parse(['--no-color'])).toEqual({ kind: 'next-steps' })
  })

  test('eval retrieval stands below eval', () => {
    const line = [
      'eval',
      'retrieval',
      '--corpus',
      'c',
      '--queries',
      'q',
      '--qrels',
      'r',
      '--fields',
      'title,text',
    ]
    expect(parse(line)).toMatchObject({ kind: 'run', flags: { corpus: 'c', fields: 'title,text' } })
    expect(parse(['eval'])).toMatchObject({ kind: 'print', exit: 2 })
  })

  test('the version is printed bare', () => {
    expect(parse(['--version'])).toEqual({ kind: 'print', text: '9.9.9\n', exit: 0 })
  })

  test.each([
    [['search', 'x', '--unknown'], '--unknown: there is no such option'],
    [['list', '--jso'], '--jso: there is no such option (did you mean --json?)'],
    [['search'], 'QUERY: is missing'],
    [['search', 'two', 'words'], 'search: too many arguments; put a question in quotation marks'],
    [['what', 'is', 'this'], 'research: too many arguments; put a question in quotation marks'],
    [['search', 'x', '--k'], '--k: needs a value'],
    [['search', 'x', '--k', '0'], '--k: needs a whole number of at least 1'],
    [['search', 'x', '--k', '2.5'], '--k: needs a whole number of at least 1'],
    [['q?', '--effort', 'huge'], '--effort: must be one of glance, quick, standard, deep, exhaustive'],
    [['q?', '--format', 'pdf'], '--format: must be one of md, html, json'],
    [['eval', 'retrieval', '--corpus', 'c'], '--queries: is missing'],
    [['serach'], 'serach: there is no such command (did you mean search?)'],
    [['chek'], 'chek: there is no such command (did you mean check?)'],
  ])('%j is wrong use, and what is wrong is said', (line, said) => {
    expect(refusal(line)).toContain(said)
  })

  test('what is wrong is said in Chinese', () => {
    expect(refusal(['list', '--jso'], 'zh')).toContain('--jso：没有这个选项（是不是 --json？）')
    expect(refusal(['search'], 'zh')).toContain('查询：缺少此参数')
  })
})

/** Names of the lab: its suites and kinds are what is typed, as are its seed and the keys of an answers file. */
const labWords = new RegExp(
  `\\b(${[...labNames.suites, ...labNames.kinds, 'lab', 'kaoju', 'report', 'shell'].join('|')})\\b`,
  'g',
)

describe('help', () => {
  const lines = [
    ['--help'],
    ...Object.keys(commandTable.commands).map((name) => [...name.split(' '), '--help']),
  ]

  test.each(lines)('%s %s is wholly in Chinese', (...line) => {
    const help = helpOf(line, 'zh')
    // Option names, examples, placeholders of files and format names stay; no English word stands beside them.
    const prose = help
      // Names of methods, and in brackets what they are named by.
      .replace(new RegExp(`\\b(?:${methods.join('|')})\\b|（[A-Za-z][A-Za-z -]+）`, 'g'), '')
      .replace(
        /--?[\w-]+|kaoju [^\n]*|[\w./-]+[._/-][\w./-]*|NO_COLOR|KAOJU_HOME|ID|\b(en|zh|auto|md|html|json|conv)\b/g,
        '',
      )
      .replace(
        /\b(steer|rewrite|ask|edit|drop|ban|note|budget|pause|write|short|standard|long|summary|full|detailed|outline|sources|BEIR|JSON|HTML|DOCX|PDF|Markdown|MB|glance|quick|standard|deep|exhaustive|token|writer|judge|title|text|score|research|check|add|search|list|show|remove|eval|retrieval|attribution|memory|robustness|tables|needle|WiCE|QAGS|LoCoMo|RGB|CSV|table|question|answer|doctor|setup|models|runs|resume|replay|stop|feed|RSS|Atom|Feed|bm25|rm3|mmr|dense|rerank|rankgpt|searxng|brave|arxiv|none|serve|mcp|MCP|REST|OpenAI|https|cursor|vscode|codex|http)\b/g,
        '',
      )
      .replace(/\d+MB/g, '')
      .replace(labWords, '')
    expect(help).toMatch(/用法/)
    expect(prose.match(/[A-Za-z]{3,}/g) ?? []).toEqual([])
  })

  test('tells every command and the exit codes', () => {
    const help = helpOf(['--help'], 'en')
    for (const name of Object.keys(commandTable.commands)) expect(help).toContain(name.split(' ')[0])
    expect(help).toContain('3 done but incomplete')
  })

  test('no placeholder is left unfilled', () => {
    for (const language of ['en', 'zh'] as const)
      for (const line of lines) expect(helpOf(line, language)).not.toMatch(/\{\w+\}/)
  })
})
