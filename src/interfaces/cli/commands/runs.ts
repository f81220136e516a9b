import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { LoggedEvent, SentSteering } from '#vocabulary'
import { explain, fromErrorRecord, type Charge, type RunRecord } from '#runtime'
import type { Command, Outcome, Session } from '../command.ts'
import { displayWidth, fitWidth, padWidth } from '../display-width.ts'
import { costLine, dollars, spentOf } from '../money.ts'
import { steeringText } from '../steering-text.ts'
import { paint } from '../terminal.ts'
import { fill, type Words } from '../words.ts'

/** `kaoju runs [RUN]`: what was run, how it stands and what to do next; one run with its ledger. */
export const runs: Command = {
  declare: (declaration, words) => {
    declaration.description(words.commands.runs).argument(`[${words.metavar.run}]`, words.arguments.run)
  },

  run: async ([id], _flags, session) => {
    // To look is not to make: a home without a journal has no runs.
    const none = !existsSync(join(session.settings.home, 'journal.sqlite'))
    if (id === undefined && none) return listed([], session)
    const opened = await session.openRuns()
    if (id === undefined) return listed(await opened.list(), session)
    const record = await opened.find(id)
    const { journal, events } = await opened.history(record.id)
    const told = toldIn(await opened.told(record.id), events)
    return shown(record, await journal.charges(), queriesIn(events), told, session)
  },
}

function listed(records: readonly RunRecord[], session: Session): Outcome {
  const { words, terminal, context } = session
  const now = context.clock.now()
  const document = {
    home: session.settings.home,
    runs: records.map((record) => ({ ...plainRun(record), next: nextFor(record) })),
  }
  if (records.length === 0) return { exit: 0, document, text: words.runs.none }
  const rows = records.map((record) => [
    record.id,
    words.runs.states[record.state],
    ageOf(now - record.createdAt, words),
    words.runs.kinds[record.kind],
    fitWidth(record.subject.replace(/\s+/g, ' '), 40),
    record.spent.calls > 0 ? costLine(record.spent, words) : '–',
    nextFor(record),
  ])
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column]!))))
  const lines = rows.map((row, index) => {
    const line = row
      .map((cell, column) => padWidth(cell, widths[column]!))
      .join('  ')
      .trimEnd()
    const colour = records[index]!.state === 'interrupted' ? 'yellow' : 'dim'
    return ['interrupted', 'failed'].includes(records[index]!.state)
      ? paint(line, colour, terminal.colour.out)
      : line
  })
  return { exit: 0, document, text: lines.join('\n') }
}

/** What a program is shown of a run: all but the texts and vectors it was given. */
function plainRun({
  task: _task,
  configuration: _configuration,
  asked: _asked,
  ...record
}: RunRecord): object {
  return record
}

/** What to type next. */
function nextFor({ id, state }: RunRecord): string {
  switch (state) {
    case 'waiting':
    case 'interrupted':
      return `kaoju resume ${id}`
    case 'running':
      return `kaoju stop ${id}`
    case 'done':
    case 'incomplete':
    case 'stopped':
      return `kaoju replay ${id}`
    case 'failed':
      return `kaoju runs ${id}`
  }
}

interface LedgerRow {
  readonly kind: Charge['kind']
  readonly service: string
  readonly purpose: string
  calls: number
  failed: number
  lost: number
  inputTokens: number
  outputTokens: number
  cachedTokens: number
  usd: number
  unpriced: number
  /** Of how many calls the tokens are our own count or a bound, because the service did not tell. */
  unreported: number
}

/** What left this machine to search engines, each wording once, in the order in which it left. */
function queriesIn(
  events: readonly LoggedEvent[],
): readonly { readonly query: string; readonly engines: readonly string[] }[] {
  const engines = new Map<string, Set<string>>()
  for (const { event } of events) {
    if (event.type !== 'query-sent') continue
    const asked = engines.get(event.query) ?? new Set()
    engines.set(event.query, asked.add(event.engine))
  }
  return [...engines].map(([query, asked]) => ({ query, engines: [...asked] }))
}

/** An instruction, and whether the run has taken it up. */
interface Told extends SentSteering {
  readonly heeded: boolean
}

/** What the run was told, and what of it was heard; a fork heard what the run it was made from was told. */
function toldIn(sent: readonly SentSteering[], events: readonly LoggedEvent[]): readonly Told[] {
  const heard = events.flatMap(({ at, event }) =>
    event.type === 'steering-heeded'
      ? [{ number: event.number, sentAt: Date.parse(at), steering: event.steering }]
      : [],
  )
  const numbers = new Set(heard.map(({ number }) => number))
  const all = new Map([...heard, ...sent].map((one) => [one.number, one]))
  return [...all.values()]
    .toSorted((a, b) => a.number - b.number)
    .map((one) => ({ ...one, heeded: numbers.has(one.number) }))
}

/** Sums a ledger by who was called and what for, in order of first call. */
function ledgerOf(charges: readonly Charge[]): LedgerRow[] {
  const rows = new Map<string, LedgerRow>()
  for (const charge of charges) {
    const { kind, service, purpose } = charge
    const key = `${service}\n${purpose}`
    const row = rows.get(key) ?? {
      kind,
      service,
      purpose,
      calls: 0,
      failed: 0,
      lost: 0,
      inputTokens: 0,
      outputTokens: 0,
      cachedTokens: 0,
      usd: 0,
      unpriced: 0,
      unreported: 0,
    }
    rows.set(key, row)
    row.calls++
    if (charge.outcome === 'failed') row.failed++
    if (charge.outcome === 'lost') row.lost++
    row.inputTokens += charge.inputTokens
    row.outputTokens += charge.outputTokens
    row.cachedTokens += charge.cachedTokens
    if (charge.usd === null) row.unpriced++
    else row.usd += charge.usd
    if (charge.measured !== 'reported') row.unreported++
  }
  return [...rows.values()]
}

function shown(
  record: RunRecord,
  all: readonly Charge[],
  queries: ReturnType<typeof queriesIn>,
  told: readonly Told[],
  session: Session,
): Outcome {
  const { words, context, language } = session
  const { labels } = words.runs
  // Pages cost nothing and are many: how many is enough.
  const charges = all.filter(({ kind }) => kind !== 'page')
  const pages = pagesOf(all)
  const ledger = ledgerOf(charges)
  const repeated = charges.filter(({ attempt }) => attempt > 1).length
  const age = ageOf(context.clock.now() - record.createdAt, words)
  const facts: [string, string][] = [
    [labels.run, record.id],
    [labels.kind, words.runs.kinds[record.kind]],
    [labels.subject, record.subject.replace(/\s+/g, ' ')],
    ...(record.from ? [[words.steer.from, record.from] as [string, string]] : []),
    [labels.state, words.runs.states[record.state]],
    [labels.age, age],
    [labels.attempts, String(record.attempts)],
    [labels.steps, String(record.steps)],
    [labels.engine, record.engine],
    [labels.spent, costLine(spentOf(charges), words)],
    ...(record.error
      ? [[labels.why, explain(fromErrorRecord(record.error), language)] as [string, string]]
      : [[labels.next, nextFor(record)] as [string, string]]),
  ]
  const width = Math.max(...facts.map(([label]) => displayWidth(label)))
  const head = facts.map(([label, value]) => `${padWidth(label, width)}  ${value}`)
  const rows = [
    ...ledger.map((row) => ledgerLine(row, words)),
    ...(pages.fetched + pages.failed > 0 ? [fill(words.web.ledger.pages, pages)] : []),
  ]
  const sent = queries.map(({ query, engines }) => `  ${query} (${engines.join(', ')})`)
  const { head: toldHead, heeded, notYet } = words.steer.toldLines
  const instructions = told.map(
    (one) => `  ${steeringText(one.steering, words)} (${one.heeded ? heeded : notYet})`,
  )
  const failures = charges.filter(({ outcome }) => outcome === 'failed').length
  const lost = charges.filter(({ outcome }) => outcome === 'lost').length
  const troubles =
    repeated + failures + lost > 0 ? ['', fill(words.runs.troubles, { failures, lost, repeated })] : []
  return {
    exit: 0,
    document: {
      ...plainRun(record),
      ledger,
      totals: { ...spentOf(charges), failures, lost, repeated },
      charges: all,
      pages,
      queries,
      told,
    },
    text: [
      ...head,
      ...(rows.length > 0 ? ['', ...rows] : []),
      ...(instructions.length > 0 ? ['', toldHead, ...instructions] : []),
      ...(sent.length > 0 ? ['', words.web.ledger.asked, ...sent] : []),
      ...troubles,
    ].join('\n'),
  }
}

/** Pages that came and pages that did not, each counted once however often it was tried. */
function pagesOf(charges: readonly Charge[]): { readonly fetched: number; readonly failed: number } {
  const outcomes = new Map<string, boolean>()
  for (const { kind, path, outcome } of charges)
    if (kind === 'page') outcomes.set(path, outcomes.get(path) === true || outcome === 'answered')
  const fetched = [...outcomes.values()].filter(Boolean).length
  return { fetched, failed: outcomes.size - fetched }
}

function ledgerLine(row: LedgerRow, words: Words): string {
  const { service, calls, inputTokens, outputTokens, cachedTokens, failed, lost, unpriced, unreported } = row
  const usd =
    unpriced === 0
      ? dollars(row.usd)
      : unpriced === calls
        ? words.cost.unknown
        : fill(words.cost.partlyUnknown, { usd: dollars(row.usd), unpriced })
  const count = (number: number): string => number.toLocaleString('en')
  return [
    `${service} (${words.roles[row.purpose] ?? row.purpose})`,
    row.kind === 'search'
      ? fill(words.web.ledger.queries, { calls })
      : fill(words.runs.ledger, {
          calls,
          input: count(inputTokens),
          cached: count(cachedTokens),
          output: count(outputTokens),
        }),
    usd,
    ...(failed > 0 ? [fill(words.runs.failed, { failed })] : []),
    ...(lost > 0 ? [fill(words.runs.lost, { lost })] : []),
    ...(unreported > 0 ? [fill(words.runs.unreported, { unreported })] : []),
  ].join(' · ')
}

function ageOf(milliseconds: number, words: Words): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  if (seconds < 60) return fill(words.runs.seconds, { count: seconds })
  if (seconds < 3600) return fill(words.runs.minutes, { count: Math.floor(seconds / 60) })
  if (seconds < 2 * 86_400) return fill(words.runs.hours, { count: Math.floor(seconds / 3600) })
  return fill(words.runs.days, { count: Math.floor(seconds / 86_400) })
}
