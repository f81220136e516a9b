import type { Language, LoggedEvent, Report, SentSteering, Steering } from '../../../src/vocabulary/index.ts'

/** What the server's answers look like; docs/decisions/0019 and `/api/v1/openapi.json`. */
export type { LoggedEvent, Report, SentSteering, Steering }

export type RunState = 'waiting' | 'running' | 'interrupted' | 'done' | 'incomplete' | 'stopped' | 'failed'

/** Whether a run that stands so has written its report. */
export function hasReport(state: RunState): boolean {
  return state === 'done' || state === 'incomplete' || state === 'stopped'
}

export interface Run {
  readonly id: string
  readonly kind: string
  readonly subject: string
  readonly state: RunState
  /** ISO 8601. */
  readonly createdAt: string
  readonly updatedAt: string
  readonly attempts: number
  readonly effort?: string
  readonly language?: Language
  readonly strategy?: string
  /** The run whose steps this one begins with. */
  readonly from?: string
  readonly spent: Spent
  readonly limits: { readonly usd?: number; readonly tokens?: number; readonly calls?: number }
  readonly error?: { readonly code: string; readonly message: string }
}

/** A run that was just asked for; `remarks`: what of the configuration will not work, a sentence each. */
export type StartedRun = Run & { readonly remarks?: readonly string[] }

export interface Spent {
  readonly calls: number
  readonly tokens: number
  readonly usd: number
  /** Calls whose price is unknown. */
  readonly unpriced: number
}

export interface Status {
  readonly version: string
  readonly model: string | null
  /** Where none is asked for. */
  readonly effort: string
  readonly efforts: readonly string[]
  readonly strategies: readonly string[]
  readonly scope: string
  readonly running: number
  readonly waiting: number
}

/** A document as the library lists it; without an id where it could not be read. */
export interface ListedDocument {
  readonly uri: string
  readonly state: 'listed' | 'missing' | 'removed' | 'purged' | 'failed'
  readonly document?: string
  readonly title: string
  readonly mediaType: string
  readonly passages: number
}

export interface ResearchRequest {
  readonly question: string
  readonly language?: Language
  readonly effort?: string
  readonly web?: 'auto' | 'web' | 'configured-only' | 'offline'
  readonly budget?: { readonly usd?: number; readonly tokens?: number; readonly calls?: number }
  readonly follow?: string
}

/** What became of an instruction: nobody works on an `idle` run, which hears it when it goes on. */
export type SteeringAnswer = 'sent' | 'idle' | 'finished'
