import { canonicalJson, sha256 } from '#runtime'
import type { ModelAsk } from './model.ts'

/** A port behind a host of an address, as it is written or percent-encoded; times of day and JSON are none. */
const ports =
  /(:\/\/[^\s/:"'<>()\\]+|%3A%2F%2F[^\s/:%"'<>()\\]+|(?<![\w.])(?:127\.0\.0\.1|localhost|\[::1\]))(?::|%3A)\d{1,5}(?!\d)/gi

/** A text whose addresses have no ports: servers of the lab listen where there is room, which must change nothing. */
export function withoutPorts(text: string): string {
  return text.replace(ports, '$1')
}

/**
 * The name of what is asked: equal for equal asks, whatever the ports, the ids of tool calls and the order of keys
 * in JSON. 64 hexadecimal digits.
 */
export function hashOf({ turns, tools, toolChoice, schema, json }: ModelAsk): string {
  const shown = turns.map(({ role, text, calls }) => ({
    role,
    text,
    calls: calls?.map((call) => ({ name: call.name, arguments: parsed(call.arguments) })),
  }))
  return sha256(withoutPorts(canonicalJson({ turns: shown, tools, toolChoice, schema, json })))
}

/** JSON as a value, so that the order of its keys says nothing; what is none stays text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/** Counts how often the same is asked. */
export interface Repetitions {
  /** How often it was asked before. */
  next(hash: string): number
  clear(): void
}

/** Repetitions since the last `clear`. */
export function createRepetitions(): Repetitions {
  const seen = new Map<string, number>()
  return {
    next(hash) {
      const before = seen.get(hash) ?? 0
      seen.set(hash, before + 1)
      return before
    },
    clear: () => seen.clear(),
  }
}
