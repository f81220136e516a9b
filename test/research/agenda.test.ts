import { expect, test } from 'vitest'
import type { Steering } from '#vocabulary'
import { createContext, createInbox, createMemoryJournal, readOnly, type Journal } from '#runtime'
import { openAgenda } from '../../src/research/agenda.ts'
import type { PlannedInquiry } from '../../src/research/inquiry.ts'
import { runGraph } from '../../src/research/run-graph.ts'
import { openSteering } from '../../src/research/steering.ts'

const ask = (id: string, ...dependsOn: string[]): PlannedInquiry => ({
  id,
  text: `${id}?`,
  origin: 'planned',
  dependsOn,
})
/** Two chains side by side: which goes on first is a matter of arrival. */
const plan = [ask('q1'), ask('q2'), ask('q3', 'q1'), ask('q4', 'q2'), ask('q5', 'q3', 'q4')]

/** Runs the plan, work ending in the order of `ends`; what is told when a piece of work ends. */
async function run(
  journal: Journal,
  ends: readonly string[],
  told: Readonly<Record<string, readonly Steering[]>> = {},
): Promise<{ readonly done: string[]; readonly sources: readonly string[] }> {
  const inbox = createInbox()
  const { context } = createContext({ run: 'run-agenda', journal, inbox })
  const agenda = openAgenda(plan, openSteering(context), context)
  const open = new Map<string, () => void>()
  const end = (id: string): void => {
    for (const one of told[id] ?? []) inbox.send(one, 0)
    open.get(id)?.()
    open.delete(id)
  }
  const running = runGraph(
    agenda,
    ({ text }) => new Promise<string>((resolve) => open.set(text.slice(0, 2), () => resolve(text))),
    3,
  )
  let over = false
  const result = running.finally(() => (over = true))
  for (let turn = 0; !over && turn < 200; turn++) {
    await new Promise((go) => setImmediate(go))
    const next = ends.find((id) => open.has(id)) ?? [...open.keys()][0]
    if (next !== undefined && turn % 5 === 4) end(next)
  }
  const done = (await result).map(({ question, result: said }) => `${question.id}=${said}`)
  return { done: done.toSorted(), sources: agenda.sources.toSorted() }
}

const orders = [
  ['q1', 'q3', 'q2', 'q4', 'q5'],
  ['q2', 'q4', 'q1', 'q3', 'q5'],
  ['q1', 'q2', 'q4', 'q3', 'q5'],
]
const instructions: readonly Readonly<Record<string, readonly Steering[]>>[] = [
  // Too late for what runs; a replay, in which it does not run yet, must not do it.
  { q1: [], q3: [{ kind: 'question-drop', id: 'q2' }], q2: [{ kind: 'question-drop', id: 'q3' }] },
  { q1: [{ kind: 'question-drop', id: 'q4' }], q2: [{ kind: 'question-drop', id: 'q3' }] },
  { q1: [{ kind: 'question-edit', id: 'q4', text: 'q4 otherwise?' }] },
  { q1: [{ kind: 'question-add', text: 'A?' }], q2: [{ kind: 'question-add', text: 'B?' }] },
  {
    q1: [
      { kind: 'question-add', text: 'A?' },
      { kind: 'question-drop', id: 's1' },
    ],
  },
  {
    q1: [{ kind: 'source-add', url: 'https://a.example/' }],
    q2: [{ kind: 'source-add', url: 'https://b.example/' }],
    q5: [{ kind: 'question-add', text: 'Late?' }],
  },
  { q1: [{ kind: 'question-drop', id: 'q5' }], q4: [{ kind: 'question-add', text: 'C?' }] },
]

test.each(instructions.map((told, index) => [index, told] as const))(
  'a plan that was edited is worked on the same when work ends in another order (%i)',
  async (_, told) => {
    for (const first of orders) {
      const journal = createMemoryJournal()
      const live = await run(journal, first, told)
      for (const other of orders)
        expect(
          await run(readOnly(journal, 'run-agenda'), other),
          `${first.join()} then ${other.join()}`,
        ).toEqual(live)
    }
  },
)

test('what is told while dropped questions are settled is done', async () => {
  const { done } = await run(createMemoryJournal(), orders[0]!, {
    q1: [{ kind: 'question-drop', id: 'q5' }],
    q4: [{ kind: 'question-add', text: 'C?' }],
  })
  expect(done).toContain('s1=C?')
})
