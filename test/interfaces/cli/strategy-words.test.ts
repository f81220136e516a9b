import { expect, test } from 'vitest'
import type { RouteReason } from '#vocabulary'
import { strategies } from '../../../src/research/catalog.generated.ts'
import { plannerNames } from '../../../src/research/strategy.ts'
import { parseCommandLine } from '../../../src/interfaces/cli/command-line.ts'
import { research } from '../../../src/interfaces/cli/commands/research.ts'
import { wordsIn } from '../../../src/interfaces/cli/words.ts'
import { strategyLine } from '../../../src/report/words.ts'

const parse = (argv: readonly string[], language: 'en' | 'zh' = 'en') =>
  parseCommandLine(
    argv,
    { commands: { research }, fallback: research },
    { words: wordsIn(language), version: '0', defaultHome: '/home', columns: 100 },
  )

test('help lists every strategy that there is, and none else, in both languages', () => {
  for (const language of ['en', 'zh'] as const) {
    const names = strategies.map(({ name }) => name)
    expect(Object.keys(wordsIn(language).ways.strategies).toSorted()).toEqual(names.toSorted())
    const help = parse(['research', '--help'], language)
    for (const name of names)
      expect(help).toMatchObject({ text: expect.stringContaining(`  ${name} `) as string })
  }
})

test('planner, type and length take what there is, and nothing else', () => {
  for (const planner of plannerNames)
    expect(parse(['research', 'q', '--planner', planner])).toMatchObject({ flags: { planner } })
  expect(parse(['q w', '--type', 'outline', '--length', 'short'])).toMatchObject({
    flags: { type: 'outline', length: 'short' },
  })
  for (const wrong of [
    ['--planner', 'guess'],
    ['--type', 'poem'],
    ['--length', 'endless'],
  ])
    expect(() => parse(['research', 'q', ...wrong])).toThrow(
      expect.objectContaining({ code: 'option-invalid' }),
    )
})

test('a report says which strategy was taken and why', () => {
  const why: RouteReason = 'statutes-held'
  expect(strategyLine({ name: 'statute', why }, 'en')).toBe(
    'statute (the library holds a code of law that speaks of it)',
  )
  expect(strategyLine({ name: 'statute', why }, 'zh')).toBe('statute（文献库中有相关法规）')
})
