import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { explain } from '#runtime'
import { defaultHome } from '../../../src/interfaces/config/home.ts'
import { readSettings } from '../../../src/interfaces/config/settings.ts'
import { emptyFolder } from '../run-kaoju.ts'

describe('settings', () => {
  test('flags win over environment, environment over file, file over defaults', () => {
    const home = emptyFolder()
    expect(readSettings({ home }, {})).toMatchObject({
      effort: 'standard',
      lang: 'auto',
      maxFileBytes: 256 * 2 ** 20,
    })
    writeFileSync(join(home, 'config.json'), '{ "effort": "quick", "lang": "zh", "maxFileSize": "2GB" }')
    expect(readSettings({ home }, {})).toMatchObject({
      effort: 'quick',
      lang: 'zh',
      maxFileBytes: 2 * 2 ** 30,
    })
    const environment = { KAOJU_EFFORT: 'deep', KAOJU_HOME: '/elsewhere', KAOJU_LANG: 'en' }
    expect(readSettings({ home }, environment)).toMatchObject({
      home,
      homeFrom: 'flag',
      effort: 'deep',
      lang: 'en',
    })
    expect(readSettings({ home, effort: 'glance' }, environment).effort).toBe('glance')
  })

  test.each([
    ['{ "effort": ', /JSON/],
    ['{ "effort": "huge" }', /effort/],
    ['{ "modle": "x" }', /modle/],
    ['[]', /config/],
  ])('config.json with %s is named as what to mend', (text, said) => {
    const home = emptyFolder()
    writeFileSync(join(home, 'config.json'), text)
    expect(() => readSettings({ home }, {})).toThrow(expect.objectContaining({ code: 'config-invalid' }))
    expect(() => readSettings({ home }, {})).toThrow(said)
  })

  test.each(['huge', '-1', '10 apples', '0'])('a largest size of %s is wrong use', (maxFileSize) => {
    expect(() => readSettings({ home: '/h', maxFileSize }, {})).toThrow(
      expect.objectContaining({ code: 'option-invalid' }),
    )
  })

  test('a wrong variable is called by its name', () => {
    const caught = (() => {
      try {
        return readSettings({ home: '/h' }, { KAOJU_EFFORT: 'lots' })
      } catch (error) {
        return explain(error, 'en')
      }
    })()
    expect(caught).toMatch(/^KAOJU_EFFORT: /)
  })
})

describe('the default home', () => {
  test.each([
    [{}, 'linux', '/u/.local/share/kaoju'],
    [{ XDG_DATA_HOME: '/data' }, 'linux', '/data/kaoju'],
    [{}, 'darwin', '/u/Library/Application Support/kaoju'],
    [{ LOCALAPPDATA: '/u/local' }, 'win32', '/u/local/kaoju'],
    [{}, 'freebsd', '/u/.local/share/kaoju'],
  ] as const)('with %j on %s is %s', (environment, platform, home) => {
    expect(defaultHome(environment, platform, '/u')).toBe(home)
  })
})
