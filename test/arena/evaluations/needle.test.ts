import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chanceOf } from '#runtime'
import { drawNeedle } from '../../../src/arena/evaluations/needles.ts'
import { evaluate, fileOf, lasting } from './evaluate-rows.ts'

const english = Array.from(
  { length: 60 },
  (_, day) => `On day ${day + 1} the gardener watered the beans and wrote the weather into a small book. `,
).join('')
const chinese = Array.from(
  { length: 60 },
  (_, day) => `第${day + 1}天，园丁浇了豆子，又把天气记在小本子上。`,
).join('')

describe('needle', () => {
  it.each([
    ['English', english],
    ['Chinese', chinese],
  ])('finds coined sentences in %s at every depth', async (_language, text) => {
    const { metrics, groups, items, data } = await evaluate('needle', fileOf(text, 'text.txt'), {
      depths: 2,
      lengths: [200, 400],
    })
    expect(metrics).toMatchObject({ found: 1, 'passage-recall@5': 1 })
    expect(groups.map(({ items: count }) => count)).toEqual([2, 2, 2, 2])
    expect(groups.slice(2).map(({ name }) => name)).toEqual(['depth 0%', 'depth 100%'])
    expect(data).toMatchObject({ items: 4, of: 4 })
    for (const { expected } of items) expect(text).not.toContain(expected)
  })

  it('uses a text whole, and once, where it is shorter than the lengths; a folder is one text', async () => {
    const folder = join(dirname(fileOf('')), 'folder')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'a.txt'), english.slice(0, 900))
    writeFileSync(join(folder, 'b.md'), '# Notes\n\nThe hedge was cut. The gate was painted.\n')
    const options = { depths: 1, lengths: [50_000, 60_000] }
    const once = await evaluate('needle', folder, options)
    expect(once.items).toHaveLength(1)
    expect(lasting(await evaluate('needle', folder, options))).toEqual(lasting(once))
    expect(lasting(await evaluate('needle', folder, { ...options, seed: 'other' }))).not.toEqual(
      lasting(once),
    )
  })

  it('refuses a text without sentences', async () => {
    await expect(evaluate('needle', fileOf('One sentence alone.', 'text.txt'))).rejects.toMatchObject({
      code: 'data-invalid',
      parameters: { line: 1 },
    })
  })

  it('coins words that stand nowhere in the text', () => {
    for (const language of ['en', 'zh'] as const)
      for (let seed = 0; seed < 50; seed++) {
        const first = drawNeedle(language, '', chanceOf(String(seed), 'n'))
        const { sentence, value } = drawNeedle(language, first.sentence, chanceOf(String(seed), 'n'))
        expect(first.sentence).not.toContain(value)
        expect(sentence).toContain(value)
      }
  })
})
