import { fileURLToPath } from 'node:url'
import type { RunEvent } from '#vocabulary'
import { steeringText } from './steering-text.ts'
import { paint, type Terminal } from './terminal.ts'
import { fill, type Words } from './words.ts'

/** How what happens is said. */
export interface Speech {
  readonly words: Words
  /** A recorded failure in the reader's language. */
  readonly sayWhy: (code: string, why: string) => string
  readonly terminal: Pick<Terminal, 'colour'>
}

/**
 * What of a run is told at once and stays on the screen, a line each: what went wrong, is tried again or is done by
 * another, what leaves the machine, which instruction was heard. Gives a function of each event in turn.
 */
export function startTelling(speech: Speech): (event: RunEvent) => string | undefined {
  const { words, terminal } = speech
  const replaced = new Set<string>()
  const asked = new Set<string>()
  return (event) => {
    if (event.type === 'query-sent') {
      // Whatever leaves is shown when it leaves; the engines that are asked the same are in the log.
      if (asked.has(event.query)) return undefined
      asked.add(event.query)
      return paint(fill(words.web.asks, { query: event.query }), 'dim', terminal.colour.note)
    }
    if (event.type === 'steering-heeded') {
      const line = fill(words.steer.heeded, { what: steeringText(event.steering, words) })
      return paint(line, 'dim', terminal.colour.note)
    }
    const trouble =
      event.type === 'fallback' && isTold(event, replaced) ? undefined : troubleOf(event, speech)
    return trouble === undefined ? undefined : paint(trouble, 'yellow', terminal.colour.note)
  }
}

/** One cause may stop a model at every step: it is told once. */
function isTold(
  { purpose, from, to, code }: Extract<RunEvent, { type: 'fallback' }>,
  told: Set<string>,
): boolean {
  const everywhere = [
    'budget-exhausted',
    'model-key-missing',
    'model-key-refused',
    'model-quota',
    'circuit-open',
  ]
  const what = [everywhere.includes(code) ? '' : purpose, from, to, code].join('\n')
  if (told.has(what)) return true
  told.add(what)
  return false
}

function troubleOf(event: RunEvent, { words, sayWhy }: Speech): string | undefined {
  switch (event.type) {
    case 'file-failed':
      return fill(words.fileFailed, { why: sayWhy(event.code, event.why) })
    case 'file-missing':
      return fill(words.fileMissing, { path: placeOf(event.uri) })
    case 'warning':
      return sayWhy(event.code, event.message)
    case 'engine-skipped':
      return fill(words.web.skipped, { engine: event.engine, why: sayWhy(event.code, event.why) })
    case 'call-retry': {
      // Engines and pages are many and often try again; what became of them is told at the end.
      if (event.purpose === 'search' || event.purpose === 'page') return undefined
      const { attempt, service, wait, code, why } = event
      const seconds = Math.ceil(wait / 1000)
      return fill(words.progress.retry, { attempt, service, seconds, why: sayWhy(code, why) })
    }
    case 'fallback': {
      const to = event.to === 'classical' ? words.progress.rules : event.to
      const purpose = words.purposes[event.purpose] ?? words.roles[event.purpose] ?? event.purpose
      return fill(words.progress.fallback, {
        purpose,
        from: event.from,
        to,
        why: sayWhy(event.code, event.why),
      })
    }
    case 'run-resumed':
      return fill(event.lost > 0 ? words.progress.resumedLost : words.progress.resumed, {
        attempt: event.attempt,
        lost: event.lost,
      })
    default:
      return undefined
  }
}

/** A file's path, or the URI of anything else. */
export function placeOf(uri: string): string {
  return uri.startsWith('file:') ? fileURLToPath(uri) : uri
}
