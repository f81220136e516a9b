import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Evaluation } from '#arena'
import { emptyFolder, runShared } from '../run-kaoju.ts'

const claims = [
  {
    claim: 'The weir was removed in spring.',
    evidence: ['The weir was removed in spring.'],
    label: 'supported',
  },
  { claim: 'The otters left for the sea.', evidence: ['The weir was removed.'], label: 'not_supported' },
]

function fileOf(name: string, text: string): string {
  const path = join(emptyFolder(), name)
  writeFileSync(path, text)
  return path
}

test('eval attribution tells metrics, groups and notes; to a program and to --out the same evaluation', async () => {
  const data = fileOf('claims.jsonl', claims.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const out = join(emptyFolder(), 'evaluation.json')
  const told = await runShared(['eval', 'attribution', '--data', data])
  expect(told.stdout).toMatch(/^2 of 2 items; literal, as shipped; no model; /)
  expect(told.stdout).toMatch(/^f1 +1\.0000$/m)
  expect(told.stdout).toContain('baseline: token overlap (2)')
  expect(told.stdout).toContain('Note: ')
  const { stdout, exit } = await runShared(['eval', 'attribution', '--data', data, '--json', '--out', out])
  const evaluation = JSON.parse(stdout) as Evaluation
  expect(evaluation).toMatchObject({ schema: 'kaoju-eval/1', kind: 'attribution', data: { path: data } })
  expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(evaluation)
  expect(exit).toBe(0)
})

test('eval tables shows what went worst, in the language of the terminal', async () => {
  const row = {
    table: [
      ['城市', '桥'],
      ['笠镇', '荇桥'],
    ],
    question: '荇桥在哪个城市？',
    answer: '霁岛',
  }
  const data = fileOf('tables.jsonl', JSON.stringify(row))
  const { stdout } = await runShared(['eval', 'tables', '--data', data], { env: { LC_ALL: 'zh_CN.UTF-8' } })
  expect(stdout).toMatch(/^1 项中的 1 项；/)
  expect(stdout).toContain('最差的几项：')
  expect(stdout).toContain('应为：霁岛')
})

test('what cannot be evaluated is named', async () => {
  const wrong = await runShared(['eval', 'memory', '--data', fileOf('a.json', '[\n{"qa": 1}]')])
  expect(wrong.stderr).toMatch(/^kaoju: .*a\.json, line 2: no conversation and qa/)
  expect(wrong.exit).toBe(1)
  const lengths = await runShared(['eval', 'needle', '--data', '.', '--lengths', '10,x'])
  expect(lengths.stderr).toMatch(/^kaoju: --lengths: /)
  expect(lengths.exit).toBe(2)
  const count = await runShared(['eval', 'robustness', '--data', '.', '--n', 'x'])
  expect(count.stderr).toMatch(/^kaoju: --n: /)
  expect(count.exit).toBe(2)
})
