import type { ComponentChildren } from 'preact'
import type { RunEvent } from '../../../src/vocabulary/index.ts'
import { moment, siteOf } from '../figures.ts'
import { fill } from '../language.ts'
import { Outward } from '../parts/outward.tsx'
import type { FeedLine } from '../state/run-view.ts'
import type { Watch } from '../state/watch-run.ts'
import { words } from '../words.ts'
import { BanButton, isBanned } from './ban-button.tsx'
import { steeringText } from './told.ts'

/** A line of the log: what it is, what is said, and the button that leaves its source out. */
export function FeedEntry(given: {
  readonly line: FeedLine
  readonly watch: Watch
  readonly steerable: boolean
}) {
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

function hitsOf(hits: number): string {
  const { feed } = words()
  if (hits === 0) return feed.nothingFound
  return hits === 1 ? feed.hit : fill(feed.hits, { hits })
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
              {hitsOf(event.hits)}
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
