/** How the endpoint goes wrong: which fault a request meets, and what it does to an answer. */
import type { Language } from '#vocabulary'
import { chanceOf, type Chance } from '#runtime'
import type { EndpointFaults } from './model.ts'

/** In the order in which they are drawn: what is never answered comes first. */
const kinds = ['overloaded', 'failed', 'refused', 'truncated', 'malformed', 'cut'] as const

/** One way to go wrong. */
export type EndpointFault = keyof EndpointFaults

/**
 * The fault of one request, drawn for each kind by (seed, kind, `<hash of the prompt>/<repetition>`). At most one befalls a request,
 * and each does at its set rate whatever the others are: later kinds are drawn by their share of what is left.
 */
export function drawFault(faults: EndpointFaults, seed: string, path: string): EndpointFault | undefined {
  let left = 1
  for (const kind of kinds) {
    const rate = faults[kind]
    if (rate <= 0) continue
    const drawn = chanceOf(seed, `endpoint/${kind}/${path}`).next()
    if (drawn * left < rate) return kind
    left = Math.max(0, left - rate)
  }
  return undefined
}

/** What is said in place of an answer, without a reason: as models do it. */
export const refusal: Readonly<Record<Language, string>> = {
  en: "I'm sorry, but I can't help with that request.",
  zh: '抱歉，我无法回答这个问题。',
}

/** Ways in which JSON is written wrongly by models; each may leave some texts as they are. */
const defects: readonly ((json: string) => string)[] = [
  (json) => json.replace(/[}\]]\s*$/, ''),
  (json) => json.replace(/\s*([}\]])\s*$/, ',$1'),
  (json) => json.replace(/"([A-Za-z_]\w*)"\s*:/, '$1:'),
  (json) => `\`\`\`json\n${json}\n\`\`\``,
  (json) => `${json}\n${json}`,
]

/** JSON with one of several defects, so that it no longer parses. */
export function malformed(json: string, chance: Chance): string {
  const spoilt = chance
    .shuffle(defects)
    .map((defect) => defect(json))
    .find((text) => !parses(text))
  return spoilt ?? `${json}}`
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
