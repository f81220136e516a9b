import { afterAll, describe, expect, it } from 'vitest'
import { createContext, KaojuError } from '#runtime'
import { createReadingPool } from '#reading'
import { figure } from '../figure.ts'
import { bombs } from './bombs.ts'

const { context } = createContext()
/** `KAOJU_BOMBS=all` reads every one within the product's own limits, in some minutes; else a few within tighter ones. */
const all = process.env['KAOJU_BOMBS'] === 'all'
const pool = createReadingPool(all ? { size: 2 } : { size: 2, seconds: 3, megabytes: 400 }, context)
const outcomes = new Map<string, number>()
afterAll(async () => {
  const told = [...outcomes].map(([outcome, count]) => `${outcome} ${count}`)
  figure('bombs for the readers (HTML, JSON, XML, zip, Office, PDF)', told.join(', '))
  await pool.close()
})

describe('bombs from the web', () => {
  it('are more than a hundred', () => expect(bombs.length).toBeGreaterThan(100))

  const chosen = all ? bombs : bombs.filter((_, i) => i % 9 === 4)
  for (const [what, name, bytes, type] of chosen)
    it(`${what}: text, or a failure with a name`, { timeout: 120_000 }, async () => {
      const url = `https://example.org/${name}`
      const contentType = type ?? (name.endsWith('html') ? 'text/html; charset=utf-8' : undefined)
      const web = { url, ...(contentType ? { contentType } : {}) }
      const outcome = await pool.readPage({ uri: url, name, bytes: bytes(), web }, context).then(
        (page) => ('document' in page ? 'text' : 'no text'),
        (error: unknown) => (error instanceof KaojuError ? error.code : String(error)),
      )
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      // The pool ends what goes beyond its limits; the rest ends by itself. A crash would be a defect.
      expect(outcome).toMatch(
        /^(?:text|no text|file-(?:no-text|damaged|bomb|binary|encrypted|empty)|format-unknown|reader-(?:timeout|memory))$/,
      )
    })
})
