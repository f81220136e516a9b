import { createContext, type Charge, type Limits } from '#runtime'
import type { Clarification, Note, ResearchTask } from '#research'
import type { Outcome, Session } from './command.ts'
import { costNote } from './conduct.ts'
import { payable } from './money.ts'
import { askPerson, mayAsk } from './prompt-person.ts'
import { configurationOf, egressFor, modelsOf } from '../runs/models.ts'
import type { RunFlags } from '../runs/wishes.ts'
import type { Taking } from '../runs/reach.ts'
import { fill } from './words.ts'

/** What a person answered, or, where nobody can be asked, the questions in place of a run. */
export type Clarified =
  | { readonly notes: readonly Note[]; readonly charges: readonly Charge[] }
  | { readonly outcome: Outcome }

/**
 * Asks first what only the asker can tell. The answers become a part of the request, so that who resumes or replays the
 * run asks nobody. What asking has cost is told here; it stands in no run's ledger.
 */
export async function clarifyFirst(
  task: Pick<ResearchTask, 'question' | 'language' | 'documents'>,
  flags: RunFlags,
  taking: Taking,
  session: Session,
): Promise<Clarified> {
  const { questions, charges } = await openQuestions(task, flags, taking, session)
  if (questions.length === 0) return { notes: [], charges }
  const { clarify } = session.words
  if (!mayAsk(session)) {
    const lines = questions.map(({ question, options }) => `- ${question}${offered(options, session)}`)
    return {
      outcome: {
        exit: 3,
        document: { clarify: questions },
        text: [clarify.open, ...lines, clarify.how].join('\n'),
      },
    }
  }
  session.terminal.note(clarify.first)
  const notes: Note[] = []
  for (const { question, options, why } of questions) {
    const given = await askPerson(`${question}${offered(options, session)} `, session)
    const answer = chosen(given.trim(), options)
    if (answer !== '') notes.push({ question, answer, why })
  }
  return { notes, charges }
}

async function openQuestions(
  task: Pick<ResearchTask, 'question' | 'language' | 'documents'>,
  flags: RunFlags,
  taking: Taking,
  session: Session,
): Promise<Clarification & { readonly charges: readonly Charge[] }> {
  const [{ clarify }, { configuration }, library] = await Promise.all([
    import('#research'),
    configurationOf(flags, taking, session),
    session.openLibrary('read'),
  ])
  const models = await modelsOf(configuration, session, 'execute')
  const egress = await egressFor(configuration, session)
  const { stop, abort } = session.context
  const { context, log } = createContext({ limits: configuration.limits, egress, stop, abort })
  const leave = session.watch(log)
  try {
    const asked = await clarify(task, { library, ...(models ? { models } : {}) }, context)
    const charges = await context.journal.charges()
    const paid = payable(charges)
    if (paid.length > 0) session.terminal.note(costNote(paid, session))
    return { ...asked, charges }
  } finally {
    leave()
    await egress.close()
  }
}

/** What is left of the limits of a run after what asking has cost. */
export function limitsLeft(limits: Limits, charges: readonly Charge[]): Limits {
  const spent = {
    'micro-usd': Math.ceil(charges.reduce((sum, { usd }) => sum + (usd ?? 0) * 1e6, 0) - 1e-6),
    tokens: charges.reduce((sum, one) => sum + one.inputTokens + one.outputTokens, 0),
    calls: charges.length,
  }
  const resources = ['micro-usd', 'tokens', 'calls'] as const
  const left = resources.flatMap((resource) => {
    const limit = limits[resource]
    return limit === undefined ? [] : [[resource, Math.max(0, limit - spent[resource])] as const]
  })
  return { ...limits, ...Object.fromEntries(left) }
}

/** ` (1 Ulm Minster, 2 Cologne Cathedral)`. */
function offered(options: readonly string[], { words }: Session): string {
  if (options.length === 0) return ''
  const list = options.map((option, index) => `${index + 1} ${option}`)
  return fill(words.clarify.options, { options: list.join(words.clarify.between) })
}

/** An option by its number, or any other answer as it was typed. */
export function chosen(given: string, options: readonly string[]): string {
  return (/^\d$/.test(given) ? options[Number(given) - 1] : undefined) ?? given
}
