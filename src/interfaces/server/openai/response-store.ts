import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeWhole } from '../../runs/stored-report.ts'

/**
 * What only OpenAI's wire knows of a run, in `<home>/responses/<run>.json`: how it was asked for, and what has become of
 * the response. The run itself, its log and its report are in the journal and stay there.
 */
const schema = z.strictObject({
  model: z.string(),
  background: z.boolean(),
  /** False: it cannot be asked for again. */
  store: z.boolean(),
  metadata: z.record(z.string(), z.string()),
  user: z.string().optional(),
  previous: z.string().optional(),
  turns: z.array(
    z.strictObject({ role: z.enum(['user', 'assistant']), text: z.string(), run: z.string().optional() }),
  ),
  cancelled: z.boolean().optional(),
  deleted: z.boolean().optional(),
})

export type KeptResponse = z.output<typeof schema>

/** @returns undefined where the run was asked for through another door */
export async function readResponse(home: string, run: string): Promise<KeptResponse | undefined> {
  let text: string
  try {
    text = await readFile(placeOf(home, run), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  return schema.parse(JSON.parse(text))
}

/** @throws KaojuError `output-unwritable`, `disk-full` */
export async function keepResponse(home: string, run: string, kept: KeptResponse): Promise<void> {
  await writeWhole(placeOf(home, run), `${JSON.stringify(kept)}\n`)
}

function placeOf(home: string, run: string): string {
  return join(home, 'responses', `${run}.json`)
}
