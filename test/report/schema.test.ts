import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { KaojuError } from '#runtime'
import { formats, jsonSchemaOf, parseAudit, parseReport, renderReport } from '#report'
import { sample } from './sample-report.ts'

const subjects = ['report', 'audit'] as const

function published(subject: (typeof subjects)[number]): Record<string, unknown> {
  return JSON.parse(
    readFileSync(new URL(`../../schema/${subject}.schema.json`, import.meta.url), 'utf8'),
  ) as Record<string, unknown>
}

function codeOf(run: () => unknown): { code: string; line: unknown; reason: unknown } {
  try {
    run()
  } catch (error) {
    if (error instanceof KaojuError)
      return { code: error.code, line: error.parameters.line, reason: error.parameters.reason }
    throw error
  }
  throw new Error('nothing was thrown')
}

describe.each(subjects)('the schema of a %s', (subject) => {
  test('is published as the code has it (node --conditions=kaoju-source scripts/write-schema.ts)', () => {
    expect(published(subject)).toEqual(jsonSchemaOf(subject))
    expect(published(subject).$id).toBe(`urn:kaoju:schema:${subject}:1`)
  })

  test.each(['en', 'zh'] as const)('is met by what the json format writes, in %s', async (language) => {
    const made = sample(language)
    const validate = new Ajv2020({ strict: false, formats: { 'date-time': true } }).compile(
      published(subject),
    )
    const json = String(await renderReport(made[subject], 'json', made.assets))
    expect(validate(JSON.parse(json)), JSON.stringify(validate.errors)).toBe(true)
    const { schema: _, ...without } = JSON.parse(json) as Record<string, unknown>
    expect(validate(without)).toBe(false)
  })

  test('describes its fields', () => {
    const text = JSON.stringify(published(subject))
    expect(text).not.toContain('readOnly')
    expect(text.match(/"description"/g)!.length).toBeGreaterThan(15)
    expect(text).toContain('UTF-16')
  })
})

test('what was written can be read again', async () => {
  for (const language of ['en', 'zh'] as const) {
    const { report, audit, assets } = sample(language)
    expect(parseReport(String(await renderReport(report, 'json', assets)))).toEqual(report)
    expect(parseAudit(String(await renderReport(audit, 'json', assets)))).toEqual(audit)
  }
})

test('keys stand in one order whatever order they were made in', async () => {
  const { report, assets } = sample('en')
  const reversed = Object.fromEntries(Object.entries(report).reverse()) as unknown as typeof report
  const timings = Object.fromEntries(Object.entries(report.timings).reverse())
  const one = await renderReport(report, 'json', assets)
  expect(await renderReport({ ...reversed, timings }, 'json', assets)).toBe(one)
})

test('a report that cannot be read is data-invalid with its line', async () => {
  const { report, assets } = sample('en')
  const json = String(await renderReport(report, 'json', assets))
  expect(codeOf(() => parseReport('{\n  "schema": oops\n}'))).toMatchObject({ code: 'data-invalid', line: 2 })
  expect(codeOf(() => parseReport('[]'))).toMatchObject({ code: 'data-invalid' })
  expect(codeOf(() => parseAudit(json))).toMatchObject({ code: 'data-invalid', line: 2 })
  const bad = json.replace('"effort": "standard"', '"effort": 3')
  const line = json.slice(0, json.indexOf('"effort"')).split('\n').length
  expect(codeOf(() => parseReport(bad, 'r.json'))).toMatchObject({
    code: 'data-invalid',
    line,
    reason: expect.stringContaining('effort') as string,
  })
  const later = json.replace('kaoju-report/1', 'kaoju-report/2')
  expect(codeOf(() => parseReport(later)).code).toBe('data-invalid')
})

test('formats are known by name', async () => {
  const { report, assets } = sample('en')
  expect(formats.map(({ name }) => name)).toEqual(['html', 'json', 'md'])
  await expect(renderReport(report, 'docx', assets)).rejects.toMatchObject({ code: 'option-invalid' })
})
