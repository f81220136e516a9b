import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Charge } from '#runtime'
import { chosen, limitsLeft } from '../../../src/interfaces/cli/clarify.ts'
import { emptyFolder, runShared } from '../run-kaoju.ts'

test('without a terminal the questions are printed and nothing is run; a clear question runs', async () => {
  const [home, folder] = [emptyFolder(), emptyFolder()]
  writeFileSync(join(folder, 'tower.md'), '# Tower of Ulm\n\nThe tower of Ulm is 161 metres tall.\n')
  expect((await runShared(['add', folder, '--home', home])).exit).toBe(0)
  const json = await runShared(['research', 'How tall is it?', '--clarify', '--json', '--home', home])
  expect(json.exit).toBe(3)
  expect(JSON.parse(json.stdout)).toEqual({
    clarify: [
      {
        why: 'reference',
        question: expect.stringMatching(/\?$/) as string,
        options: expect.any(Array) as [],
      },
    ],
  })
  const text = await runShared(['research', '它有多高？', '--clarify', '--home', home])
  expect(text.exit).toBe(3)
  expect(text.stdout).toMatch(/nothing was run:\n- .+？/)
  const runs = async () =>
    JSON.parse((await runShared(['runs', '--json', '--home', home])).stdout) as { kind: string }[]
  expect(JSON.stringify(await runs())).not.toContain('"research"')

  const clear = await runShared(['How tall is the tower of Ulm?', '--clarify', '--json', '--home', home])
  expect(JSON.stringify(JSON.parse(clear.stdout))).toContain('161 metres')
  expect(JSON.stringify(await runs())).toContain('"research"')
})

test('an answer is an option by its number, or what was typed', () => {
  const options = ['Ulm Minster', 'Cologne Cathedral']
  expect(['2', '3', '2020', '', 'the tower'].map((given) => chosen(given, options))).toEqual([
    'Cologne Cathedral',
    '3',
    '2020',
    '',
    'the tower',
  ])
})

test('what asking has cost is taken off the limits of the run, and no other limit is made', () => {
  const charge = { usd: 0.0004, inputTokens: 700, outputTokens: 50 } as Charge
  expect(limitsLeft({ 'micro-usd': 1000, tokens: 500 }, [charge])).toEqual({ 'micro-usd': 600, tokens: 0 })
  expect(limitsLeft({ calls: 3 }, [charge, { ...charge, usd: null }])).toEqual({ calls: 1 })
  expect(limitsLeft({}, [charge])).toEqual({})
})
