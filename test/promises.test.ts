import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

/** What Kaoju promises its users, and the test that proves it. */
interface Promised {
  /** A name that does not change, as other documents refer to it. */
  readonly promise: string
  readonly statement: string
  readonly zh: string
  /** Path from the repository's root. */
  readonly test: string
  readonly name: string
}

const repository = resolve(import.meta.dirname, '..')
const promises = JSON.parse(readFileSync(join(repository, 'docs/promises.json'), 'utf8')) as Promised[]

/** Names of the tests that a file declares and runs; skipped and planned ones prove nothing. */
function testsIn(file: string): Set<string> {
  const code = readFileSync(file, 'utf8')
  const names = [...code.matchAll(/^\s*(?:test|it)(?:\.concurrent)?\(\s*(['"`])((?:\\.|(?!\1).)*)\1/gm)]
  return new Set(names.map(([, , name]) => name!.replace(/\\(['"`])/g, '$1')))
}

describe('docs/promises.json', () => {
  test('holds the promises that the design names', () => {
    const names = promises.map(({ promise }) => promise)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(
      expect.arrayContaining([
        'citations-resolve',
        'budget-never-exceeded',
        'stop-is-obeyed',
        'page-text-is-data',
      ]),
    )
  })

  test.each(promises)('$promise is stated in both languages and proven by a test that runs', (promised) => {
    expect(promised.promise).toMatch(/^[a-z]+(-[a-z]+)+$/)
    expect(promised.statement).toMatch(/^[A-Z].*\.$/)
    expect(promised.zh).toMatch(/\p{Script=Han}.*。$/u)
    const file = join(repository, promised.test)
    expect(existsSync(file), `${promised.test} does not exist`).toBe(true)
    expect([...testsIn(file)]).toContain(promised.name)
  })
})
