import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dataFolder } from '../../data-folder.ts'
import { complaint, evaluate, fileOf, lasting, linesOf } from './evaluate-rows.ts'

const page = ['The Ondeth bridge was opened in 1931.', 'It is 412 metres long and made of steel.']

const wice = [
  { claim: 'The Ondeth bridge was opened in 1931.', evidence: page, label: 'supported' },
  { claim: 'The Ondeth bridge was opened in 1958.', evidence: page, label: 'not_supported' },
  { claim: 'The beekeeper Lomfen sells honey in winter.', evidence: page, label: 'not_supported' },
  { claim: 'The harbour was closed by the council.', evidence: page, label: 'supported' },
]

describe('attribution', () => {
  it('scores the verdicts of a WiCE-shaped file', async () => {
    const { metrics, data, groups, items, kind } = await evaluate('attribution', fileOf(linesOf(wice)))
    // One of two supported claims is recognised, and nothing else is called supported.
    expect(metrics).toMatchObject({ precision: 1, recall: 1 / 2, f1: 2 / 3, accuracy: 3 / 4 })
    expect(metrics).toMatchObject({ 'balanced-accuracy': 3 / 4, prevalence: 1 / 2 })
    expect(data).toMatchObject({ items: 4, of: 4 })
    expect(groups.map(({ name, items: count }) => [name, count])).toEqual([
      ['baseline: token overlap', 4],
      ['labelled not_supported', 2],
      ['labelled supported', 2],
    ])
    expect(items.map(({ score }) => score)).toEqual([1, 1, 1, 0])
    expect(kind).toBe('attribution')
  })

  it('scores sentences of a QAGS-shaped file by majority', async () => {
    const vote = (response: string): object => ({ worker_id: 0, response })
    const row = {
      article: page.join(' '),
      summary_sentences: [
        { sentence: 'The Ondeth bridge was opened in 1931.', responses: ['yes', 'yes', 'no'].map(vote) },
        { sentence: 'The Ondeth bridge was opened in 1890.', responses: ['yes', 'no', 'no'].map(vote) },
      ],
    }
    const { metrics, items } = await evaluate('attribution', fileOf(linesOf([row])))
    expect(metrics).toMatchObject({ precision: 1, recall: 1, f1: 1, auroc: 1 })
    expect(items.map(({ group }) => group)).toEqual(['yes', 'no'])
  })

  it('refuses other shapes by the line', async () => {
    expect(await complaint('attribution', '{"a": 1}\n')).toMatch(/^1: neither/)
    expect(await complaint('attribution', `${linesOf(wice)}\n{"claim": \n`)).toBe('6: not JSON')
    const other = { claim: 'A.', evidence: ['A.'], label: 'maybe' }
    expect(await complaint('attribution', linesOf([wice[0], other]))).toBe(
      '2: the label maybe is none of WiCE',
    )
    const qags = { article: 'A.', summary_sentences: [] }
    expect(await complaint('attribution', linesOf([wice[0], qags]))).toMatch(/^2: of another shape/)
    await expect(
      evaluate('attribution', fileOf(linesOf(wice)), { verifier: 'oracle' }),
    ).rejects.toMatchObject({
      code: 'option-invalid',
    })
  })

  it('draws the same items by the same seed, and others by another', async () => {
    const path = fileOf(linesOf(Array.from({ length: 40 }, () => wice[0])))
    const ids = async (seed: string): Promise<string[]> =>
      (await evaluate('attribution', path, { n: 10, seed })).items.map(({ id }) => id)
    const first = await ids('a')
    expect(first).toHaveLength(10)
    expect(await ids('a')).toEqual(first)
    expect(await ids('b')).not.toEqual(first)
    expect(lasting(await evaluate('attribution', path, { n: 3 }))).toEqual(
      lasting(await evaluate('attribution', path, { n: 3 })),
    )
  })

  it.skipIf(!dataFolder)('reads the public files', async () => {
    const of = async (file: string): Promise<object> =>
      (await evaluate('attribution', join(dataFolder!, 'attribution', file), { n: 20 })).data
    expect(await of('wice/claim.dev.jsonl')).toMatchObject({ items: 20, of: 349 })
    expect(await of('wice/oracle_chunks.dev.jsonl')).toMatchObject({ items: 20, of: 1043 })
    expect(await of('qags/mturk_cnndm.jsonl')).toMatchObject({ items: 20, of: 714 })
    expect(await of('qags/mturk_xsum.jsonl')).toMatchObject({ items: 20, of: 239 })
  })
})
