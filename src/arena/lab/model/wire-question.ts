import { chanceOf, type Clock } from '#runtime'
import type { LabReply } from '../serve/listen.ts'
import type { WireLog } from '../serve/wire-log.ts'
import type { Mind, ModelSettings } from './model.ts'
import { errorReply, failed, overloaded, type WireError } from './wire-error.ts'
import { drawFault, type EndpointFault } from './wire-faults.ts'
import { withoutPorts, type Repetitions } from './wire-hash.ts'
import type { Arrival } from './wire-work.ts'

/** What is served, and all that its answers depend on. */
export interface Served {
  readonly mind: Mind
  readonly settings: ModelSettings
  readonly seed: string
  readonly log: WireLog
  readonly clock: Clock
  readonly repetitions: Repetitions
}

/** One request under way. */
export interface Question extends Served {
  readonly arrival: Arrival
  readonly gone: AbortSignal
}

/** How often the same was asked before, and what goes wrong this time. */
export interface Occurrence {
  /** `<hash>/<repetition>`: what chance belongs to. */
  readonly path: string
  readonly fault: EndpointFault | undefined
  /** Set where the fault is that there is no answer. */
  readonly unanswered: WireError | undefined
}

/** Takes the next repetition of what is asked. */
export function occurrenceOf({ repetitions, settings, seed }: Served, hash: string): Occurrence {
  const path = `${hash}/${repetitions.next(hash)}`
  const fault = drawFault(settings.endpoint, seed, path)
  const status = (): 500 | 503 => (chanceOf(seed, `endpoint/status/${path}`).next() < 0.5 ? 500 : 503)
  const unanswered = fault === 'overloaded' ? overloaded : fault === 'failed' ? failed(status()) : undefined
  return { path, fault, unanswered }
}

/** Records a refusal and tells it. Nothing of it is billed. */
export function refused(
  { clock, log, arrival }: Question,
  name: string,
  request: string,
  error: WireError,
): LabReply {
  log.add({
    service: 'model',
    name,
    start: arrival.now,
    end: clock.now(),
    request: withoutPorts(request),
    response: `${error.status} ${error.message}`,
    outcome: 'failed',
  })
  return errorReply(error)
}

/** A body of JSON. */
export const json = (value: unknown): LabReply => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})
