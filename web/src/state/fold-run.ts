/**
 * How a run's log becomes what is shown of it.
 *
 * 1. Pure: the same lines in the same order give the same view, however they are cut into batches.
 * 2. A line that was folded in before changes nothing, so that a connection may repeat what it sent.
 * 3. Bounded: what can grow with the run is kept to its end (`feed`, `pages`), counters count all of it.
 *
 * One case an event, which is what makes the file long.
 */
import type { LoggedEvent, RaisedLimits, RunEvent } from '../../../src/vocabulary/index.ts'
import { planMade, withQuestion } from './plan-view.ts'
import type { Counts, FeedLine, PageView, RunView } from './run-view.ts'

const feedKept = 400
const pagesKept = 1_000
const thoughtKept = 4_000

type Draft = { -readonly [Key in keyof RunView]: RunView[Key] } & { feed: FeedLine[]; pages: PageView[] }

/** Folds lines of a log into a view. */
export function foldRun(view: RunView, lines: readonly LoggedEvent[]): RunView {
  const fresh = lines.filter(({ sequence }) => sequence > view.last)
  if (fresh.length === 0) return view
  const draft: Draft = { ...view, feed: [...view.feed], pages: [...view.pages] }
  for (const line of fresh) {
    if (line.sequence <= draft.last) continue
    draft.last = line.sequence
    // What readers say of a report, days later, is no work on it.
    if (line.event.type !== 'feedback-given') draft.toldAt = line.at
    if (isTold(line.event, draft))
      draft.feed.push({ sequence: line.sequence, at: line.at, event: line.event })
    fold(draft, line)
  }
  draft.feed = draft.feed.slice(-feedKept)
  draft.pages = draft.pages.slice(-pagesKept)
  return draft
}

function fold(draft: Draft, { event, at, path }: LoggedEvent): void {
  switch (event.type) {
    case 'run-start':
      draft.kind = event.kind
      draft.subject = event.subject
      draft.startedAt ??= at
      delete draft.ended
      return
    case 'run-resumed':
      delete draft.ended
      draft.plan = draft.plan.map((one) => (one.state === 'empty' ? { ...one, state: 'planned' } : one))
      draft.paused = false
      return
    case 'run-end':
      draft.ended = { outcome: event.outcome, milliseconds: event.milliseconds }
      draft.plan = draft.plan.map((one) =>
        one.state === 'planned' || one.state === 'searching' ? { ...one, state: 'empty' } : one,
      )
      draft.paused = false
      delete draft.progress
      return
    case 'progress': {
      const { type: _, ...progress } = event
      draft.progress = progress
      if (event.phase === 'paused') draft.paused = true
      return
    }
    case 'plan-made':
      draft.plan = planMade(draft.plan, event.plan, path)
      return
    case 'step-start':
      // The paths of steps begin with the sub-question that they work on.
      draft.plan = draft.plan.map((one) =>
        one.state === 'planned' && event.path.split('/').includes(one.id)
          ? { ...one, state: 'searching' }
          : one,
      )
      return
    case 'question-searched':
      count(draft, 'searches')
      draft.plan = withQuestion(draft.plan, event.question, (one) => ({
        ...one,
        state: one.state === 'planned' ? 'searching' : one.state,
        searches: one.searches + 1,
        hits: one.hits + event.hits,
      }))
      return
    case 'evidence-found':
      count(draft, 'evidence')
      draft.plan = withQuestion(draft.plan, event.question, (one) => ({
        ...one,
        state: 'found',
        evidence: one.evidence + 1,
      }))
      return
    case 'section-published':
      draft.sections = [...draft.sections, event.section]
      if (event.section.subQuestion === undefined) return
      draft.plan = withQuestion(draft.plan, event.section.subQuestion, (one) => ({
        ...one,
        state: 'written',
      }))
      return
    case 'conflict-found':
      draft.conflicts = [...draft.conflicts, event.conflict]
      return
    case 'sentence-verified':
      count(draft, 'verified')
      if (event.verdict === 'unsupported') count(draft, 'struck')
      return
    case 'query-sent':
      count(draft, 'queries')
      return
    case 'page-fetched':
      count(draft, 'pages')
      draft.pages.push({ url: event.finalUrl, outcome: 'fetched' })
      return
    case 'page-failed':
      count(draft, 'pagesFailed')
      draft.pages.push({ url: event.url, outcome: 'failed', why: event.why })
      return
    case 'file-read':
      count(draft, 'files')
      return
    case 'file-failed':
    case 'file-missing':
      count(draft, 'filesFailed')
      return
    case 'call-end':
      spend(draft, event)
      return
    case 'thinking':
      draft.thinking = thought(draft.thinking, event)
      return
    case 'steering-heeded':
      heed(draft, event, at)
      return
    case 'warning':
      count(draft, 'warnings')
      return
    case 'step-end':
    case 'engine-skipped':
    case 'call-retry':
    case 'fallback':
    case 'feedback-given':
      return
    default:
      event satisfies never
  }
}

type Event<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>

/** Pages are fetched for nothing, and so are most queries: what a person pays for is counted, as the ledger does. */
function spend(draft: Draft, event: Event<'call-end'>): void {
  if (draft.thinking && event.kind === 'chat') draft.thinking = { ...draft.thinking, open: false }
  if (event.kind === 'page') return
  const { calls, tokens, usd, unpriced } = draft.spent
  draft.spent = {
    calls: calls + 1,
    tokens: tokens + event.inputTokens + event.outputTokens,
    usd: usd + (event.usd ?? 0),
    unpriced: unpriced + (event.usd === null ? 1 : 0),
  }
}

function thought(
  before: RunView['thinking'],
  { purpose, service, text }: Event<'thinking'>,
): RunView['thinking'] {
  const goesOn = before?.open === true && before.purpose === purpose && before.service === service
  return { purpose, service, text: ((goesOn ? before.text : '') + text).slice(-thoughtKept), open: true }
}

function heed(draft: Draft, { number, steering }: Event<'steering-heeded'>, at: string): void {
  // What is heard twice, by two parts of one run, was told once.
  if (!draft.heard.some((one) => one.number === number))
    draft.heard = [...draft.heard, { number, at, steering }]
  if (steering.kind === 'resume' || steering.kind === 'write') {
    draft.paused = false
    if (draft.progress?.phase === 'paused') delete draft.progress
  }
  if (steering.kind === 'question-drop')
    draft.plan = withQuestion(draft.plan, steering.id, (one) => ({ ...one, state: 'dropped' }))
  if (steering.kind === 'budget-raise') draft.raised = higher(draft.raised, steering.limits)
}

function higher(before: RaisedLimits, given: RaisedLimits): RaisedLimits {
  const raised: Record<string, number> = { ...before }
  for (const [name, value] of Object.entries(given) as [string, number][])
    raised[name] = Math.max(raised[name] ?? 0, value)
  return raised
}

function count(draft: Draft, name: keyof Counts): void {
  draft.counts = { ...draft.counts, [name]: draft.counts[name] + 1 }
}

/** Whether an event is worth a line to whoever watches. */
function isTold(event: RunEvent, view: RunView): boolean {
  switch (event.type) {
    // The same words go to several engines: they are shown once.
    case 'query-sent':
      return !view.feed.some((line) => line.event.type === 'query-sent' && line.event.query === event.query)
    case 'call-retry':
      // Engines and pages are many and often try again; what became of them is told by itself.
      return event.purpose !== 'search' && event.purpose !== 'page'
    case 'file-read':
      return event.outcome !== 'unchanged' && event.uri.startsWith('file:')
    case 'steering-heeded':
      return !view.heard.some(({ number }) => number === event.number)
    case 'sentence-verified':
      return event.verdict === 'unsupported' || event.verdict === 'conflicting'
    case 'question-searched':
    case 'page-fetched':
    case 'page-failed':
    case 'file-failed':
    case 'file-missing':
    case 'engine-skipped':
    case 'evidence-found':
    case 'conflict-found':
    case 'fallback':
    case 'run-resumed':
    case 'warning':
      return true
    case 'run-start':
    case 'run-end':
    case 'step-start':
    case 'step-end':
    case 'progress':
    case 'plan-made':
    case 'section-published':
    case 'feedback-given':
    case 'call-end':
    case 'thinking':
      return false
    default:
      return event satisfies never
  }
}
