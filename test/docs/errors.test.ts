import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorCodes, explain, KaojuError } from '#runtime'

const page = readFileSync(resolve(import.meta.dirname, '../../docs/errors.md'), 'utf8')
const remedy = 'run: npm run errors'
const placeholders = new Proxy({}, { get: (_, name) => `{${String(name)}}` })

/** The part of the page under the heading of one code. */
function entryOf(code: string): string {
  return page.split(/^## /m).find((part) => part.startsWith(`\`${code}\`\n`)) ?? ''
}

describe('docs/errors.md', () => {
  test.each(errorCodes)('documents %s with the messages that users see', (code) => {
    const error = new KaojuError(code, placeholders)
    const entry = entryOf(code)
    expect(entry, remedy).toContain(explain(error, 'en'))
    expect(entry, remedy).toContain(explain(error, 'zh'))
    expect(entry.includes('Trying again may help.'), remedy).toBe(error.retryable)
  })

  test('documents no code that does not exist', () => {
    const documented = [...page.matchAll(/^## `([a-z-]+)`$/gm)].map((match) => match[1])
    expect(documented, remedy).toEqual([...errorCodes])
  })
})
