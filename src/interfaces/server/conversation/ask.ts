import { z } from 'zod'
import type { Language } from '#vocabulary'
import { canonicalJson, KaojuError, sha256, type RunRecord } from '#runtime'
import type { Effort } from '#research'
import type { Host } from '../../host/host.ts'
import { requestOf } from '../routes/asking.ts'
import { question as fields } from '../schemas/runs.ts'
import { understand, type Turn } from './follow-up.ts'

/** What a conversation may ask for beyond what its wire knows: as in `POST /api/v1/runs`. */
export const wishes = z.strictObject({
  web: fields.shape.web,
  model: fields.shape.model,
  budget: fields.shape.budget,
  language: fields.shape.language,
  strategy: fields.shape.strategy,
})

/** What is asked in a conversation. */
export interface Asked {
  readonly turns: readonly Turn[]
  readonly wishes: z.output<typeof wishes> | null | undefined
  /** The run that is asked on from; absent: as the turns say. */
  readonly follow?: string | undefined
  /** Absent: as the settings say. */
  readonly effort?: Effort
  /** Of whoever asks, where the question does not tell. */
  readonly reader: Language
  /** Asking twice under a key is asking once. */
  readonly key?: string | undefined
  /** All that was sent, which the key stands for. */
  readonly sent: unknown
}

/**
 * Begins the research that a conversation asks for.
 *
 * @throws KaojuError `question-empty`, `request-invalid` (too long), `run-key-reused`; `run-unknown`, `run-not-finished`,
 * `option-invalid` of the run that is followed; what `requestOf` throws
 */
export async function ask(
  { turns, wishes: wished, follow, effort, reader, key, sent }: Asked,
  host: Host,
): Promise<{ readonly run: RunRecord; readonly created: boolean }> {
  const { subject, question, ...found } = await understand(turns.map(stored), host)
  const fits = fields.shape.question.safeParse(subject)
  if (!fits.success)
    throw new KaojuError('request-invalid', { field: 'question', reason: fits.error.issues[0]!.message })
  const before = follow ?? found.follow
  const asked = {
    ...wished,
    ...(effort ? { effort } : {}),
    ...(before === undefined ? { question } : { question: subject, follow: before }),
  }
  const { remarks: _, ...request } = await requestOf(asked, host, reader)
  const known = key === undefined ? {} : { key, asked: sha256(canonicalJson(sent)) }
  return host.begin({ ...request, subject, ...known })
}

/** As it can be kept: whole code points, and no NUL, which SQLite ends a text at. */
function stored(turn: Turn): Turn {
  return { ...turn, text: turn.text.toWellFormed().replaceAll('\0', '') }
}
