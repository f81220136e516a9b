import { describe, expect, it } from 'vitest'
import type { Reason } from '#vocabulary'
import { createVerifier, type OfferedEvidence } from '#reasoning'
import { evidenceAt } from '#reading'
import { createContext } from '#runtime'
import { plug } from '../../../src/reasoning/verifiers/literal.ts'
import { aTable, offer } from '../a-document.ts'
import { verifierConformance } from '../verifier-conformance.ts'

verifierConformance(plug)

const { context } = createContext({ run: 'literal' })
const verify = createVerifier('literal')
const judge = (text: string, ...sources: (string | OfferedEvidence)[]): ReturnType<typeof verify> =>
  verify(
    { text, kind: 'quoted' },
    sources.map((source) => (typeof source === 'string' ? offer(source) : source)),
    context,
  )

describe('literal: other words, same content', () => {
  it.each([
    [
      'In 2024 total phosphorus fell to 71 µg/L.',
      'The annual mean of total phosphorus fell to 0.071 mg/L in 2024.',
    ],
    ['The project cost 320 million yuan.', 'The final cost of the project was RMB 320m.'],
    ['Sixty-two percent of residents voted.', 'In the end 62% of the residents voted.'],
    [
      'Dredging of the North Basin was finished in September 2019.',
      'Dredging of the North Basin was completed on 14 September 2019.',
    ],
    [
      'The plant treats 40,000 cubic metres of wastewater a day.',
      'The plant in Shangwan treats forty thousand cubic metres of wastewater each day.',
    ],
    ['The Environmental Protection Agency approved the permit.', 'The EPA approved the permit on Monday.'],
    ['The wetland covers more than 100 hectares.', 'The wetland covers 1.35 square kilometres.'],
    ['清湖总磷浓度2024年降至71微克/升。', '2024年清湖总磷年均浓度降至0.071毫克/升。'],
    ['工程投资3.2亿元。', '该工程总投资为32000万元，于2019年完工。'],
    ['北湖区清淤工程于2019年12月竣工。', '北湖区清淤工程于2019年12月5日完工，共清除底泥186万立方米。'],
    ['湿地面积为135公顷。', '河岩湿地面积1.35平方公里。'],
    ['62%的居民参加了投票。', '百分之六十二的居民参加了投票。'],
  ])('supports “%s”', async (claim, source) => {
    const verdict = await judge(claim, source)
    expect(verdict).toMatchObject({ label: 'supported' })
  })
})

describe('literal: what it catches, and what the source has instead', () => {
  const rows: readonly (readonly [
    claim: string,
    source: string,
    code: Reason['code'],
    text: string,
    instead?: string,
  ])[] = [
    [
      'The final cost was 193.1 million yuan.',
      'The final cost was 191.3 million yuan, compared with an estimate of 182.4 million.',
      'number-differs',
      '193.1 million yuan',
      '191.3 million yuan',
    ],
    [
      'The slurry ran into a ditch and reached the lake.',
      'The slurry ran into a ditch at Liutan; it did not reach the lake.',
      'negation-differs',
      'reached',
    ],
    [
      'The east basin had 12 mg/L in 2019.',
      'In 2019 the west basin had 12 mg/L and the east basin 15 mg/L.',
      'number-differs',
      '12 mg/L',
      '15 mg/L',
    ],
    ['Exports rose by 5 percent.', 'Exports fell by 5 percent.', 'direction-differs', 'rose', 'fell'],
    [
      'All schools in the district closed.',
      'Some schools in the district closed.',
      'quantifier-differs',
      'All',
      'Some',
    ],
    [
      'The city built a new plant in Heyan.',
      'The city plans to build a new plant in Heyan.',
      'modality-differs',
      'built',
      'plans to',
    ],
    ['The load was 62 kg.', 'The load was 62 mg.', 'unit-differs', '62 kg', '62 mg'],
    [
      'More than 300 houses were flooded.',
      'Fewer than 300 houses were flooded.',
      'quantifier-differs',
      '300',
    ],
    [
      'The court in Lyon upheld the fine.',
      'The court in Turin upheld the fine.',
      'name-missing',
      'Lyon',
      'Turin',
    ],
    ['The plan was approved in 2018.', 'The plan was approved in 2016.', 'date-differs', '2018', '2016'],
    [
      'The south basin was dredged first.',
      'The north basin was dredged first.',
      'direction-differs',
      'south',
      'north',
    ],
    [
      '东塘溪总磷浓度有所下降，已达到规划要求。',
      '东塘溪总磷浓度虽有下降，但仍未达到规划要求。',
      'negation-differs',
      '达到',
    ],
    [
      '其中农田径流占62%。',
      '2017年东塘溪向清湖输送总磷31.5吨，其中农田径流占52%，畜禽养殖占27%。',
      'number-differs',
      '62%',
      '52%',
    ],
    ['全部村民已接入管网。', '部分村民已接入管网。', 'quantifier-differs', '全部', '部分'],
    ['蓝藻水华天数增加到23天。', '蓝藻水华天数减少到23天。', 'direction-differs', '增加', '减少'],
    ['法院批准了恒泰公司的申请。', '法院驳回了恒泰公司的申请。', 'direction-differs', '批准', '驳回'],
    ['工程投资3.2亿元。', '工程投资3.2亿美元。', 'unit-differs', '3.2亿元', '3.2亿美元'],
    [
      '各年投资为2140万元、3400万元和2890万元，三年合计8630万元。',
      '各年投资为2140万元、3400万元和2890万元。',
      'computation-differs',
      '8630万元',
      '8430万元',
    ],
  ]
  const named = rows.map(([claim, source, code, text, instead]) => ({ claim, source, code, text, instead }))
  it.each(named)('“$claim” from “$source”: $code', async ({ claim, source, code, text, instead }) => {
    const verdict = await judge(claim, source)
    expect(verdict.label).not.toBe('supported')
    const reason = verdict.reasons.find((one) => one.code === code)
    expect(reason).toMatchObject({ text })
    if (instead) expect(reason).toMatchObject({ instead })
  })

  it.each([
    ['The lake is a popular place for weddings.', 'The plan was approved in 2016 by the council.'],
    ['游客人数再创新高。', '规划于2016年获得批准。'],
  ])('has nothing for “%s”', async (claim, source) => {
    expect((await judge(claim, source)).label).toBe('unsupported')
  })
})

describe('literal: tables, surroundings, sums', () => {
  const yearly = aTable(
    [
      ['year', 'total_phosphorus_mg_per_l', 'bloom_days'],
      ['2012', '0.186', '118'],
      ['2024', '0.071', '23'],
    ],
    'Water quality',
  )
  const row = (value: string): OfferedEvidence => {
    const start = yearly.text.lastIndexOf('\n', yearly.text.indexOf(value)) + 1
    const end = yearly.text.indexOf('\n', start)
    return { evidence: evidenceAt(yearly, start, end < 0 ? yearly.text.length : end), document: yearly }
  }

  it('reads a row with its head', async () => {
    expect(
      await judge(
        'Total phosphorus fell from 0.186 mg/L in 2012 to 0.071 mg/L in 2024.',
        row('0.186'),
        row('0.071'),
      ),
    ).toMatchObject({ label: 'supported' })
    expect(
      (
        await judge(
          'Total phosphorus fell from 0.186 mg/L in 2012 to 0.091 mg/L in 2024.',
          row('0.186'),
          row('0.071'),
        )
      ).label,
    ).not.toBe('supported')
    expect(
      (
        await judge(
          'Total phosphorus rose from 0.186 mg/L in 2012 to 0.071 mg/L in 2024.',
          row('0.186'),
          row('0.071'),
        )
      ).label,
    ).not.toBe('supported')
  })

  it('finds who is meant in the title, but not what is claimed', async () => {
    const source = offer('The final cost was 191.3 million yuan.', undefined, {
      document: { title: 'North Basin Completion Report' },
    })
    expect(
      (await judge('The final cost of the North Basin was 191.3 million yuan.', source)).reasons.map(
        ({ code }) => code,
      ),
    ).not.toContain('name-missing')
    expect(
      (await judge('The final cost of the Shangwan Weir was 191.3 million yuan.', source)).reasons.map(
        ({ code }) => code,
      ),
    ).toContain('name-missing')
  })

  it('adds up what a sentence adds up', async () => {
    const source =
      'Spending was 87.2 million yuan in 2022, 72.8 million yuan in 2023 and 49.6 million yuan in 2024.'
    expect(
      await judge(
        'Spending was 87.2 million yuan in 2022, 72.8 million yuan in 2023 and 49.6 million yuan in 2024, together 209.6 million yuan.',
        source,
      ),
    ).toMatchObject({ label: 'supported' })
    const wrong = await judge(
      'Spending was 87.2 million yuan in 2022, 72.8 million yuan in 2023 and 49.6 million yuan in 2024, together 219.6 million yuan.',
      source,
    )
    expect(wrong.reasons).toContainEqual(
      expect.objectContaining({
        code: 'computation-differs',
        text: '219.6 million yuan',
        instead: '209.6 million yuan',
      }),
    )
  })
})

describe('literal: computed and inferred claims', () => {
  const costs = offer('The first phase cost 120 million yuan and the second 80 million yuan.')
  const value = (text: string): { op: 'value'; evidence: string; text: string } => ({
    op: 'value',
    evidence: costs.evidence.id,
    text,
  })
  const computed = (text: string): ReturnType<typeof verify> =>
    verify(
      {
        text,
        kind: 'computed',
        expression: { op: 'sum', of: [value('120 million yuan'), value('80 million yuan')] },
      },
      [costs],
      context,
    )

  it('recomputes', async () => {
    expect(await computed('Both phases cost 200 million yuan.')).toMatchObject({
      label: 'supported',
      reasons: [{ code: 'recomputed' }],
    })
    expect(await computed('两期合计2亿元。')).toMatchObject({ label: 'supported' })
    expect(await computed('Both phases cost 210 million yuan.')).toMatchObject({
      label: 'unsupported',
      reasons: [{ code: 'computation-differs', text: '210 million yuan', instead: '200 million yuan' }],
    })
    expect(
      await computed('Both phases cost 200 million yuan, a third of the 900 million planned.'),
    ).toMatchObject({ label: 'unsupported', reasons: [{ code: 'number-missing' }] })
    expect(
      await verify({ text: 'It cost 200 million yuan.', kind: 'computed' }, [costs], context),
    ).toMatchObject({ label: 'unsupported' })
  })

  it('lets an inference stand at most partly, on supported premises', async () => {
    const premise = 'The first phase cost 120 million yuan and the second 80 million yuan.'
    const infer = (premises: readonly string[]): ReturnType<typeof verify> =>
      verify({ text: 'The first phase was the dearer one.', kind: 'inferred', premises }, [costs], context)
    expect(await infer([premise])).toMatchObject({ label: 'partly', reasons: [{ code: 'premises-named' }] })
    expect((await infer([premise.replace('120', '150')])).label).not.toBe('partly')
    expect((await infer([])).label).toBe('unsupported')
  })
})
