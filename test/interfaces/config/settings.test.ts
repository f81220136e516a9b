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
    ['{ "effort": "quick",\n  lang: "zh" }', /line 2, column 3/],
    ['{ "effort": tru\n}', /line 1, column 13/],
    ['[]', /config/],
    ['{ "budget": -1 }', /budget/],
    ['{ "maxTokens": "many" }', /maxTokens/],
  ])('config.json with %s is named as what to mend', (text, said) => {
    const home = emptyFolder()
    writeFileSync(join(home, 'config.json'), text)
    expect(() => readSettings({ home }, {})).toThrow(expect.objectContaining({ code: 'config-invalid' }))
    expect(() => readSettings({ home }, {})).toThrow(said)
  })

  test('an unknown field is told with the nearest one', () => {
    const home = emptyFolder()
    writeFileSync(join(home, 'config.json'), '{ "modle": "x" }')
    expect(() => readSettings({ home }, {})).toThrow(
      expect.objectContaining({
        code: 'config-field-unknown',
        parameters: expect.objectContaining({ nearest: 'models' }),
      }),
    )
  })

  test('a project’s kaoju.json stands between the environment and the home', () => {
    const home = emptyFolder()
    const folder = emptyFolder()
    writeFileSync(join(home, 'config.json'), '{ "effort": "quick", "lang": "zh", "budget": 5 }')
    writeFileSync(join(folder, 'kaoju.json'), '{ "effort": "deep", "budget": "$2.50" }')
    expect(readSettings({ home }, {}, folder)).toMatchObject({ effort: 'deep', lang: 'zh', budget: 2.5 })
    expect(readSettings({ home }, { KAOJU_BUDGET: '1' }, folder)).toMatchObject({ budget: 1 })
  })

  test('a budget is dollars, tokens, calls and time, from flags, environment and file', () => {
    const home = emptyFolder()
    writeFileSync(
      join(home, 'config.json'),
      '{ "budget": 3, "maxTokens": "200k", "maxCalls": 40, "maxTime": "1h30m" }',
    )
    expect(readSettings({ home }, {})).toMatchObject({
      budget: 3,
      maxTokens: 200_000,
      maxCalls: 40,
      maxTime: 5_400_000,
    })
    // A flag that the command line has parsed is milliseconds already.
    const flags = { home, budget: '0.5', maxTokens: 10, maxTime: 60_000, strategy: 'extractive' }
    expect(readSettings(flags, { KAOJU_MAX_CALLS: '7' })).toMatchObject({
      budget: 0.5,
      maxTokens: 10,
      maxCalls: 7,
      maxTime: 60_000,
      strategy: 'extractive',
    })
    expect(readSettings({ home: emptyFolder() }, {})).not.toHaveProperty('budget')
  })

  test.each([
    [{ budget: '-1' }, '--budget'],
    [{ budget: 'NaN' }, '--budget'],
    [{ budget: Number.NaN }, '--budget'],
    [{ budget: -0.01 }, '--budget'],
    [{ maxTokens: '-5' }, '--max-tokens'],
    [{ maxTokens: 1.5 }, '--max-tokens'],
    [{ maxCalls: '' }, '--max-calls'],
    [{ maxTime: 'soon' }, '--max-time'],
    [{ maxTime: '0s' }, '--max-time'],
    [{ strategy: '../x' }, '--strategy'],
  ])('%j is wrong use, in one line', (flags, option) => {
    const caught = (() => {
      try {
        return readSettings({ home: '/h', ...flags }, {})
      } catch (error) {
        return explain(error, 'zh')
      }
    })()
    expect(caught).toMatch(new RegExp(`^${option}：[^\\n]+$`))
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
