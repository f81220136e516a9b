import { expect, test } from 'vitest'
import { localeLanguage } from '../../../src/interfaces/cli/locale.ts'

test.each([
  [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
  [{ LANG: 'zh-Hant-TW' }, 'zh'],
  [{ LANG: 'en_GB.UTF-8' }, 'en'],
  [{ LANG: 'C' }, 'en'],
  [{ LC_ALL: 'zh_TW', LANG: 'en_US' }, 'zh'],
  [{ LC_MESSAGES: 'en_US', LANG: 'zh_CN' }, 'en'],
  [{ LC_ALL: '', LC_MESSAGES: 'zh_CN.GB18030', LANG: 'de_DE' }, 'zh'],
  [{ LANG: 'zha' }, 'en'],
] as const)('%j speaks %s', (environment, language) => {
  expect(localeLanguage(environment)).toBe(language)
})
