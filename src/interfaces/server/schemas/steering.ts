import { z } from 'zod'
import type { RaisedLimits, SentSteering, Steering } from '#vocabulary'
import { count, text } from './common.ts'
import type { Same } from './same.ts'

const words = text(2_000).describe('1–2,000 characters, your own words')
const question = text(64).describe('As in the plan: `q1`, `q2` …')

const raised = z
  .strictObject({
    usd: z.number().optional(),
    tokens: z.int().optional(),
    calls: z.int().optional(),
    searches: z.int().optional(),
    pages: z.int().optional(),
  })
  .readonly()
  .describe('What the run may spend in all from now on; above 0')

const others = [
  z.strictObject({ kind: z.literal('question-add'), text: words }).readonly(),
  z.strictObject({ kind: z.literal('question-drop'), id: question }).readonly(),
  z
    .strictObject({
      kind: z.literal('source-ban'),
      site: text(8_000).describe('`example.com`, or an address with all that begins with it'),
    })
    .readonly(),
  z.strictObject({ kind: z.literal('source-add'), url: text(8_000) }).readonly(),
  z.strictObject({ kind: z.literal('note'), text: words }).readonly(),
  z.strictObject({ kind: z.literal('budget-raise'), limits: raised }).readonly(),
  z.strictObject({ kind: z.literal('pause') }).readonly(),
  z.strictObject({ kind: z.literal('resume') }).readonly(),
  z.strictObject({ kind: z.literal('write') }).readonly(),
] as const

const edit = { kind: z.literal('question-edit'), id: question, text: words }

/** An instruction as a run's log has it. */
export const steering = z
  .discriminatedUnion('kind', [z.strictObject(edit).readonly(), ...others])
  .meta({ id: 'Steering', description: 'See docs/steering.md' })

/** An instruction as it is sent. */
export const steeringAsked = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        ...edit,
        was: words
          .optional()
          .describe('What the editor had before them; refused with `plan-changed` where it is no more so'),
      })
      .readonly(),
    ...others,
  ])
  .meta({ id: 'SteeringAsked', description: 'See docs/steering.md' })

export const sentSteering = z
  .object({
    number: count,
    sentAt: z.number().describe('Milliseconds since the Unix epoch'),
    steering,
  })
  .readonly()
  .meta({ id: 'SentSteering' })

const same: readonly [
  Same<z.infer<typeof steering>, Steering>,
  Same<z.infer<typeof raised>, RaisedLimits>,
  Same<z.infer<typeof sentSteering>, SentSteering>,
] = [true, true, true]
void same
