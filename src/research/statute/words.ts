import type { Language } from '#vocabulary'

interface Words {
  readonly repealed: (name: string) => string
  readonly missing: (name: string, codes: readonly string[]) => string
  readonly gone: (name: string, newer: string) => string
  readonly uncited: (count: number) => string
  readonly quoted: (count: number) => string
}

const words: Record<Language, Words> = {
  en: {
    repealed: (name) => `${name} is repealed: nothing in this report rests on it.`,
    missing: (name, codes) =>
      `${name} is not among the provisions held${codes.length > 0 ? ` of ${codes.join(', ')}` : ''}.`,
    gone: (name, newer) => `${name} has no counterpart in "${newer}", the later version, and was left out.`,
    uncited: (count) =>
      `${count} ${count === 1 ? 'sentence was' : 'sentences were'} left out: ${count === 1 ? 'it cites' : 'they cite'} no provision, or name one that they do not cite.`,
    quoted: (count) => `answered by ${count} ${count === 1 ? 'provision' : 'provisions'}, quoted`,
  },
  zh: {
    repealed: (name) => `${name}已废止：本报告不以它为依据。`,
    missing: (name, codes) =>
      `所藏条文中没有${name}${codes.length > 0 ? `（${codes.map((code) => `《${code}》`).join('、')}）` : ''}。`,
    gone: (name, newer) => `${name}在较新的《${newer}》中没有对应条文，未予采用。`,
    uncited: (count) => `有 ${count} 句没有引用条文，或提到了并未引用的条文，未写入。`,
    quoted: (count) => `由 ${count} 条条文回答，照录原文`,
  },
}

/** What is said of provisions, in the language of the report. */
export function provisionWords(language: Language): Words {
  return words[language]
}
