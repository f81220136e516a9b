import { describe, expect, test } from 'vitest'
import type { Audit, Cost, Report } from '#vocabulary'
import { formats, parseAudit, parseReport, renderReport } from '#report'
import { all, parsePage } from './page.ts'
import { sample } from './sample-report.ts'

const cost: Cost = {
  currency: 'USD',
  amount: 0.0213,
  calls: 14,
  tokens: 23_450,
  inputTokens: 21_000,
  outputTokens: 2_450,
  cachedTokens: 9_000,
  failed: 2,
  unpriced: 3,
  lost: [
    { step: 'q1/write-section', model: 'deepseek/deepseek-chat', tokens: 5_000, usd: 0.004 },
    { step: 'q2/write-section', model: 'local/qwen', tokens: 5_000, usd: null },
  ],
}
const work = {
  models: [
    { role: 'writer', model: 'deepseek/deepseek-chat', calls: 9, tokens: 20_000, usd: 0.0213 },
    { role: 'judge', model: 'local/qwen', calls: 5, tokens: 3_450, usd: null },
  ],
  steps: [
    { step: 'plan', role: 'planner', by: 'classical', times: 1, because: ['budget-exhausted'] },
    { step: 'write-section', role: 'writer', by: 'deepseek/deepseek-chat', times: 3 },
  ],
}

function withWork<Subject extends Report | Audit>(subject: Subject): Subject {
  return { ...subject, method: 'deepseek/deepseek-chat', cost, ...work }
}

const subjectsIn = (language: 'en' | 'zh') => {
  const { report, audit, assets } = sample(language)
  const [section] = report.sections
  const [sentence] = section!.sentences
  const judged = {
    ...sentence!,
    kind: 'quoted' as const,
    verdict: 'supported' as const,
    reasons: [{ code: 'paraphrase' as const }],
    writer: 'deepseek/deepseek-chat',
    verifier: 'judge:local/qwen',
  }
  return {
    assets,
    report: {
      ...withWork(report),
      sections: [{ ...section!, sentences: [judged] }, ...report.sections.slice(1)],
    },
    audit: withWork(audit),
  }
}

describe.each([
  [
    'en',
    /USD 0\.0213 for 14 model calls, 23,450 tokens; price unknown for 3 calls/,
    /price unknown/,
    /rules, no model \(budget-exhausted\)/,
    /judged borne out by local\/qwen/,
  ],
  [
    'zh',
    /USD 0\.0213，调用模型 14 次，23,450 个 token；其中 3 次价格未知/,
    /价格未知/,
    /规则（无模型）（budget-exhausted）/,
    /由 local\/qwen 判定有据/,
  ],
] as const)('cost and work in %s', (language, line, unknown, rules, judge) => {
  test.each(['md', 'html'] as const)(
    'are told in %s, unknown prices and repeated calls by name',
    async (format) => {
      const { report, audit, assets } = subjectsIn(language)
      for (const subject of [report, audit]) {
        const text = String(await renderReport(subject, format, assets))
        const told =
          format === 'html' ? parsePage(text).querySelector('#made')!.textContent : text.replaceAll('\\', '')
        expect(told.replace(/\s+/g, ' ')).toMatch(line)
        expect(told).toMatch(unknown)
        expect(told).toMatch(rules)
        expect(told).toContain('q1/write-section')
        expect(told).toContain('q2/write-section')
      }
    },
  )

  test.each(['md', 'html'] as const)('a sentence says in %s who judged it', async (format) => {
    const { report, assets } = subjectsIn(language)
    const text = String(await renderReport(report, format, assets))
    expect(
      format === 'html'
        ? all(parsePage(text), '.writer')
            .map((note) => note.textContent)
            .join('\n')
        : text.replaceAll('\\', ''),
    ).toMatch(judge)
  })
})

test('the fields come back from JSON as they were', async () => {
  const { report, audit, assets } = subjectsIn('en')
  expect(parseReport(String(await renderReport(report, 'json', assets)))).toEqual(report)
  expect(parseAudit(String(await renderReport(audit, 'json', assets)))).toEqual(audit)
})

test('a report or audit of before, without them, is read as before and tells none of them', async () => {
  const { report, audit, assets } = sample('en')
  for (const format of formats) {
    const text = String(await renderReport(report, format.name, assets))
    expect(text).not.toMatch(/Who did what|Calls made again/)
  }
  expect(parseReport(JSON.stringify(report))).toEqual(report)
  expect(parseAudit(JSON.stringify(audit))).toEqual(audit)
  expect(Object.keys(parseAudit(JSON.stringify(audit)))).not.toContain('cost')
})

test('names from outside do no harm in a cost line', async () => {
  const { report, assets } = subjectsIn('en')
  const hostile = { ...report, models: [{ ...work.models[0]!, model: '<script>x</script>](javascript:1)' }] }
  const page = parsePage(await renderReport(hostile, 'html', assets))
  expect(all(page, '#made script')).toEqual([])
  expect(String(await renderReport(hostile, 'md', assets))).not.toContain('](javascript')
})
