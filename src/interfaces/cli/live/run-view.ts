import type { LoggedEvent, PlannedQuestion, RaisedLimits, RunEvent } from '#vocabulary'
import type { Spent } from '../money.ts'

/**
 * What is to be seen of a run while it works, made of its log alone and of nothing that passes outside it: the same
 * events make the same view, live or told again.
 */
export interface RunView {
  readonly kind: string
  readonly subject: string
  readonly plan: readonly SeenQuestion[]
  /** Rounds of looking into sub-questions. */
  readonly searches: number
  readonly pages: number
  readonly files: number
  readonly verified: number
  /** Of the sentences verified, those that sources bear in full. */
  readonly supported: number
  readonly conflicts: number
  readonly failures: number
  readonly spent: Spent
  readonly limits: RunLimits
  /** Work that is counted, while it lasts. */
  readonly progress?: Event<'progress'>
  readonly paused: boolean
  /** What a model thinks aloud: the end of it. */
  readonly thought?: { readonly purpose: string; readonly text: string }
  /** The page that was fetched last. */
  readonly page?: string
  readonly ended: boolean
}

/** A sub-question, and how it stands: nobody began, somebody looks, a section answers it, or nothing was found. */
export interface SeenQuestion {
  readonly id: string
  readonly text: string
  readonly dependsOn: readonly string[]
  readonly state: QuestionState
  /** Passages that searches for it brought. */
  readonly hits: number
}

export type QuestionState = 'waiting' | 'working' | 'answered' | 'unanswered'

/** What a run may spend; absent: no limit. */
export interface RunLimits {
  readonly usd?: number
  readonly tokens?: number
  readonly calls?: number
  readonly milliseconds?: number
}

type Event<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>

/** Of what a model thinks aloud, so many characters are kept to be shown. */
const thoughtKept = 400

/** A run that has told nothing yet: what it was asked, and what it may spend. */
export function emptyView({ kind, subject, limits }: Pick<RunView, 'kind' | 'subject' | 'limits'>): RunView {
  return {
    kind,
    subject,
    plan: [],
    searches: 0,
    pages: 0,
    files: 0,
    verified: 0,
    supported: 0,
    conflicts: 0,
    failures: 0,
    spent: { calls: 0, tokens: 0, usd: 0, unpriced: 0 },
    limits,
    paused: false,
    ended: false,
  }
}

/** The view after one more event. */
export function afterEvent(view: RunView, { path, event }: LoggedEvent): RunView {
  return begun(told(view, event), path)
}

function told(view: RunView, event: RunEvent): RunView {
  switch (event.type) {
    case 'run-start':
      return { ...view, kind: event.kind, subject: event.subject }
    case 'plan-made':
      return { ...view, plan: merged(view.plan, event.plan) }
    case 'question-searched':
      return {
        ...view,
        searches: view.searches + 1,
        plan: changed(view.plan, event.question, (one) => {
          const hits = one.hits + event.hits
          const state = one.state === 'answered' ? one.state : hits > 0 ? 'working' : 'unanswered'
          return { ...one, hits, state }
        }),
      }
    case 'section-published':
      return event.section.subQuestion === undefined
        ? view
        : {
            ...view,
            plan: changed(view.plan, event.section.subQuestion, (one) => ({ ...one, state: 'answered' })),
          }
    case 'page-fetched':
      return { ...view, pages: view.pages + 1, page: event.url }
    case 'file-read':
      // What was read of the web is a page.
      return event.uri.startsWith('file:') ? { ...view, files: view.files + 1 } : view
    case 'page-failed':
    case 'file-failed':
      return { ...view, failures: view.failures + 1 }
    case 'sentence-verified':
      return {
        ...view,
        verified: view.verified + 1,
        supported: view.supported + (event.verdict === 'supported' ? 1 : 0),
      }
    case 'conflict-found':
      return { ...view, conflicts: view.conflicts + 1 }
    case 'progress':
      return event.phase === 'paused' ? { ...view, paused: true } : working(view, event)
    case 'thinking': {
      const before = view.thought?.purpose === event.purpose ? view.thought.text : ''
      const text = (before + event.text).slice(-thoughtKept)
      return { ...view, thought: { purpose: event.purpose, text } }
    }
    case 'call-end':
      return afterCall(view, event)
    case 'steering-heeded':
      return steered(view, event)
    case 'run-resumed':
      return { ...without(without(view, 'thought'), 'progress'), paused: false, ended: false }
    case 'run-end':
      return { ...without(without(view, 'thought'), 'progress'), ended: true }
    case 'step-start':
    case 'step-end':
    case 'file-missing':
    case 'query-sent':
    case 'engine-skipped':
    case 'evidence-found':
    case 'feedback-given':
    case 'call-retry':
    case 'fallback':
    case 'warning':
      return view
  }
}

/** Work at a place below a sub-question's name is work on it. */
function begun(view: RunView, path: string): RunView {
  if (path === '' || !view.plan.some(({ state }) => state === 'waiting')) return view
  const places = new Set(path.split('/'))
  const plan = view.plan.map((one) =>
    one.state === 'waiting' && places.has(one.id) ? { ...one, state: 'working' as const } : one,
  )
  return { ...view, plan }
}

/** A plan is told whole, or what is added to it alone; how its questions stand stays. */
function merged(plan: readonly SeenQuestion[], given: readonly PlannedQuestion[]): SeenQuestion[] {
  const fresh = new Map(given.map((one) => [one.id, one]))
  const kept = plan.map((one) => {
    const again = fresh.get(one.id)
    fresh.delete(one.id)
    return again ? { ...one, text: again.text, dependsOn: again.dependsOn } : one
  })
  const added = [...fresh.values()].map(({ id, text, dependsOn }): SeenQuestion => ({
    id,
    text,
    dependsOn,
    state: 'waiting',
    hits: 0,
  }))
  return [...kept, ...added]
}

/** A question that became several (`q2.1`, `q2.2`) stands in the plan as one. */
function changed(
  plan: readonly SeenQuestion[],
  id: string,
  change: (one: SeenQuestion) => SeenQuestion,
): readonly SeenQuestion[] {
  const known = plan.some((one) => one.id === id) ? id : id.replace(/\..*$/, '')
  return plan.map((one) => (one.id === known ? change(one) : one))
}

function working(view: RunView, event: Event<'progress'>): RunView {
  const over = event.total !== undefined && event.done >= event.total
  return over ? without(view, 'progress') : { ...view, progress: event }
}

function afterCall(view: RunView, event: Event<'call-end'>): RunView {
  // As the ledger is summed in the end: pages cost nothing, and what engines do for nothing is a search.
  if (event.kind === 'page' || (event.kind === 'search' && event.usd === 0)) return view
  const { calls, tokens, usd, unpriced } = view.spent
  const spent = {
    calls: calls + 1,
    tokens: tokens + event.inputTokens + event.outputTokens,
    usd: usd + (event.usd ?? 0),
    unpriced: unpriced + (event.usd === null ? 1 : 0),
  }
  return { ...(event.kind === 'search' ? view : without(view, 'thought')), spent }
}

function steered(view: RunView, { steering }: Event<'steering-heeded'>): RunView {
  switch (steering.kind) {
    case 'question-drop':
      return { ...view, plan: view.plan.filter(({ id }) => id !== steering.id) }
    case 'question-edit':
      return {
        ...view,
        plan: changed(view.plan, steering.id, (one) => ({ ...one, text: steering.text })),
      }
    case 'budget-raise':
      return { ...view, limits: raised(view.limits, steering.limits) }
    case 'pause':
      return { ...view, paused: true }
    case 'resume':
    case 'write':
      return { ...view, paused: false }
    case 'question-add':
    case 'source-ban':
    case 'source-add':
    case 'note':
      return view
  }
}

/** A limit that was never set, or is nothing, stays; none is ever lowered (`Budget.raise`). */
function raised(limits: RunLimits, by: RaisedLimits): RunLimits {
  const higher = (name: 'usd' | 'tokens' | 'calls'): RunLimits =>
    limits[name] ? { [name]: Math.max(limits[name], by[name] ?? 0) } : {}
  return { ...limits, ...higher('usd'), ...higher('tokens'), ...higher('calls') }
}

function without(view: RunView, name: 'thought' | 'progress'): RunView {
  const { [name]: _, ...rest } = view
  return rest
}
