import { signal } from '@preact/signals'

/** Dark or light; `system`: as the system wishes. */
export type Scheme = 'system' | 'light' | 'dark'

const kept = 'kaoju-scheme'

export const schemes: readonly Scheme[] = ['system', 'light', 'dark']
export const scheme = signal<Scheme>(chosen())

/** From now on, here and on the next visit. */
export function paint(next: Scheme): void {
  scheme.value = next
  if (next === 'system') delete document.documentElement.dataset['scheme']
  else document.documentElement.dataset['scheme'] = next
  try {
    localStorage.setItem(kept, next)
  } catch {
    // Without storage it holds until the page is closed.
  }
}

function chosen(): Scheme {
  try {
    return schemes.find((one) => one === localStorage.getItem(kept)) ?? 'system'
  } catch {
    return 'system'
  }
}
