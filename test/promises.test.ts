import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

/** A test, or a group of tests. */
interface Proof {
  /** Path from the repository's root. */
  readonly test: string
  readonly name: string
}

/** What Kaoju promises its users, and what proves it. */
interface Promised extends Proof {
  /** A name that does not change, as other documents refer to it. */
  readonly promise: string
  readonly statement: string
  readonly zh: string
  /** What proves it from other sides. */
  readonly also?: readonly Proof[]
}

const repository = resolve(import.meta.dirname, '..')
const promises = JSON.parse(readFileSync(join(repository, 'docs/promises.json'), 'utf8')) as Promised[]

/**
 * Names of the tests that a file declares and runs, and of their groups; skipped and planned ones prove nothing. A
 * group may be left out where the machine lacks what it needs (`skipIf`), for then the run says so.
 */
function testsIn(file: string): Set<string> {
  const code = readFileSync(file, 'utf8')
  const names = [
    ...code.matchAll(
      /^\s*(?:(?:test|it)(?:\.concurrent)?|describe(?:\.skipIf\(\w+\))?)\(\s*(['"`])((?:\\.|(?!\1).)*)\1/gm,
    ),
  ]
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
        'found-addresses-are-guarded',
        'private-words-stay',
      ]),
    )
  })

  test.each(promises)('$promise is stated in both languages and proven by a test that runs', (promised) => {
    expect(promised.promise).toMatch(/^[a-z]+(-[a-z]+)+$/)
    expect(promised.statement).toMatch(/^[A-Z].*\.$/)
    expect(promised.zh).toMatch(/\p{Script=Han}.*。$/u)
    for (const { test: path, name } of [promised, ...(promised.also ?? [])]) {
      const file = join(repository, path)
      expect(existsSync(file), `${path} does not exist`).toBe(true)
      expect([...testsIn(file)]).toContain(name)
    }
  })
})
