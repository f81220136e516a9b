import { describe, expect, it } from 'vitest'
import { complaint, evaluate, fileOf, linesOf } from './evaluate-rows.ts'

const table = [
  ['Town', 'Bridge', 'Length'],
  ['Velmor', 'Ondeth', 1412],
  ['Brendax', 'Sibava', 97],
]
const right = { table, question: 'Which town has the bridge Sibava?', answer: 'Brendax' }
const wrong = { table, question: 'Which town has the bridge Sibava?', answer: ['Brendax', '31'] }

describe('tables', () => {
  it('wants every value of the answer', async () => {
    const { metrics, items, data } = await evaluate('tables', fileOf(linesOf([right, wrong])))
    expect(metrics['denotation-accuracy']).toBe(1 / 2)
    expect(items.map(({ id, expected, score }) => [id, expected, score])).toEqual([
      ['line 1', 'Brendax', 1],
      ['line 2', 'Brendax | 31', 0],
    ])
    expect(data).toMatchObject({ items: 2, of: 2 })
  })

  it('reads a list of objects, CSV within and CSV around', async () => {
    const csv = 'Town,Bridge,Length\nVelmor,Ondeth,"1,412"\nBrendax,Sibava,97\n'
    const list = JSON.stringify([
      { ...right, table: csv },
      { ...right, table: { header: table[0], rows: table.slice(1) } },
    ])
    expect((await evaluate('tables', fileOf(list))).metrics['denotation-accuracy']).toBe(1)
    const around = `question,table,answer\n${right.question},"${csv.replaceAll('"', '""')}",Brendax\n`
    const { metrics, items } = await evaluate('tables', fileOf(around, 'questions.csv'))
    expect(metrics['denotation-accuracy']).toBe(1)
    expect(items[0]!.id).toBe('line 2')
  })

  it('answers in Chinese', async () => {
    const row = {
      table: '城市,桥,长度\n霁岛,浔桥,412\n笠镇,荇桥,388\n',
      question: '荇桥的长度是多少？',
      answer: 388,
    }
    expect((await evaluate('tables', fileOf(linesOf([row])))).metrics['denotation-accuracy']).toBe(1)
  })

  it('refuses other shapes by the line', async () => {
    expect(await complaint('tables', linesOf([right, { ...right, table: [] }]))).toMatch(/^2: no table/)
    expect(await complaint('tables', linesOf([{ ...right, question: ' ' }]))).toBe('1: no question')
    expect(await complaint('tables', linesOf([right, right, { ...right, answer: [] }]))).toMatch(
      /^3: no answer/,
    )
    expect(await complaint('tables', 'a,b\n1,2\n')).toMatch(/^1: neither JSON nor a CSV header/)
    expect(await complaint('tables', 'table,question,answer\n"a,b\n1,2",Why?,x\n"a\n1",,x\n')).toBe(
      '4: no question',
    )
    expect(await complaint('tables', '')).toBe('1: an empty file')
  })
})
