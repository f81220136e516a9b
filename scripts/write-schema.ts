/**
 * Writes `schema/report.schema.json` and `schema/audit.schema.json`, the published shapes of a report and an
 * audit, from the schemas in `#report`. `--check` writes nothing and fails when a file is stale.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { jsonSchemaOf } from '#report'

const repository = resolve(import.meta.dirname, '..')
const folder = join(repository, 'schema')
const check = process.argv.includes('--check')
const stale: string[] = []

for (const subject of ['report', 'audit'] as const) {
  const file = join(folder, `${subject}.schema.json`)
  const wanted = `${JSON.stringify(jsonSchemaOf(subject), null, 2)}\n`
  if (existsSync(file) && readFileSync(file, 'utf8') === wanted) continue
  stale.push(relative(repository, file))
  if (check) continue
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, wanted)
}

if (stale.length === 0) console.log('schema: fresh')
else if (check) {
  console.error(
    `schema: stale: ${stale.join(', ')}. Run: node --conditions=kaoju-source scripts/write-schema.ts`,
  )
  process.exit(1)
} else console.log(`schema: wrote ${stale.join(', ')}`)
