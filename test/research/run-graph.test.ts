import { describe, expect, test } from 'vitest'
import { runGraph, type Agenda } from '../../src/research/run-graph.ts'
import type { PlannedInquiry } from '../../src/research/inquiry.ts'

const ask = (id: string, ...dependsOn: string[]): PlannedInquiry => ({
  id,
  text: `${id}?`,
  origin: 'planned',
  dependsOn,
})

/** A plan that nobody edits unless the test does. */
function agendaOf(
  plan: PlannedInquiry[],
  onDecide: (id: string) => void = () => undefined,
): Agenda & { plan: PlannedInquiry[] } {
  return {
    plan,
    decide(id) {
      onDecide(id)
      return Promise.resolve(this.plan.find((one) => one.id === id))
    },
    more: () => Promise.resolve(false),
  }
}

/** Work whose ends the test decides. */
function bench(): {
  readonly work: (
    question: PlannedInquiry,
    before: readonly { question: PlannedInquiry }[],
  ) => Promise<string>
  log: string[]
  readonly end: (id: string, failure?: Error) => Promise<void>
} {
  const ends = new Map<string, (failure?: Error) => void>()
  const log: string[] = []
  return {
    log,
    work: ({ id }, before) => {
      log.push(`+${id}(${before.map(({ question }) => question.id).join(',')})`)
      return new Promise((resolve, reject) =>
        ends.set(id, (failure) => (failure ? reject(failure) : resolve(id.toUpperCase()))),
      )
    },
    async end(id, failure) {
      ends.get(id)!(failure)
      log.push(`-${id}`)
      for (let turn = 0; turn < 10; turn++) await Promise.resolve()
    },
  }
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

describe('the scheduler of sub-questions', () => {
  test('independent ones go at once, dependent ones as soon as theirs are done, whoever else is under way', async () => {
    const { work, log, end } = bench()
    const run = runGraph(agendaOf([ask('a'), ask('b'), ask('c', 'a'), ask('d', 'b', 'c')]), work, 8)
    await turns()
    expect(log).toEqual(['+a()', '+b()'])
    await end('a')
    expect(log.at(-1)).toBe('+c(a)')
    await end('c')
    expect(log.at(-1)).toBe('-c')
    await end('b')
    expect(log.at(-1)).toBe('+d(b,c)')
    await end('d')
    expect((await run).map(({ result }) => result)).toEqual(['A', 'B', 'C', 'D'])
  })

  test('never more than its width at once, in the order of the plan', async () => {
    const { work, log, end } = bench()
    const run = runGraph(agendaOf(['a', 'b', 'c', 'd'].map((id) => ask(id))), work, 2)
    await turns()
    expect(log).toEqual(['+a()', '+b()'])
    await end('b')
    await end('c')
    await end('a')
    await end('d')
    expect(log).toEqual(['+a()', '+b()', '-b', '+c()', '-c', '+d()', '-a', '-d'])
    expect((await run).map(({ question }) => question.id)).toEqual(['a', 'b', 'c', 'd'])
  })

  test('what depends on something outside of the plan, or dropped from it, does not wait', async () => {
    const { work, log, end } = bench()
    const agenda = agendaOf([ask('a'), ask('b', 'a', 'gone')])
    agenda.decide = (id) => Promise.resolve(id === 'a' ? undefined : agenda.plan.find((one) => one.id === id))
    const run = runGraph(agenda, work, 2)
    await turns()
    expect(log).toEqual(['+b()'])
    await end('b')
    expect((await run).map(({ question }) => question.id)).toEqual(['b'])
  })

  test('a question that is added while others are under way is worked on', async () => {
    const { work, log, end } = bench()
    const agenda = agendaOf([ask('a'), ask('b')])
    const run = runGraph(agenda, work, 2)
    await turns()
    agenda.plan.push(ask('s1', 'a'))
    await end('a')
    expect(log.at(-1)).toBe('+s1(a)')
    await end('s1')
    await end('b')
    expect((await run).length).toBe(3)
  })

  test('what was added at the end is worked on too', async () => {
    const { work, log, end } = bench()
    const agenda = agendaOf([ask('a')])
    let asked = 0
    agenda.more = () => {
      if (asked++ === 0) agenda.plan.push(ask('s1'))
      return Promise.resolve(asked === 1)
    }
    const run = runGraph(agenda, work, 2)
    await turns()
    await end('a')
    expect(log.at(-1)).toBe('+s1()')
    await end('s1')
    expect((await run).length).toBe(2)
  })

  test('one that fails ends the run when the others have ended, and starts nothing more', async () => {
    const { work, log, end } = bench()
    const run = runGraph(agendaOf([ask('a'), ask('b'), ask('c', 'a')]), work, 8)
    const outcome = run.then(
      () => 'done',
      (error: Error) => error.message,
    )
    await turns()
    await end('b', new Error('first'))
    await end('a', new Error('second'))
    expect(await outcome).toBe('first')
    expect(log).toEqual(['+a()', '+b()', '-b', '-a'])
  })

  test('questions that wait for each other are left, and the run ends', async () => {
    const { work } = bench()
    expect(await runGraph(agendaOf([ask('a', 'b'), ask('b', 'a')]), work, 8)).toEqual([])
  })
})
