import { chanceOf } from '#runtime'
import type { ToolMutation } from './tool-mutations.ts'

/** Shapes of engines that the lab speaks. */
export const engineShapes = ['searxng', 'tavily', 'firecrawl', 'brave'] as const

export type EngineShape = (typeof engineShapes)[number]

/**
 * How an engine goes wrong in one request:
 * - `429`, `500`: as the service says it, with `retry-after` for the first.
 * - `stall`: it takes the request and never answers.
 * - `broken-json`: status 200 and JSON that breaks off. `empty`: status 200 and no bytes.
 * - `html`: status 200 and a page that asks for proof of being human.
 * - `nothing`: a well-formed answer without results, though there are some; SearXNG names engines that were silent,
 *   from the others nobody can tell.
 */
export const engineFaults = ['429', '500', 'stall', 'broken-json', 'empty', 'html', 'nothing'] as const

export type EngineFault = (typeof engineFaults)[number]

/** How a page goes wrong in one request; `cut`: the connection breaks in the middle of its body. */
export const pageFaults = ['429', '500', '503', 'stall', 'reset', 'cut'] as const

export type PageFault = (typeof pageFaults)[number]

/**
 * What goes wrong on the wire, beyond what the world itself holds (dead, slow and failing hosts). Rates are
 * probabilities, 0 to 1. Everything is drawn by seed, service, request and repetition: asking at once or one after
 * the other changes nothing, and asking again may go better.
 */
export interface ServiceFaults {
  /** Default: the world's. */
  readonly seed?: string
  readonly engines?: {
    /** Per request. */
    readonly rate: number
    /** Default: all but `stall` and `nothing`. */
    readonly kinds?: readonly EngineFault[]
    /** Only these go wrong; default: all. */
    readonly only?: readonly EngineShape[]
  }
  readonly pages?: {
    /** Per request, of any host; `robots.txt` is spared. Default: 0. */
    readonly rate?: number
    /** Default: all but `stall`. */
    readonly kinds?: readonly PageFault[]
    /** Milliseconds that slow hosts take beyond the others. Default: 0. */
    readonly slowBy?: number
    /** How often failing hosts refuse an address before they answer, at most; drawn from 1. Default: 2. */
    readonly failures?: number
  }
  readonly tools?: {
    /** Per server: it is changed in one way for as long as it is served. */
    readonly rate: number
    /** Default: all but `timeout`. */
    readonly mutations?: readonly ToolMutation[]
    /** Milliseconds that the mutation `latency` adds to each call. Default: 1,000. */
    readonly slowBy?: number
  }
  /** Milliseconds after which what never answers is cut off; default: whoever asks has to give up. */
  readonly stall?: number
}

/** Which fault one request meets; undefined: none. */
export function drawnFault<Kind>(
  { seed, service, request, repetition }: Drawn,
  rate: number,
  kinds: readonly Kind[],
): Kind | undefined {
  if (rate <= 0 || kinds.length === 0) return undefined
  const chance = chanceOf(seed, `fault ${service} ${repetition} ${request}`)
  return chance.next() < rate ? kinds[chance.integer(kinds.length)] : undefined
}

/** What chance is drawn by. */
export interface Drawn {
  readonly seed: string
  readonly service: string
  /** Without ports. */
  readonly request: string
  /** How often the same was asked of the same service before. */
  readonly repetition: number
}
