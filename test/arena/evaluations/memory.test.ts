import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dataFolder } from '../../data-folder.ts'
import { complaint, evaluate, fileOf, lasting } from './evaluate-rows.ts'

const turn = (id: string, speaker: string, text: string): object => ({ speaker, dia_id: id, text })

const conversation = {
  sample_id: 'own-1',
  conversation: {
    speaker_a: 'Ida',
    speaker_b: 'Bo',
    session_1_date_time: '9:05 am on 3 March, 2024',
    session_1: [
      turn('D1:1', 'Ida', 'I adopted a hedgehog called Quilben.'),
      turn('D1:2', 'Bo', 'Lovely! My rowing club meets in Taslom.'),
    ],
    session_2_date_time: '7:30 pm on 9 April, 2024',
    session_2: [turn('D2:1', 'Bo', 'We repaired the kiln in the pottery workshop.')],
  },
  qa: [
    { question: 'What is the hedgehog called?', answer: 'Quilben', evidence: ['D1:1'], category: 4 },
    { question: 'Where does the rowing club meet?', answer: 'Taslom', evidence: ['D1:2; D9:9'], category: 1 },
    {
      question: 'Which airline lost the cello?',
      adversarial_answer: 'none',
      evidence: ['D2:1'],
      category: 5,
    },
  ],
}

describe('memory', () => {
  it('measures what is found by turn and what is answered', async () => {
    const { metrics, groups, items, data } = await evaluate('memory', fileOf(JSON.stringify([conversation])))
    expect(metrics).toMatchObject({ 'evidence-recall@5': 1, 'evidence-full@5': 1, 'answer-recall': 1 })
    expect(metrics).toMatchObject({ 'evidence-cited': 1, admitted: 1 })
    expect(data).toMatchObject({ items: 3, of: 3 })
    expect(groups.map(({ name, items: count }) => [name, count])).toEqual([
      ['1 multi-hop', 1],
      ['4 single-hop', 1],
      ['5 adversarial', 1],
    ])
    expect(items.map(({ id, expected }) => [id, expected])).toEqual([
      ['own-1:q0', 'Quilben'],
      ['own-1:q1', 'Taslom'],
      ['own-1:q2', 'that it was not said'],
    ])
    // One gold token among those of the published sentence: `I adopted hedgehog called Quilben`, with or without who said it.
    expect([2 / 6, 2 / 7]).toContainEqual(items[0]!.score)
    expect(metrics['f1']).toBeCloseTo((items[0]!.score + items[1]!.score) / 2)
  })

  it('answers as many as asked, and finds on all', async () => {
    const path = fileOf(JSON.stringify(conversation, null, 2))
    const once = await evaluate('memory', path, { n: 1, seed: 'a' })
    expect(once.items).toHaveLength(1)
    expect(once.metrics['evidence-recall@10']).toBe(1)
    expect(lasting(await evaluate('memory', path, { n: 1, seed: 'a' }))).toEqual(lasting(once))
  })

  it('takes conversations of which nothing is asked', async () => {
    const silent = (sample: string): object => ({ ...conversation, sample_id: sample, qa: [] })
    const path = fileOf(JSON.stringify([silent('a'), silent('b'), conversation]))
    expect((await evaluate('memory', path, { n: 1 })).data.of).toBe(3)
  })

  it('refuses other shapes by the line on which the conversation begins', async () => {
    const text = `[\n${JSON.stringify(conversation)},\n`
    expect(await complaint('memory', `${text}{"qa": []}]`)).toBe('3: no conversation and qa (LoCoMo)')
    expect(await complaint('memory', `${text}{"qa": ]}]`)).toMatch(/^3: not JSON/)
    expect(await complaint('memory', `${text}${JSON.stringify(conversation)}]`)).toMatch(
      /^3: the sample_id own-1/,
    )
    expect(await complaint('memory', text)).toBe('2: the list does not end')
    const wrong = { ...conversation, qa: [{ question: 'Why?', category: 4 }] }
    expect(await complaint('memory', JSON.stringify(wrong))).toMatch(/^1: qa 1 lacks/)
    const mute = { ...conversation, conversation: { session_1: [{ text: 'hm' }] } }
    expect(await complaint('memory', JSON.stringify(mute))).toMatch(/^1: turn 1 of session_1 lacks/)
  })

  it.skipIf(!dataFolder)('reads the public conversations', async () => {
    const path = join(dataFolder!, 'memory/locomo/locomo.json')
    const { data, groups, metrics } = await evaluate('memory', path, { n: 2 })
    expect(data).toMatchObject({ items: 2, of: 497 })
    expect(metrics['evidence-recall@5']).toBeGreaterThan(0.5)
    expect(groups.slice(0, 4).map(({ items }) => items)).toEqual([74, 90, 19, 200])
  })
})
