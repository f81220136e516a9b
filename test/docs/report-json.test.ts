import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'

const repository = resolve(import.meta.dirname, '../..')
const page = readFileSync(resolve(repository, 'docs/report-json.md'), 'utf8')

/** The schema of one sentence, cut out of the published schema. */
function sentenceSchemaOf(subject: 'report' | 'audit'): object {
  const whole = JSON.parse(readFileSync(resolve(repository, `schema/${subject}.schema.json`), 'utf8'))
  const sentence =
    subject === 'audit'
      ? whole.properties.sentences.items
      : whole.properties.sections.items.properties.sentences.items
  return { $defs: whole.$defs, ...sentence }
}

test.each([
  ['report', 0],
  ['audit', 1],
] as const)(
  'the sentence of the %s shown in docs/report-json.md is of its published shape',
  (subject, index) => {
    const shown = [...page.matchAll(/^```json\n(.*?)^```$/gms)].map(
      (match) => JSON.parse(match[1]!) as unknown,
    )
    const validate = new Ajv2020({ strict: false }).compile(sentenceSchemaOf(subject))
    expect(validate(shown[index]), JSON.stringify(validate.errors)).toBe(true)
  },
)
