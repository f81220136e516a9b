import type { Charge, Journal } from '../../src/runtime/journal.ts'
import { stepKey } from '../../src/runtime/step-key.ts'
import type { LoggedEvent } from '../../src/vocabulary/event.ts'

export const chargeOf = (path: string, attempt: number, more: Partial<Charge> = {}): Charge => ({
  path,
  attempt,
  kind: 'chat',
  service: 'model-1',
  purpose: 'writer',
  outcome: 'answered',
  inputTokens: 100,
  outputTokens: 20,
  cachedTokens: 0,
  measured: 'reported',
  usd: 0.25,
  amounts: { tokens: 120, calls: 1 },
  milliseconds: 7,
  ...more,
})

export const eventOf = (sequence: number, subject = 'why?'): LoggedEvent => ({
  sequence,
  run: 'run-1',
  at: '2026-11-21T00:00:00.000Z',
  path: '',
  event: { type: 'run-start', kind: 'research', subject, method: 'test' },
})

/** Where and under which key the call of that number is recorded. */
export function callNumber(number: number): { path: string; key: string } {
  const path = `plan/question-${number}/answer`
  return { path, key: stepKey(path, { number }) }
}

/** An answer of a usual length, in both languages. */
export function answerNumber(number: number): { number: number; text: string } {
  return {
    number,
    text: `${number} ${'The catalogue gives three dates for the print. 书目著录此本刊于何年，诸家说法不一。'.repeat(12)}`,
  }
}

/** Writes calls as a paid call does: the intent, then result, charge and event together. */
export async function writePairs(
  journal: Journal,
  run: string,
  { calls, atOnce, first = 0 }: { calls: number; atOnce: number; first?: number },
  timed?: (work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  let next = first
  const hand = async (): Promise<void> => {
    while (next < first + calls) {
      const number = next++
      const work = (): Promise<void> => writePair(journal, run, number)
      await (timed ? timed(work) : work())
    }
  }
  await Promise.all(Array.from({ length: atOnce }, hand))
}

async function writePair(journal: Journal, run: string, number: number): Promise<void> {
  const { path, key } = callNumber(number)
  const attempt = (await journal.lastAttempt(path, key)) + 1
  const event: LoggedEvent = {
    sequence: number + 1,
    run,
    at: '2026-11-21T00:00:00.000Z',
    path,
    event: { type: 'step-end', path, milliseconds: 1, outcome: 'done' },
  }
  await journal.write([{ kind: 'intent', path, key, attempt, bound: { tokens: 500 } }])
  await journal.write([
    { kind: 'step', path, key, recorded: { outcome: 'done', result: answerNumber(number) } },
    { kind: 'charge', key, charge: chargeOf(path, attempt) },
    { kind: 'event', event },
  ])
}
