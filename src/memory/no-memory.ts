import type { Memory } from './memory.ts'

/** The memory of somebody who remembers nothing: recalls nothing, keeps nothing. */
export const noMemory: Memory = {
  name: 'none',
  recall: () => Promise.resolve([]),
  keep: (offers) => Promise.resolve({ entries: offers.map(() => undefined) }),
}
