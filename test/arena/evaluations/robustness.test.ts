import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runEvaluation } from '#arena'
import { createContext } from '#runtime'
import { dataFolder } from '../../data-folder.ts'
import { complaint, evaluate, fileOf, lasting, linesOf } from './evaluate-rows.ts'

const row = {
  id: 7,
  query: 'When was the Ondeth bridge opened?',
  answer: '1931',
  fakeanswer: '1958',
  positive: ['The Ondeth bridge was opened in 1931.', 'In 1931 the Ondeth bridge was opened by the mayor.'],
  positive_wrong: [
    'The Ondeth bridge was opened in 1958.',
    'In 1958 the Ondeth bridge was opened by the mayor.',
  ],
  negative: [
    'Honey is harvested twice a year in the hills.',
    'The choir sings on Fridays.',
    'Pottery needs a kiln.',
    'Herons nest in reeds.',
    'A good rope lasts ten winters.',
  ],
}

const chinese = {
  id: 8,
  query: '浔桥哪一年通车？',
  answer: [['1931年', '一九三一年']],
  positive: ['浔桥于1931年通车。'],
  negative: ['山里的蜂蜜一年收两次。', '合唱团每周五排练。'],
}

describe('robustness', () => {
  it('measures noise, nothing but noise, and falsehood', async () => {
    const { metrics, groups, items, data } = await evaluate('robustness', fileOf(linesOf([row])))
    expect(metrics).toEqual({
      'noise-accuracy': 1,
      'negative-rejection': 1,
      'negative-silence': 1,
      'counterfactual-accuracy': 0,
      'counterfactual-shown': 1,
      'mixed-accuracy': expect.any(Number) as number,
      'mixed-wrong-shown': expect.any(Number) as number,
      'mixed-both-shown': expect.any(Number) as number,
      'mixed-conflict-told': expect.any(Number) as number,
    })
    expect(groups.map(({ name }) => name)).toEqual([
      'counterfactual',
      'counterfactual and right',
      'noise 0',
      'noise 0.2',
      'noise 0.4',
      'noise 0.6',
      'noise 0.8',
      'only noise',
    ])
    expect(items).toHaveLength(8)
    expect(data).toMatchObject({ items: 1, of: 1 })
  })

  it('asks in Chinese, and leaves out what the file has no passages for', async () => {
    const { metrics, items } = await evaluate('robustness', fileOf(linesOf([chinese])))
    expect(metrics).toEqual({ 'noise-accuracy': 1, 'negative-rejection': 1, 'negative-silence': 1 })
    expect(items).toHaveLength(6)
  })

  it('gives the same seed the same trials', async () => {
    const path = fileOf(linesOf([chinese, { ...chinese, id: 9 }, { ...chinese, id: 10 }]))
    const once = await evaluate('robustness', path, { n: 1, seed: 's' })
    expect(once.data).toMatchObject({ items: 1, of: 3 })
    expect(lasting(await evaluate('robustness', path, { n: 1, seed: 's' }))).toEqual(lasting(once))
  })

  it('refuses other shapes by the line', async () => {
    const without = (name: string): unknown => ({ ...row, [name]: undefined })
    expect(await complaint('robustness', linesOf([row, without('query')]))).toBe('2: no query')
    expect(await complaint('robustness', linesOf([row, row, without('answer')]))).toMatch(/^3: no answer/)
    for (const answer of ['', ' ', [''], [[]], [['212', '']]])
      expect(await complaint('robustness', linesOf([{ ...(row as object), answer }]))).toMatch(
        /^1: no answer/,
      )
    const silent = { ...(row as object), fakeanswer: '' }
    expect(await complaint('robustness', linesOf([silent]))).toMatch(/^1: positive_wrong/)
    expect(await complaint('robustness', linesOf([without('positive')]))).toMatch(/^1: no positive/)
    expect(await complaint('robustness', linesOf([without('negative')]))).toMatch(/^1: no negative/)
    expect(await complaint('robustness', linesOf([without('fakeanswer')]))).toMatch(/^1: positive_wrong/)
    expect(await complaint('robustness', '\n\n[1]')).toBe('3: not a JSON object')
  })

  it('leaves no library behind when it is interrupted', async () => {
    const usual = process.env['TMPDIR']
    const own = mkdtempSync(join(tmpdir(), 'kaoju-interrupted-'))
    process.env['TMPDIR'] = own
    try {
      const data = fileOf(linesOf([row]))
      const interrupt = new AbortController()
      const { context, log } = createContext({ abort: interrupt.signal })
      let made = 0
      log.read(({ event }) => {
        if (event.type !== 'question-searched') return
        made = readdirSync(own).length
        interrupt.abort()
      })
      await expect(runEvaluation('robustness', { data }, context)).rejects.toThrow('aborted')
      expect(made).toBe(1)
      expect(readdirSync(own)).toEqual([])
    } finally {
      if (usual === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = usual
      rmSync(own, { recursive: true, force: true })
    }
  })

  it.skipIf(!dataFolder)('reads the public files', async () => {
    const of = async (file: string): Promise<object> =>
      (await evaluate('robustness', join(dataFolder!, 'rag_robustness/rgb', file), { n: 1 })).data
    expect(await of('en_fact.json')).toMatchObject({ items: 1, of: 100 })
    expect(await of('zh_refine.json')).toMatchObject({ items: 1, of: 300 })
  })
})
