import { readFileSync } from 'node:fs'

/** The version of Kaoju that is running, as its package.json states it. */
export const engineVersion: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version
