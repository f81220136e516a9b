import { fileURLToPath } from 'node:url'
import type { RunEvent } from '#vocabulary'
import type { EventLog } from '#runtime'
import { displayWidth, fitWidth } from './display-width.ts'
import type { Terminal } from './terminal.ts'
import { paint } from './terminal.ts'
import { fill, type Words } from './words.ts'

/** Work that is over sooner says nothing of its progress. Milliseconds. */
const patience = 1_000
const redrawEvery = 80
const lineEvery = 2_000

/** What a reader of progress draws on and speaks with. */
export interface ProgressView {
  readonly terminal: Pick<Terminal, 'note' | 'draw' | 'live' | 'colour' | 'columns'>
  readonly words: Words
  /** Milliseconds from an arbitrary start. */
  readonly elapsed: () => number
  /** A recorded failure in the reader's language. */
  readonly sayWhy: (code: string, why: string) => string
}

/**
 * Reads the run's log for a person who waits: a bar on a terminal, a line now and then elsewhere; what went
 * wrong with a file is told at once. Returns how to leave.
 */
export function watchProgress(log: EventLog, view: ProgressView): () => void {
  const { terminal, words } = view
  const started = view.elapsed()
  let last = -Infinity
  let lastPhase = ''
  const leave = log.read(({ event }) => {
    const trouble = troubleOf(event, view)
    if (trouble) terminal.note(paint(trouble, 'yellow', terminal.colour.note))
    if (event.type !== 'progress') return
    const now = view.elapsed()
    const due = now - last >= (terminal.live ? redrawEvery : lineEvery) || event.phase !== lastPhase
    if (now - started < patience || !due) return
    last = now
    lastPhase = event.phase
    if (terminal.live) terminal.draw(barOf(event, terminal.columns, words))
    else terminal.note(lineOf(event, words))
  })
  return () => {
    leave()
    if (terminal.live) terminal.draw('')
  }
}

type Progress = Extract<RunEvent, { type: 'progress' }>

function lineOf(event: Progress, words: Words): string {
  const count =
    event.total === undefined
      ? String(event.done)
      : fill(words.progress.of, { done: event.done, total: event.total })
  return [words.progress.phases[event.phase] ?? event.phase, count, event.item].filter(Boolean).join(' ')
}

function barOf(event: Progress, columns: number, words: Words): string {
  const line = lineOf(event, words)
  if (!event.total) return fitWidth(line, columns - 1)
  const length = 24
  const filled = Math.round((Math.min(event.done, event.total) / event.total) * length)
  const bar = '█'.repeat(filled) + '░'.repeat(length - filled)
  return `${bar} ${fitWidth(line, Math.max(10, columns - displayWidth(bar) - 2))}`
}

function troubleOf(event: RunEvent, { words, sayWhy }: ProgressView): string | undefined {
  switch (event.type) {
    case 'file-failed':
      return fill(words.fileFailed, { why: sayWhy(event.code, event.why) })
    case 'file-missing':
      return fill(words.fileMissing, { path: placeOf(event.uri) })
    case 'warning':
      return sayWhy(event.code, event.message)
    default:
      return undefined
  }
}

/** A file's path, or the URI of anything else. */
export function placeOf(uri: string): string {
  return uri.startsWith('file:') ? fileURLToPath(uri) : uri
}
