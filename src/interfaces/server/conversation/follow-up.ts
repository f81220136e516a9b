import { KaojuError, type RunRecord } from '#runtime'
import { runNamedIn } from '#report'
import type { Host } from '../../host/host.ts'
import { researchDone } from '../../runs/previous.ts'

/** What was said in a conversation before, oldest first. */
export interface Turn {
  readonly role: 'user' | 'assistant'
  readonly text: string
  /** The run whose answer it was, where the wire says so. */
  readonly run?: string | undefined
}

/** What is asked. */
export interface Understood {
  /** As it was typed. */
  readonly subject: string
  /** As it can be understood by itself, or with what the run `follow` knows. */
  readonly question: string
  /** A finished run. */
  readonly follow?: string
}

/**
 * Understands the last question of a conversation: it asks on from the run of an earlier answer; where none is named
 * that this home knows, it is completed from the earlier questions.
 *
 * @throws KaojuError `question-empty`
 */
export async function understand(turns: readonly Turn[], host: Host): Promise<Understood> {
  const last = turns.findLastIndex(({ role }) => role === 'user')
  const subject = turns[last]?.text.trim() ?? ''
  if (subject === '') throw new KaojuError('question-empty')
  const before = turns.slice(0, last)
  for (const { role, text, run } of before.toReversed()) {
    const named = role === 'assistant' ? (run ?? runNamedIn(text)) : undefined
    const known = named === undefined ? undefined : await finished(named, host)
    if (known) return { subject, question: subject, follow: known.id }
  }
  const asked = [...before.filter(({ role }) => role === 'user'), { text: subject }]
    .map(({ text }) => text.trim())
    .filter((text) => text !== '')
  const { standAlone } = await import('#research')
  const question = asked.reduce((known, next) => standAlone(next, { question: known, title: known }))
  return { subject, question }
}

/** An answer of another home, or of a run that failed, is a text like any other. */
async function finished(run: string, host: Host): Promise<RunRecord | undefined> {
  try {
    return researchDone(await host.runs.find(run), host.place)
  } catch (error) {
    if (error instanceof KaojuError && notOurs.has(error.code)) return undefined
    throw error
  }
}

const notOurs: ReadonlySet<string> = new Set([
  'run-unknown',
  'id-ambiguous',
  'run-not-finished',
  'option-invalid',
])
