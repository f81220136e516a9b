import { z } from 'zod'
import { explain, fromErrorRecord, type ErrorRecord, type RunRecord, type RunState } from '#runtime'
import type { Language } from '#vocabulary'
import type { ResearchRunTask, RunConfiguration } from '../../runs/tasks.ts'
import { count, effort, instant, language, list, runError, runState, text } from './common.ts'
import type { Same } from './same.ts'

/** A run as every door tells of it. */
export const run = z
  .object({
    id: z.string(),
    kind: z.enum(['research', 'check', 'add', 'poll']),
    subject: z.string().describe('The question; of other kinds: what it is about'),
    state: runState.describe(
      '`interrupted`: nobody works on it and it is not finished; `stopped`: it was asked to stop and wrote its report with what there was',
    ),
    createdAt: instant,
    updatedAt: instant,
    attempts: count.describe('How often it was begun or gone on with'),
    effort: effort.optional(),
    language: language.optional(),
    strategy: z.string().optional().describe('Absent: as the models allow'),
    from: z.string().optional().describe('The run whose evidence this one tells anew'),
    spent: z
      .object({
        calls: count,
        tokens: count,
        usd: z.number().min(0).describe('Of the calls whose price is known'),
        unpriced: count.describe('Calls whose price is unknown'),
      })
      .readonly(),
    limits: z
      .object({ usd: z.number().optional(), tokens: z.number().optional(), calls: z.number().optional() })
      .readonly()
      .describe('What it may spend, as it was asked for; absent: no limit of that kind'),
    error: runError.optional(),
  })
  .readonly()
  .meta({ id: 'Run' })

/** A run that was asked for. */
export const startedRun = z
  .object({
    ...run.unwrap().shape,
    remarks: list(z.string()).optional().describe('What of the configuration will not work, a sentence each'),
  })
  .readonly()
  .meta({ id: 'StartedRun' })

/** A run as every door tells of it. */
export type Run = z.infer<typeof run>

/** How a report is told. */
const writingShape = {
  language: language.optional(),
  length: z.enum(['short', 'standard', 'long']).optional(),
  type: z.enum(['summary', 'full', 'detailed', 'outline', 'sources']).optional(),
}
export const writing = z
  .strictObject(writingShape)
  .meta({ id: 'Writing', description: 'How a report is told' })

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((given) => !Number.isNaN(Date.parse(given)), '= YYYY-MM-DD')

/** What is asked; what is absent is as the server's settings say. */
export const question = z
  .strictObject({
    question: text(20_000),
    language: language.optional().describe('Absent: the language of the question'),
    effort: effort.optional(),
    strategy: z
      .string()
      .regex(/^[a-z][a-z\d-]{0,63}$/)
      .optional()
      .describe('One of those that `/api/v1/status` lists'),
    planner: z.enum(['plain', 'least-to-most', 'program-of-thought', 'tree-of-thought']).optional(),
    web: z
      .enum(['auto', 'web', 'configured-only', 'offline'])
      .optional()
      .describe('How far it may reach; `auto`: as configured, else as the library asks for'),
    model: z
      .union([text(200).min(1), z.literal(false)])
      .optional()
      .describe('`provider/name`; false: no model'),
    engines: z.array(text(64).min(1)).max(32).optional().describe('Search engines to ask'),
    since: day.optional().describe('Of the web, only what was published since this day'),
    budget: z
      .strictObject({
        usd: z.number().min(0).lt(1e7).optional(),
        tokens: z.int().min(0).optional(),
        calls: z.int().min(0).optional(),
        seconds: z.number().gt(0).max(1e7).optional(),
      })
      .optional()
      .describe('Instead of what the settings allow'),
    writing: z.strictObject(writingShape).optional(),
    follow: text(100).min(1).optional().describe('The finished run that this one asks on from'),
    notes: z
      .array(z.strictObject({ question: text(2_000), answer: text(2_000) }))
      .max(20)
      .optional()
      .describe('What the asker was asked first, and answered'),
  })
  .meta({ id: 'Question' })

/** A question as it was asked over the wire. */
export type Question = z.infer<typeof question>

export const runPage = z
  .object({ runs: list(run), next: z.string().optional().describe('`before` of the next page') })
  .meta({ id: 'RunPage' })

/** @param reader the language of whoever is told why it failed */
export function runOf(record: RunRecord, reader: Language): Run {
  const { id, kind, subject, state, attempts, from, spent } = record
  const task = record.task as Partial<ResearchRunTask>
  const { limits = {}, strategy } = record.configuration as Partial<RunConfiguration>
  const { tokens, calls, 'micro-usd': micros } = limits
  return {
    id,
    kind,
    subject,
    state,
    createdAt: new Date(record.createdAt).toISOString(),
    updatedAt: new Date(record.updatedAt).toISOString(),
    attempts,
    ...(task.effort ? { effort: task.effort } : {}),
    ...(task.language ? { language: task.language } : {}),
    ...(strategy ? { strategy } : {}),
    ...(from ? { from } : {}),
    spent,
    limits: {
      ...(micros === undefined ? {} : { usd: micros / 1e6 }),
      ...(tokens === undefined ? {} : { tokens }),
      ...(calls === undefined ? {} : { calls }),
    },
    ...(record.error ? { error: runErrorOf(record.error, reader) } : {}),
  }
}

/** Why a run has no report, in the reader's language. */
export function runErrorOf(error: ErrorRecord, reader: Language): z.infer<typeof runError> {
  return { code: error.code, message: explain(fromErrorRecord(error), reader) }
}

const same: Same<z.infer<typeof runState>, RunState> = true
void same
