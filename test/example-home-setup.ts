import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where this run of the tests keeps the home that it copies; see `example-home.ts`. */
export function exampleHomePlace(run: number): string {
  return join(tmpdir(), `kaoju-example-home-${run}`)
}

/** Removes, after all tests, what they shared. */
export default function setup(): () => void {
  return () => {
    for (const ending of ['', '.part'])
      rmSync(`${exampleHomePlace(process.pid)}${ending}`, { recursive: true, force: true })
  }
}
