import { describe, expect, test } from 'vitest'
import type { Document } from '#vocabulary'
import { createDocumentBuilder } from '#reading'
import { findCopies } from '../../src/research/copies.ts'
import { findSupersessions } from '../../src/research/versions.ts'

function document(title: string, text: string, publishedAt?: string): Document {
  const builder = createDocumentBuilder()
  builder.block('heading', title, { level: 1 })
  for (const paragraph of text.split('\n\n')) builder.block('paragraph', paragraph)
  const resource = {
    uri: `file:///${title}`,
    name: title,
    bytes: Buffer.from(title + text + publishedAt),
    mediaType: 'text/plain',
  }
  return builder.finish({
    resource,
    reader: { name: 'text', version: 1, options: {} },
    title,
    ...(publishedAt ? { publishedAt } : {}),
  })
}

const story = Array.from(
  { length: 12 },
  (_, i) => `On day ${i} the crew removed ${i * 7 + 3} tonnes of silt from bay ${i} before noon and rested.`,
).join(' ')

describe('findCopies', () => {
  test('a syndicated text counts once, led by the one published first', () => {
    const release = document('Press release', story, '2023-04-02')
    const syndicated = document('Lake news', `${story} Subscribe to our newsletter.`, '2023-04-03')
    const other = document(
      'Other',
      story
        .replaceAll(/\d+/g, (n) => String(Number(n) * 3 + 1))
        .split(' ')
        .toReversed()
        .join(' '),
    )
    expect(findCopies([other, syndicated, release])).toEqual(new Map([[release.id, [syndicated.id]]]))
  })

  test('a long work that quotes a short one is not its copy', () => {
    const short = document('Short', story)
    const long = document(
      'Long',
      `${story}\n\n${Array.from({ length: 400 }, (_, i) => `word${i}`).join(' ')}`,
    )
    expect(findCopies([short, long]).size).toBe(0)
  })

  test('Chinese copies are found too', () => {
    const text =
      '清湖综合治理工程于二〇一六年三月正式开工，由市水务局负责组织实施，总投资三亿二千万元，计划工期四年。'
    const a = document('通稿', text, '2016-03-01')
    const b = document('转载', `${text}（来源：新闻网）`, '2016-03-02')
    expect([...findCopies([b, a]).keys()]).toEqual([a.id])
  })
})

describe('findSupersessions', () => {
  test('a later version of the same title supersedes; another year of a series does not', () => {
    const v1 = document('Restoration Plan v1', 'The plan.', '2014-05-01')
    const v2 = document('Restoration Plan v2', 'This plan supersedes version 1.', '2018-09-01')
    const report2022 = document('Annual report 2022', 'Water.', '2023')
    const report2023 = document('Annual report 2023', 'Water too.', '2024')
    expect(findSupersessions([v1, v2, report2022, report2023])).toEqual([{ newer: v2.id, older: v1.id }])
  })

  test('a notice that abolishes an earlier decision by its date supersedes it, under another title', () => {
    const decision = document(
      '县政府关于清湖治理规划的批复',
      '2016年4月22日\n\n原则同意清湖治理规划第一版。',
      '2016',
    )
    const notice = document(
      '关于清湖治理规划第二版的说明',
      '第二版已发布，2016年4月22日批复的第一版同时废止。',
      '2021',
    )
    const minutes = document('清湖治理例会纪要', '2016年4月22日的会议讨论了进度。', '2016')
    expect(findSupersessions([minutes, notice, decision])).toEqual([{ newer: notice.id, older: decision.id }])
  })

  test('Chinese editions and revisions', () => {
    const first = document('清湖治理方案（第一版）', '方案。', '2014')
    const second = document('清湖治理方案（第二版）', '本方案取代第一版。', '2018')
    expect(findSupersessions([second, first])).toEqual([{ newer: second.id, older: first.id }])
  })
})
