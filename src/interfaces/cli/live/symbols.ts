import type { QuestionState } from './run-view.ts'

/** What a drawing is made of. */
export interface Symbols {
  readonly states: Readonly<Record<QuestionState, string>>
  readonly branch: { readonly more: string; readonly last: string; readonly through: string }
  readonly bar: { readonly full: string; readonly empty: string }
  readonly found: string
  readonly conflict: string
  readonly ellipsis: string
  readonly between: string
  /** Writes what words and figures bring along as the terminal can show it, in as many columns. */
  readonly spell: (line: string) => string
}

export const unicodeSymbols: Symbols = {
  states: { waiting: '○', working: '◐', answered: '●', unanswered: '◌' },
  branch: { more: '├ ', last: '└ ', through: '│ ' },
  bar: { full: '█', empty: '░' },
  found: '•',
  conflict: '≠',
  ellipsis: '…',
  between: ' · ',
  spell: (line) => line,
}

/** Where the locale has no UTF-8. */
export const asciiSymbols: Symbols = {
  states: { waiting: '.', working: '>', answered: '+', unanswered: '-' },
  branch: { more: '|- ', last: '`- ', through: '|  ' },
  bar: { full: '#', empty: '.' },
  found: '*',
  conflict: '!',
  ellipsis: '...',
  between: ' | ',
  spell: (line) => line.replace(/[·“”‘’…•]/gu, (mark) => plainer[mark] ?? mark),
}

const plainer: Readonly<Record<string, string>> = {
  '·': '-',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '…': '.',
  '•': '*',
}

/**
 * Whether the terminal understands UTF-8: what LC_ALL, LC_CTYPE or LANG says, whichever is set first (POSIX order).
 * Where none is set it does not on Unix (the locale is `C`), and does on Windows and macOS.
 */
export function speaksUnicode(environment: Readonly<NodeJS.ProcessEnv>, platform: NodeJS.Platform): boolean {
  const named = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG']
  if (!named) return platform === 'win32' || platform === 'darwin'
  return /utf-?8/i.test(named) || platform === 'win32'
}
