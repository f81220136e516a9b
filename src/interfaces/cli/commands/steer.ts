import type { RaisedLimits, Steering } from '#vocabulary'
import { KaojuError, type RunRecord } from '#runtime'
import type { RunConfiguration } from '../../runs/tasks.ts'
import type { Command, Outcome, Session } from '../command.ts'
import { countOption } from '../command-line.ts'
import { declareMoney } from '../run-flags.ts'
import { steeringText } from '../steering-text.ts'
import { fill, type Words } from '../words.ts'
import { stop } from './stop.ts'

/**
 * `kaoju steer RUN INSTRUCTION …`: tells a run something while another process works on it, or before anybody goes
 * on with it. `write` is `kaoju stop`.
 */
export const steer: Command<RaisedLimits> = {
  declare: (declaration, words) => {
    const { options, arguments: given } = words.steer
    declaration
      .description(words.steer.commands.steer)
      .argument(`<${words.metavar.run}>`, words.arguments.run)
      .argument(`<${words.metavar.instruction}>`, given.instruction)
      .argument(`[${words.metavar.text}...]`, given.rest)
    declareMoney(declaration, '--usd', options.usd, words)
    for (const name of ['tokens', 'calls', 'searches', 'pages'] as const)
      declaration.addOption(countOption(`--${name} <${words.metavar.number}>`, options[name], words))
  },

  run: async ([id = '', instruction = '', ...rest], flags, session) => {
    const steering = steeringOf(instruction, rest, limitsIn(flags), session.words)
    const runs = await session.openRuns()
    const record = await runs.find(id)
    if (steering.kind === 'write') return stop.run([record.id], {}, session)
    const { web } = record.configuration as Partial<RunConfiguration>
    const answer = await runs.steer(record.id, steering, { allow: web?.allow ?? [] })
    return told(record, steering, answer, session)
  },
}

/** @throws KaojuError `option-invalid` when the words are not what the instruction takes */
function steeringOf(
  instruction: string,
  rest: readonly string[],
  limits: RaisedLimits,
  words: Words,
): Steering {
  const [first = '', ...more] = rest
  const wrong = (takes: string): never => {
    const reason = fill(words.steer.takes, { instruction, takes })
    throw new KaojuError('option-invalid', { option: 'steer', reason })
  }
  const one = (takes: string): string => (first !== '' && more.length === 0 ? first : wrong(takes))
  const [limit] = Object.keys(limits)
  if (limit !== undefined && instruction !== 'budget')
    throw new KaojuError('option-invalid', { option: `--${limit}`, reason: words.steer.onlyBudget })
  switch (instruction) {
    case 'ask':
      return { kind: 'question-add', text: one('"…?"') }
    case 'edit':
      return more.length === 1 ? { kind: 'question-edit', id: first, text: more[0]! } : wrong('q2 "…?"')
    case 'drop':
      return { kind: 'question-drop', id: one('q2') }
    case 'ban':
      return { kind: 'source-ban', site: one('example.com | https://example.com/part/') }
    case 'add-source':
      return { kind: 'source-add', url: one('URL') }
    case 'note':
      return { kind: 'note', text: one('"…"') }
    case 'budget':
      return limit !== undefined && rest.length === 0
        ? { kind: 'budget-raise', limits }
        : wrong('--usd, --tokens, --calls, --searches, --pages')
    case 'pause':
    case 'resume':
    case 'write':
      return rest.length === 0 ? { kind: instruction } : wrong('–')
    default: {
      const reason = fill(words.errors.oneOf, { choices: words.steer.arguments.instruction })
      throw new KaojuError('option-invalid', { option: instruction, reason })
    }
  }
}

function limitsIn({ usd, tokens, calls, searches, pages }: RaisedLimits): RaisedLimits {
  const given = { usd, tokens, calls, searches, pages }
  return Object.fromEntries(Object.entries(given).filter(([, amount]) => amount !== undefined))
}

function told(
  record: RunRecord,
  steering: Steering,
  answer: 'sent' | 'idle' | 'finished',
  { words }: Session,
): Outcome {
  const scope = (record.configuration as Partial<RunConfiguration>).web?.scope ?? 'configured-only'
  const state = words.runs.states[record.state]
  const what = steeringText(steering, words)
  const offTheWeb = steering.kind === 'source-add' && scope !== 'web' && answer !== 'finished'
  return {
    exit: answer === 'finished' ? 3 : 0,
    document: { run: record.id, answer, steering },
    text: [
      fill(words.steer.answers[answer], { run: record.id, what, state }),
      ...(offTheWeb ? [fill(words.steer.notOnTheWeb, { scope })] : []),
    ].join('\n'),
  }
}
