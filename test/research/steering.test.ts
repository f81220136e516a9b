import { describe, expect, test } from 'vitest'
import type { RunEvent, Steering } from '#vocabulary'
import {
  createContext,
  createInbox,
  createMemoryJournal,
  KaojuError,
  type Context,
  type Journal,
  type OpenInbox,
} from '#runtime'
import { openSteering } from '../../src/research/steering.ts'

/** A run with an inbox, on a journal that another attempt may go on with. */
function run(options: { journal?: Journal; limits?: Record<string, number>; inbox?: OpenInbox } = {}): {
  context: Context
  inbox: OpenInbox
  stop: AbortController
  abort: AbortController
  events: () => RunEvent[]
} {
  const inbox = options.inbox ?? createInbox()
  const stop = new AbortController()
  const abort = new AbortController()
  const { context, log } = createContext({
    run: 'run-steered',
    inbox,
    stop: stop.signal,
    abort: abort.signal,
    journal: options.journal ?? createMemoryJournal(),
    limits: options.limits ?? {},
  })
  return { context, inbox, stop, abort, events: () => log.events.map(({ event }) => event) }
}

const send = (inbox: OpenInbox, ...all: Steering[]): void => {
  for (const one of all) inbox.send(one, 0)
}

/** Whether a promise is still waiting after all that is ready has happened. */
async function waits(promise: Promise<unknown>): Promise<boolean> {
  const late = Symbol('late')
  return (await Promise.race([promise, new Promise((go) => setImmediate(go, late))])) === late
}

describe('heeding', () => {
  test('gives what was sent since the last time, once, in order', async () => {
    const { context, inbox, events } = run()
    const steering = openSteering(context)
    expect(await steering.heed('first')).toEqual([])
    send(inbox, { kind: 'question-add', text: 'Why?' }, { kind: 'note', text: ' For children. ' })
    send(inbox, { kind: 'source-add', url: 'https://example.com/a' })
    expect(await steering.heed('second')).toEqual([
      { kind: 'question-add', text: 'Why?' },
      { kind: 'note', text: ' For children. ' },
      { kind: 'source-add', url: 'https://example.com/a' },
    ])
    expect(await steering.heed('third')).toEqual([])
    expect(steering.notes).toEqual(['For children.'])
    expect(events().filter(({ type }) => type === 'steering-heeded')).toMatchObject([
      { place: 'second', number: 1 },
      { place: 'second', number: 2 },
      { place: 'second', number: 3 },
    ])
  })

  test('an instruction is heard by one of two that ask at once', async () => {
    const { context, inbox } = run()
    const steering = openSteering(context)
    send(inbox, { kind: 'note', text: 'once' })
    const heard = await Promise.all([steering.heed('a'), steering.heed('b')])
    expect(heard.map(({ length }) => length)).toEqual([1, 0])
    expect(steering.notes).toEqual(['once'])
  })

  test('a replay hears the same at the same places, whatever was sent since', async () => {
    const journal = createMemoryJournal()
    const first = run({ journal })
    const steering = openSteering(first.context)
    await steering.heed('one')
    send(first.inbox, { kind: 'source-ban', site: 'spam.example' }, { kind: 'note', text: '只谈数字。' })
    await steering.heed('two')

    const again = run({ journal, inbox: first.inbox })
    send(first.inbox, { kind: 'question-add', text: 'new' })
    const replayed = openSteering(again.context)
    expect(await replayed.heed('one')).toEqual([])
    expect(replayed.banned('https://spam.example/x')).toBe(false)
    expect((await replayed.heed('two')).map(({ kind }) => kind)).toEqual(['source-ban', 'note'])
    expect(replayed.banned('https://spam.example/x')).toBe(true)
    // Beyond what was recorded it hears what came since.
    expect(await replayed.heed('three')).toEqual([{ kind: 'question-add', text: 'new' }])
  })

  test('places that come in another order hear all the same, each instruction once', async () => {
    const journal = createMemoryJournal()
    const first = run({ journal })
    const steering = openSteering(first.context)
    send(first.inbox, { kind: 'note', text: 'one' })
    await steering.heed('before-q1')
    send(first.inbox, { kind: 'note', text: 'two' })
    await steering.heed('before-q2')
    const turned = openSteering(run({ journal }).context)
    expect(await turned.heed('before-q2')).toEqual([{ kind: 'note', text: 'two' }])
    expect(await turned.heed('before-q1')).toEqual([{ kind: 'note', text: 'one' }])
    // A place without a record may come between: what others have on record is heard there, and not again.
    const between = openSteering(run({ journal, inbox: first.inbox }).context)
    expect(await between.heed('before-q2')).toHaveLength(1)
    expect(await between.heed('before-q3')).toEqual([{ kind: 'note', text: 'one' }])
    expect(await between.heed('before-q1')).toEqual([])
  })

  test('what cannot be done is a warning, and the rest is done', async () => {
    const { context, inbox, events } = run()
    const steering = openSteering(context)
    send(
      inbox,
      { kind: 'question-drop', id: 'q9' },
      { kind: 'question-edit', id: 'q1', text: '   ' },
      { kind: 'source-ban', site: 'com' },
      { kind: 'source-add', url: 'file:///etc/passwd' },
      { kind: 'budget-raise', limits: { usd: -1 } },
      { kind: 'teleport' } as unknown as Steering,
      { kind: 'question-drop', id: 'q2' },
    )
    expect(await steering.heed('here', ['q1', 'q2'])).toEqual([{ kind: 'question-drop', id: 'q2' }])
    const warnings = events().filter((event) => event.type === 'warning')
    expect(warnings.map(({ code }) => code)).toEqual(Array.from({ length: 6 }, () => 'steering-refused'))
    expect(warnings[0]!.message).toContain('q1, q2')
    expect(context.budget.limit('micro-usd')).toBe(Infinity)
  })
})

describe('a pause', () => {
  test('holds the run until it is told to go on, and what was told meanwhile is heard', async () => {
    const { context, inbox } = run()
    const steering = openSteering(context)
    send(inbox, { kind: 'pause' })
    const heard = steering.heed('here')
    expect(await waits(heard)).toBe(true)
    send(inbox, { kind: 'note', text: 'meanwhile' })
    expect(await waits(heard)).toBe(true)
    send(inbox, { kind: 'resume' })
    expect((await heard).map(({ kind }) => kind)).toEqual(['pause', 'note', 'resume'])
  })

  test('that is over before it is heard holds nobody; one after it does', async () => {
    const { context, inbox } = run()
    const steering = openSteering(context)
    send(inbox, { kind: 'pause' }, { kind: 'resume' })
    expect(await steering.heed('here')).toHaveLength(2)
    send(inbox, { kind: 'resume' }, { kind: 'pause' })
    expect(await waits(steering.heed('there'))).toBe(true)
  })

  test('is ended by a stop, and holds nobody after it', async () => {
    const { context, inbox, stop } = run()
    const steering = openSteering(context)
    send(inbox, { kind: 'pause' })
    const heard = steering.heed('here')
    expect(await waits(heard)).toBe(true)
    stop.abort()
    expect(await heard).toEqual([{ kind: 'pause' }])
    expect(await steering.heed('there')).toEqual([])
  })

  test('is left at once when the run is left, and nothing is recorded', async () => {
    const journal = createMemoryJournal()
    const { context, inbox, abort } = run({ journal })
    send(inbox, { kind: 'pause' })
    const heard = openSteering(context).heed('here')
    expect(await waits(heard)).toBe(true)
    abort.abort(new KaojuError('aborted'))
    await expect(heard).rejects.toMatchObject({ code: 'aborted' })
    expect(journal.entries).toEqual([])
  })

  test('a replay does not wait', async () => {
    const journal = createMemoryJournal()
    const first = run({ journal })
    send(first.inbox, { kind: 'pause' })
    const heard = openSteering(first.context).heed('here')
    first.stop.abort()
    await heard
    const replayed = openSteering(run({ journal }).context)
    expect(await replayed.heed('here')).toEqual([{ kind: 'pause' }])
  })
})

describe('a raised budget', () => {
  test('lets the run, and the part of it that hears, spend more', async () => {
    const { context, inbox } = run({ limits: { 'micro-usd': 1_000_000, tokens: 100 } })
    const part = context.within({ searches: 4, 'passages-read': 40, pages: 6 })
    const steering = openSteering(part)
    part.budget.reserve({ searches: 4, 'passages-read': 40 }).settle({ searches: 4, 'passages-read': 40 })
    const waiting = part.budget.acquire({ tokens: 300 }).catch((error: unknown) => error)
    expect(await waiting).toMatchObject({ code: 'budget-exhausted' })
    send(inbox, { kind: 'budget-raise', limits: { usd: 2.5, searches: 10, pages: 3, tokens: 500 } })
    await steering.heed('here')
    expect(part.budget.left('searches')).toBe(6)
    expect(part.budget.left('passages-read')).toBe(60)
    // Less than before stays as it was.
    expect(part.budget.left('pages')).toBe(6)
    expect(context.budget.left('micro-usd')).toBe(2_500_000)
    await expect(part.budget.acquire({ tokens: 300 })).resolves.toBeDefined()
  })

  test('serves who waits for it', async () => {
    const { context, inbox } = run({ limits: { calls: 2 } })
    const held = context.budget.reserve({ calls: 2 })
    const waiting = context.budget.acquire({ calls: 2 })
    expect(await waits(waiting)).toBe(true)
    send(inbox, { kind: 'budget-raise', limits: { calls: 4 } })
    await openSteering(context).heed('here')
    await expect(waiting).resolves.toBeDefined()
    held.settle({})
  })

  test('a limit of nothing is a promise and stays', async () => {
    const { context, inbox } = run({ limits: { queries: 0, pages: 0 } })
    send(inbox, { kind: 'budget-raise', limits: { searches: 20, pages: 20 } })
    await openSteering(context).heed('here')
    expect(context.budget.left('queries')).toBe(0)
    expect(context.budget.left('pages')).toBe(0)
  })
})
