import { z } from 'zod'
import type { LoggedEvent, RunEvent } from '#vocabulary'
import { reportSchema } from '#report'
import { count, documentId, instant, runError, runState } from './common.ts'
import { feedback } from './feedback.ts'
import type { Same } from './same.ts'
import { steering } from './steering.ts'

/** Events as they are told, of the same parts as reports. */
const { plan, sections, conflicts } = reportSchema.unwrap().shape
const section = sections.unwrap().element
const conflict = conflicts.unwrap().element
const { verdict, reasons } = section.unwrap().shape.sentences.unwrap().element.unwrap().shape
const usd = z.number().nullable().describe('US dollars; null where the price is unknown')
const failure = { code: z.string(), why: z.string() }

const runEvent = z
  .discriminatedUnion('type', [
    z
      .object({
        type: z.literal('run-start'),
        kind: z.enum(['research', 'check', 'add', 'poll', 'search', 'eval']),
        subject: z.string(),
        method: z.string(),
      })
      .readonly(),
    z.object({ type: z.literal('step-start'), path: z.string() }).readonly(),
    z
      .object({
        type: z.literal('step-end'),
        path: z.string(),
        milliseconds: z.number(),
        outcome: z.enum(['done', 'failed']),
      })
      .readonly(),
    z
      .object({
        type: z.literal('progress'),
        phase: z.string(),
        done: z.number(),
        total: z.number().optional(),
        item: z.string().optional(),
      })
      .readonly(),
    z
      .object({
        type: z.literal('file-read'),
        uri: z.string(),
        document: documentId,
        passages: count,
        outcome: z.enum(['added', 'changed', 'unchanged']),
      })
      .readonly(),
    z.object({ type: z.literal('file-failed'), uri: z.string(), ...failure }).readonly(),
    z.object({ type: z.literal('file-missing'), uri: z.string() }).readonly(),
    z.object({ type: z.literal('query-sent'), engine: z.string(), query: z.string() }).readonly(),
    z.object({ type: z.literal('engine-skipped'), engine: z.string(), ...failure }).readonly(),
    z
      .object({
        type: z.literal('page-fetched'),
        url: z.string(),
        finalUrl: z.string(),
        via: z.enum(['network', 'revalidated', 'cache', 'browser', 'source']),
        bytes: count,
        route: z.string().optional(),
      })
      .readonly(),
    z.object({ type: z.literal('page-failed'), url: z.string(), ...failure }).readonly(),
    z.object({ type: z.literal('plan-made'), plan }).readonly(),
    z
      .object({
        type: z.literal('question-searched'),
        question: z.string(),
        query: z.string(),
        hits: count,
        round: count,
      })
      .readonly(),
    z
      .object({
        type: z.literal('evidence-found'),
        question: z.string(),
        quote: z.string(),
        uri: z.string(),
      })
      .readonly(),
    z.object({ type: z.literal('conflict-found'), conflict }).readonly(),
    z.object({ type: z.literal('sentence-verified'), text: z.string(), verdict, reasons }).readonly(),
    z.object({ type: z.literal('section-published'), section }).readonly(),
    z.object({ type: z.literal('feedback-given'), feedback }).readonly(),
    z
      .object({
        type: z.literal('call-end'),
        kind: z.enum(['chat', 'embed', 'rerank', 'search', 'page']),
        service: z.string(),
        purpose: z.string(),
        attempt: count,
        outcome: z.enum(['answered', 'failed', 'lost']),
        inputTokens: z.number(),
        outputTokens: z.number(),
        usd,
        milliseconds: z.number(),
        code: z.string().optional(),
        why: z.string().optional(),
      })
      .readonly(),
    z
      .object({
        type: z.literal('call-retry'),
        service: z.string(),
        purpose: z.string(),
        attempt: count,
        wait: z.number().describe('Milliseconds'),
        ...failure,
      })
      .readonly(),
    z
      .object({ type: z.literal('thinking'), service: z.string(), purpose: z.string(), text: z.string() })
      .readonly(),
    z
      .object({
        type: z.literal('fallback'),
        purpose: z.string(),
        from: z.string(),
        to: z.string(),
        ...failure,
      })
      .readonly(),
    z.object({ type: z.literal('steering-heeded'), place: z.string(), number: count, steering }).readonly(),
    z.object({ type: z.literal('run-resumed'), attempt: count, lost: count }).readonly(),
    z.object({ type: z.literal('warning'), code: z.string(), message: z.string() }).readonly(),
    z
      .object({
        type: z.literal('run-end'),
        outcome: z.enum(['done', 'incomplete', 'failed']),
        milliseconds: z.number(),
      })
      .readonly(),
  ])
  .meta({ id: 'RunEvent', description: 'What a run tells; `type` says which' })

/** One numbered line of a run's log: `data` of a frame. */
export const loggedEvent = z
  .object({
    sequence: z.int().min(1).describe('1, 2, 3 … without gaps within a run'),
    run: z.string(),
    at: instant,
    path: z.string().describe('The step in which it happened'),
    event: runEvent,
  })
  .readonly()
  .meta({ id: 'LoggedEvent' })

/** `data` of a stream's last frame. */
export const endFrame = z
  .object({ state: runState, error: runError.optional() })
  .readonly()
  .meta({ id: 'RunEnd', description: 'How a run stands when nothing more is told of it' })

const same: readonly [
  Same<z.infer<typeof runEvent>, RunEvent>,
  Same<z.infer<typeof loggedEvent>, LoggedEvent>,
] = [true, true]
void same
