import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { digestOf, makeWorld } from '../../../src/arena/lab/index.ts'
import { repository } from '../../interfaces/run-kaoju.ts'

const options = { seed: 'kaoju', questions: 16 }

/**
 * The world of this seed, whole. Whoever changes what is written on purpose (a template, a name, a page's form) makes
 * another world: all figures measured before are of the old one. Then put the digest here that the failing test
 * received, and measure anew.
 */
const golden = 'aa479aa94f2c36210491db5976ed73bbb8b4ac3cf9549c165877ef5235c50b71'

test('the world of a seed is the one that it was', () => {
  expect(digestOf(makeWorld(options))).toBe(golden)
})

/** What a machine may do otherwise: its language, its clock, how much of other languages it knows. */
const machines = [
  { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' },
  { LANG: 'zh_CN.UTF-8', LC_ALL: 'zh_CN.UTF-8', TZ: 'Pacific/Pago_Pago' },
  { LANG: 'C', LC_ALL: 'C', TZ: 'UTC' },
] as const

test.each(machines)('a machine with $LANG and $TZ makes the same world', async (environment) => {
  const door = join(repository, 'src/arena/lab/index.ts')
  const script = `
    const { digestOf, makeWorld } = await import(${JSON.stringify(door)})
    const digest = digestOf(makeWorld(${JSON.stringify(options)}))
    const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions()
    console.log(JSON.stringify({ digest, locale, timeZone }))`
  const { PATH } = process.env
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=kaoju-source', '--liftoff-only', '--input-type=module', '--eval', script],
    { env: { PATH, ...environment }, cwd: repository },
  )
  const { digest, locale, timeZone } = JSON.parse(stdout) as Record<string, string>
  expect(digest).toBe(digestOf(makeWorld(options)))
  // Else nothing was tried.
  expect(timeZone).toBe(environment.TZ)
  expect(locale!.slice(0, 2)).toBe(environment.LANG === 'C' ? 'en' : environment.LANG.slice(0, 2))
})
