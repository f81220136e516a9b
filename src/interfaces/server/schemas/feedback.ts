import { z } from 'zod'
import type { Feedback } from '#vocabulary'
import { count, documentId, instant, text } from './common.ts'
import type { Same } from './same.ts'

const about = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('sentence'),
      section: count.describe('Index in the report, from 0; of an audit: 0'),
      sentence: count.describe('Index in the section, from 0'),
      text: text(100_000).describe('As the report has it'),
    })
    .readonly(),
  z
    .strictObject({ kind: z.literal('source'), document: documentId, uri: text(8_000) })
    .readonly()
    .describe('A source that the report cites'),
])

export const feedback = z
  .strictObject({
    about,
    judgement: z
      .enum(['right', 'wrong', 'useful', 'none'])
      .describe('`none` takes back what was said before'),
    note: text(2_000).optional(),
  })
  .readonly()
  .meta({ id: 'Feedback', description: 'What a reader says of one sentence or one source of a report' })

/** What holds of all that was said of a report. */
export const heldFeedback = z
  .object({ ...feedback.unwrap().shape, at: instant })
  .readonly()
  .meta({ id: 'HeldFeedback' })

const same: Same<z.infer<typeof feedback>, Feedback> = true
void same
