import type { Language } from '#vocabulary'

/** What the strategy `news` writes itself. `at` is an instant as `instant` writes it. */
interface NewsWords {
  readonly since: (at: string) => string
  readonly lately: string
  readonly files: string
  readonly found: (documents: number, since: string) => string
  readonly foundAbout: (documents: number, about: string, all: number, since: string) => string
  readonly none: (since: string) => string
  readonly noneAbout: (about: string, all: number, since: string) => string
  readonly cut: (shown: number, all: number) => string
  readonly updated: (count: number) => string
  readonly unread: (count: number) => string
  readonly silent: (count: number) => string
}

const words: Record<Language, NewsWords> = {
  en: {
    since: (at) => `since ${at}`,
    lately: 'lately',
    files: 'Files',
    found: (count, since) => `${count} ${count === 1 ? 'document has' : 'documents have'} arrived ${since}.`,
    foundAbout: (count, about, all, since) =>
      `Of ${all} ${all === 1 ? 'document' : 'documents'} that arrived ${since}, ${count} ${count === 1 ? 'speaks' : 'speak'} of ${about}.`,
    none: (since) => `Nothing new has arrived ${since}. To ask the feeds: kaoju feed poll`,
    noneAbout: (about, all, since) =>
      `${all} ${all === 1 ? 'document' : 'documents'} arrived ${since}; none speaks of ${about}.`,
    cut: (shown, all) => `The newest ${shown} of ${all} are shown; a higher --effort shows more.`,
    updated: (count) =>
      `${count} of them ${count === 1 ? 'is a new version' : 'are new versions'} of what was held before.`,
    unread: (count) => `${count} new ${count === 1 ? 'item' : 'items'} of the feeds could not be read.`,
    silent: (count) => `${count} of them ${count === 1 ? 'holds' : 'hold'} no sentence that can be quoted.`,
  },
  zh: {
    since: (at) => `自 ${at} 以来`,
    lately: '最近',
    files: '文件',
    found: (count, since) => `${since}有 ${count} 份新文献。`,
    foundAbout: (count, about, all, since) => `${since}有 ${all} 份新文献，其中 ${count} 份谈到${about}。`,
    none: (since) => `${since}没有新内容。轮询订阅源：kaoju feed poll`,
    noneAbout: (about, all, since) => `${since}有 ${all} 份新文献，都没有谈到${about}。`,
    cut: (shown, all) => `共 ${all} 份，只列出最新的 ${shown} 份；提高 --effort 可列出更多。`,
    updated: (count) => `其中 ${count} 份是已有文献的新版本。`,
    unread: (count) => `订阅源中有 ${count} 条新内容无法读取。`,
    silent: (count) => `其中 ${count} 份没有可以引用的句子。`,
  },
}

export function newsWordsOf(language: Language): NewsWords {
  return words[language]
}

/** An instant for people: to the minute, in UTC. */
export function instant(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
