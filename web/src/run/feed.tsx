import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { RunEvent } from '../../../src/vocabulary/index.ts'
import { moment, siteOf } from '../figures.ts'
import { fill } from '../language.ts'
import { Outward } from '../parts/outward.tsx'
import type { FeedLine } from '../state/run-view.ts'
import type { Watch } from '../state/watch-run.ts'
import { words, type Words } from '../words.ts'
import { BanButton, isBanned } from './ban-button.tsx'
import { steeringText } from './told.ts'

type Filter = keyof Words['feed']['filters']
const filters: readonly Filter[] = ['all', 'evidence', 'pages', 'trouble']
/** So many lines are drawn; the rest is in the log. */
const drawn = 200

/** What happens, newest first, so that nobody has to scroll after it. */
export function Feed({ watch, steerable }: { readonly watch: Watch; readonly steerable: boolean }) {
  const { feed } = words()
  const filter = useSignal<Filter>('all')
  const lines = watch.view.value.feed
    .filter(({ event }) => filter.value === 'all' || sortOf(event) === filter.value)
    .toReversed()
  return (
    <section class="panel log" aria-labelledby="feed-title">
      <div class="panel-head">
        <h2 id="feed-title">{feed.heading}</h2>
        <select
          class="select small"
          aria-label={feed.filter}
          value={filter.value}
          onChange={(event) => void (filter.value = filters[event.currentTarget.selectedIndex]!)}
        >
          {filters.map((one) => (
            <option key={one} value={one}>
              {feed.filters[one]}
            </option>
          ))}
        </select>
      </div>
      {lines.length === 0 && <p class="quiet">{feed.none}</p>}
      <ol class="feed" reversed>
        {lines.slice(0, drawn).map((line) => (
          <Line key={line.sequence} line={line} watch={watch} steerable={steerable} />
        ))}
      </ol>
      {lines.length > drawn && <p class="quiet small">{feed.earlier}</p>}
    </section>
  )
}

function Line(given: { readonly line: FeedLine; readonly watch: Watch; readonly steerable: boolean }) {
  const { event, at } = given.line
  const told = tellLine(event)
  if (!told) return null
  const { label, tone, body, site } = told
  return (
    <li class={`feed-line ${tone ?? ''}`}>
      <span class="feed-label" title={moment(at)}>
        {label}
      </span>
      <span class="feed-body" dir="auto">
        {body}
        {site !== undefined && isBanned(site, given.watch.view.value) && (
          <span class="small caution-text"> {words().steer.banned}</span>
        )}
      </span>
      {site !== undefined && given.steerable && <BanButton watch={given.watch} address={site} />}
    </li>
  )
}

interface Told {
  readonly label: string
  readonly tone?: 'good' | 'caution' | 'bad'
  readonly body: ComponentChildren
  /** An address that can be left out from now on. */
  readonly site?: string
}

function tellLine(event: RunEvent): Told | undefined {
  const { feed } = words()
  const { kinds } = feed
  switch (event.type) {
    case 'query-sent':
      return { label: kinds.query, body: event.query }
    case 'question-searched':
      return {
        label: kinds.search,
        body: (
          <>
            <b>{event.question}</b> {event.query}{' '}
            <span class="quiet small">
              {event.hits === 0 ? feed.nothingFound : fill(feed.hits, { hits: event.hits })}
              {event.round > 1 && ` · ${fill(feed.round, { round: event.round })}`}
            </span>
          </>
        ),
      }
    case 'page-fetched':
      return { label: kinds.page, body: <Outward address={event.finalUrl} />, site: event.finalUrl }
    case 'page-failed':
      return {
        label: kinds.pageFailed,
        tone: 'caution',
        body: (
          <>
            <Outward address={event.url} /> <span class="quiet small">{event.why}</span>
          </>
        ),
      }
    case 'file-read':
      return { label: kinds.file, body: siteOf(event.uri) }
    case 'file-failed':
      return {
        label: kinds.fileFailed,
        tone: 'caution',
        body: (
          <>
            {siteOf(event.uri)} <span class="quiet small">{event.why}</span>
          </>
        ),
      }
    case 'file-missing':
      return { label: kinds.fileFailed, tone: 'caution', body: `${siteOf(event.uri)} ${feed.fileMissing}` }
    case 'evidence-found':
      return {
        label: kinds.evidence,
        tone: 'good',
        body: (
          <>
            <q>{event.quote}</q> <span class="quiet small">{siteOf(event.uri)}</span>
          </>
        ),
        ...(/^https?:/.test(event.uri) ? { site: event.uri } : {}),
      }
    case 'conflict-found':
      return {
        label: kinds.conflict,
        tone: 'caution',
        body: (
          <>
            {event.conflict.about}{' '}
            <span class="quiet small">{event.conflict.sides.map(({ value }) => value).join(' ↔ ')}</span>
          </>
        ),
      }
    case 'sentence-verified':
      return {
        label: kinds.struck,
        body: (
          <>
            <s>{event.text}</s>
          </>
        ),
      }
    case 'call-retry':
      return {
        label: kinds.retry,
        tone: 'caution',
        body: (
          <>
            {event.service} {fill(feed.retryIn, { seconds: Math.ceil(event.wait / 1_000) })}{' '}
            <span class="quiet small">{event.why}</span>
          </>
        ),
      }
    case 'fallback':
      return {
        label: kinds.fallback,
        tone: 'caution',
        body: (
          <>
            {event.from} → {event.to === 'classical' ? feed.byRules : event.to}{' '}
            <span class="quiet small">{event.why}</span>
          </>
        ),
      }
    case 'engine-skipped':
      return {
        label: kinds.skipped,
        tone: 'caution',
        body: (
          <>
            {event.engine} <span class="quiet small">{event.why}</span>
          </>
        ),
      }
    case 'warning':
      return { label: kinds.warning, tone: 'caution', body: event.message }
    case 'steering-heeded':
      return { label: kinds.steering, tone: 'good', body: steeringText(event.steering) }
    case 'run-resumed': {
      const lost = event.lost > 0 ? ` · ${fill(feed.lost, { lost: event.lost })}` : ''
      return { label: kinds.resumed, body: fill(feed.attempt, { attempt: event.attempt }) + lost }
    }
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
      return undefined
    default:
      return event satisfies never
  }
}

function sortOf({ type }: RunEvent): Filter | undefined {
  if (type === 'evidence-found' || type === 'conflict-found') return 'evidence'
  if (type === 'page-fetched' || type === 'file-read') return 'pages'
  const troubles: readonly RunEvent['type'][] = [
    'page-failed',
    'file-failed',
    'file-missing',
    'sentence-verified',
    'call-retry',
    'fallback',
    'engine-skipped',
    'warning',
  ]
  return troubles.includes(type) ? 'trouble' : undefined
}
