import type { Feedback, LoggedEvent, Report, SentSteering, Steering } from '../../../src/vocabulary/index.ts'
import { ask, askText, send } from './client.ts'
import type { ListedDocument, ResearchRequest, Run, StartedRun, Status, SteeringAnswer } from './types.ts'

const at = encodeURIComponent

function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(values).filter(
    (entry): entry is [string, string | number] => entry[1] !== undefined,
  )
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

/** The server's REST, one function a route; every one throws `Refusal`. */
export const api = {
  status: () => ask<Status>('/status'),
  /** A token for a cookie that scripts cannot read. */
  enter: (token: string) => ask<unknown>('/session', { method: 'POST', json: { token } }),

  runs: (given: { limit?: number; before?: string } = {}) =>
    ask<{ runs: readonly Run[]; next?: string }>(`/runs${query(given)}`),
  run: (id: string) => ask<Run>(`/runs/${at(id)}`),
  begin: (request: ResearchRequest, key: string) =>
    ask<StartedRun>('/runs', { method: 'POST', json: request, headers: { 'Idempotency-Key': key } }),
  stop: (id: string) => ask<unknown>(`/runs/${at(id)}/stop`, { method: 'POST' }),
  resume: (id: string) => ask<Run>(`/runs/${at(id)}/resume`, { method: 'POST' }),
  rewrite: (id: string, writing: { language?: string; length?: string; type?: string }) =>
    ask<Run>(`/runs/${at(id)}/rewrite`, { method: 'POST', json: writing }),
  report: (id: string) => ask<Report>(`/runs/${at(id)}/report?format=json`),
  reportText: (id: string, format: 'md' | 'html') => askText(`/runs/${at(id)}/report?format=${format}`),

  /** `was`: the question's text as whoever edits it saw it. */
  steer: (id: string, steering: Steering & { readonly was?: string }) =>
    ask<{ answer: SteeringAnswer }>(`/runs/${at(id)}/steering`, { method: 'POST', json: steering }),
  told: (id: string) => ask<{ told: readonly SentSteering[] }>(`/runs/${at(id)}/steering`),

  say: (id: string, feedback: Feedback) =>
    ask<LoggedEvent>(`/runs/${at(id)}/feedback`, { method: 'POST', json: feedback }),
  feedback: (id: string) => ask<{ feedback: readonly Feedback[] }>(`/runs/${at(id)}/feedback`),

  documents: (given: { limit?: number; after?: string; query?: string } = {}) =>
    ask<{ documents: readonly ListedDocument[]; total: number; next?: string }>(`/library${query(given)}`),
  unlist: (document: string) => ask<unknown>(`/library/${at(document)}`, { method: 'DELETE' }),
  upload: (batch: string, path: string, file: Blob, stop?: AbortSignal) =>
    ask<unknown>(`/uploads/${at(batch)}/files${query({ path })}`, {
      method: 'PUT',
      bytes: file,
      headers: { 'Content-Type': 'application/octet-stream' },
      ...(stop ? { signal: stop } : {}),
    }),
  addUpload: (batch: string) => ask<{ run: Run }>('/library', { method: 'POST', json: { upload: batch } }),

  /** Where its text, its place and its pages are asked for; the shapes are the report view's. */
  document: <T>(id: string) => ask<T>(`/documents/${at(id)}`),
  documentText: <T>(id: string, start: number, end: number) =>
    ask<T>(`/documents/${at(id)}/text${query({ start, end })}`),
  evidence: <T>(id: string) => ask<T>(`/evidence/${at(id)}`),
  snapshotAddress: (id: string) => `/api/v1/snapshots/${at(id)}`,

  /** The answer whose body is the run's log, from the line after `after`. */
  events: (id: string, after: number, stop: AbortSignal) =>
    send(`/runs/${at(id)}/events${query({ after })}`, {
      headers: { Accept: 'text/event-stream' },
      signal: stop,
    }),
} as const
