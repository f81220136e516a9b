import { z } from 'zod'
import { errorCodes } from '#runtime'
import { efforts } from '../../config/settings.ts'

/** What schemas of several routes are made of. */
export const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly()
export const count = z.int().min(0)
export const instant = z.iso.datetime().describe('ISO 8601, UTC')
export const language = z.enum(['en', 'zh'])
export const effort = z.enum(efforts)

/** Text that can be stored and found again as it is: whole code points, and no NUL, which SQLite ends a text at. */
export const text = (most: number) =>
  z
    .string()
    .max(most)
    .refine((given) => given.isWellFormed() && !given.includes('\0'), 'Unicode')

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
export const documentId = z.string().min(1).describe('Document id: `d_` + 32 hexadecimal digits')

/** A run in a path: its id, or the beginning of one. */
export const runParameter = z.object({
  id: text(100).min(1).describe('Id of a run, or the beginning of one'),
})

/** A number in a query string. */
export const pageSize = (most: number, usual: number) =>
  z.coerce.number().int().min(1).max(most).default(usual).describe(`At most so many; ${usual} unless said`)

/** The flag of a query string. */
export const flag = z.enum(['true', 'false']).optional()

export const errorBody = z
  .object({
    error: z
      .object({
        code: z.enum(errorCodes as readonly [string, ...string[]]).describe('As in docs/errors.md'),
        message: z
          .string()
          .describe('What happened and what to do next, in the language of `Accept-Language`'),
        status: z.int(),
        current: z.string().optional().describe('With `plan-changed`: the sub-question as it stands now'),
      })
      .readonly(),
  })
  .readonly()
  .meta({ id: 'Error', description: 'Every answer that is no success' })

/** Why a run has no report. */
export const runError = z
  .object({ code: z.string().describe('As in docs/errors.md'), message: z.string() })
  .readonly()

/** How a run stands. */
export const runState = z.enum([
  'waiting',
  'running',
  'interrupted',
  'done',
  'incomplete',
  'stopped',
  'failed',
])
