import { signal } from '@preact/signals'
import type { Language } from '../../src/vocabulary/index.ts'

export type { Language }

const kept = 'kaoju-language'

/** What the page speaks: as it was chosen here before, else as the browser prefers. */
export const language = signal<Language>(chosen() ?? preferred(navigator.languages))

/** From now on, here and on the next visit. */
export function speak(next: Language): void {
  language.value = next
  document.documentElement.lang = next
  try {
    localStorage.setItem(kept, next)
  } catch {
    // Without storage it holds until the page is closed.
  }
}

/** Reads a table of words in the language of the page; components that do are drawn anew when it changes. */
export function inLanguage<T>(table: Readonly<Record<Language, T>>): T {
  return table[language.value]
}

/** Puts values where a phrase names them: `{name}`. */
export function fill(phrase: string, values: Readonly<Record<string, string | number>>): string {
  return phrase.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

function chosen(): Language | undefined {
  try {
    const found = localStorage.getItem(kept)
    return found === 'en' || found === 'zh' ? found : undefined
  } catch {
    return undefined
  }
}

function preferred(languages: readonly string[]): Language {
  const first = languages.find((tag) => /^(en|zh)\b/i.test(tag))
  return first?.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}
