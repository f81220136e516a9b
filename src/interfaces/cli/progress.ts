import type { RunEvent } from '#vocabulary'
import type { EventLog } from '#runtime'
import { displayWidth, fitWidth, lastColumns } from './display-width.ts'
import { costLine, type Spent } from './money.ts'
import { startTelling, type Speech } from './telling.ts'
import type { Terminal } from './terminal.ts'
import { paint } from './terminal.ts'
import { fill, type Words } from './words.ts'

/** Work that is over sooner says nothing of its progress. Milliseconds. */
const patience = 1_000
const redrawEvery = 80
const lineEvery = 2_000
/** Of what a model thinks aloud, so many characters are kept to be shown. */
const thoughtKept = 400

/** What a reader of progress draws on and speaks with. */
export interface ProgressView extends Speech {
  readonly terminal: Pick<Terminal, 'note' | 'draw' | 'live' | 'colour' | 'columns'>
  /** Milliseconds from an arbitrary start. */
  readonly elapsed: () => number
}

/**
 * Reads the run's log for a person who waits: a bar, or what a model thinks, in one line that overwrites itself
 * on a terminal; a line now and then elsewhere; what went wrong, is tried again or is done by another is told at
 * once, in a line each. Of events up to `after`, told by earlier attempts, only what they cost counts. Returns
 * how to leave.
 */
export function watchProgress(log: EventLog, view: ProgressView, after = 0): () => void {
  const { terminal, words } = view
  const started = view.elapsed()
  const spent = { calls: 0, tokens: 0, usd: 0, unpriced: 0 }
  let last = -Infinity
  let lastPhase = ''
  let thought = ''
  const tell = startTelling(view)
  const planned = new Set<string>()
  let pages = 0
  /** Whether a line of this phase is due; long work speaks seldom, a new phase at once. */
  const due = (phase: string): boolean => {
    const now = view.elapsed()
    const wait = terminal.live ? redrawEvery : lineEvery
    if (now - started < patience || (now - last < wait && phase === lastPhase)) return false
    last = now
    lastPhase = phase
    return true
  }
  const leave = log.read(({ sequence, event }) => {
    if (event.type === 'call-end' && event.kind !== 'page') count(event, spent)
    if (sequence <= after) return
    const telling = tell(event)
    if (telling !== undefined) terminal.note(telling)
    // What a slow run is about to look for is worth a line each; of a fast one the report tells.
    if (event.type === 'plan-made' && event.plan.length > 1 && view.elapsed() - started >= patience) {
      const lines = event.plan
        .filter(({ text }) => !planned.has(text))
        .map(({ id, text }) => `  ${id} ${text}`)
      for (const { text } of event.plan) planned.add(text)
      const head = fill(words.ways.plan, { questions: event.plan.length })
      if (lines.length > 0) terminal.note(paint([head, ...lines].join('\n'), 'dim', terminal.colour.note))
    }
    if (event.type === 'question-searched') {
      if (!due('questions')) return
      const { question, hits, round } = event
      const line = fill(words.ways.looked, {
        question: round > 1 ? `${question} (${round})` : question,
        hits,
      })
      if (terminal.live) terminal.draw([fitWidth(line, terminal.columns - 1)])
      else terminal.note(line)
    } else if (event.type === 'thinking') {
      thought = (thought + event.text).slice(-thoughtKept)
      if (terminal.live && due('thinking'))
        terminal.draw([paint(thoughtOf(thought, event, view), 'dim', terminal.colour.note)])
    } else if (event.type === 'page-fetched') {
      const line = [fill(words.web.fetched, { done: ++pages }), event.url].join(' ')
      if (!due('pages')) return
      if (terminal.live) terminal.draw([fitWidth(line, terminal.columns - 1)])
      else terminal.note(line)
    } else if (event.type === 'call-end' && event.kind !== 'page' && event.kind !== 'search') {
      thought = ''
      if (!due('calls')) return
      const line = fill(words.progress.calls, { spent: costLine(spent, words) })
      if (terminal.live) terminal.draw([fitWidth(line, terminal.columns - 1)])
      else terminal.note(line)
    } else if (event.type === 'progress' && due(event.phase)) {
      if (terminal.live) terminal.draw([barOf(event, terminal.columns, words)])
      else terminal.note(lineOf(event, words))
    }
  })
  return () => {
    leave()
    if (terminal.live) terminal.draw([])
  }
}

type Event<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>

function count(event: Event<'call-end'>, spent: { -readonly [Key in keyof Spent]: number }): void {
  spent.calls++
  spent.tokens += event.inputTokens + event.outputTokens
  if (event.usd === null) spent.unpriced++
  else spent.usd += event.usd
}

/** The end of what is thought, in one line: thinking is shown while it lasts and kept nowhere. */
function thoughtOf(
  thought: string,
  { purpose }: Event<'thinking'>,
  { terminal, words }: ProgressView,
): string {
  const head = `${words.roles[purpose] ?? purpose}: `
  const room = Math.max(10, terminal.columns - 1 - displayWidth(head))
  const line = thought.replace(/\s+/g, ' ').trimStart()
  return head + lastColumns(line, room)
}

function lineOf(event: Event<'progress'>, words: Words): string {
  const done =
    event.total === undefined
      ? String(event.done)
      : fill(words.progress.of, { done: event.done, total: event.total })
  return [words.progress.phases[event.phase] ?? event.phase, done, event.item].filter(Boolean).join(' ')
}

function barOf(event: Event<'progress'>, columns: number, words: Words): string {
  const line = lineOf(event, words)
  if (!event.total) return fitWidth(line, columns - 1)
  const length = 24
  const filled = Math.round((Math.min(event.done, event.total) / event.total) * length)
  const bar = '█'.repeat(filled) + '░'.repeat(length - filled)
  return `${bar} ${fitWidth(line, Math.max(10, columns - displayWidth(bar) - 2))}`
}
