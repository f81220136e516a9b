import type { Language } from '#vocabulary'

/**
 * The language in which help, errors and notes are written: LC_ALL, LC_MESSAGES or LANG, whichever is set
 * first (POSIX order), else what the system tells Intl. Any Chinese locale is Chinese, all others English.
 */
export function localeLanguage(environment: Readonly<NodeJS.ProcessEnv>): Language {
  const named = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG']
  const locale = named || new Intl.DateTimeFormat().resolvedOptions().locale
  return /^(zh|cmn|yue)([-_.@]|$)/i.test(locale) ? 'zh' : 'en'
}
