import { displayWidth, fitWidth, lastColumns } from '../display-width.ts'
import { dollars } from '../money.ts'
import { paint } from '../terminal.ts'
import { fill, type Words } from '../words.ts'
import { drawable } from './drawable.ts'
import { plantPlan, type Branch } from './plan-tree.ts'
import type { QuestionState, RunView } from './run-view.ts'
import type { Symbols } from './symbols.ts'

/** What a view is drawn on and with. */
export interface Canvas {
  readonly columns: number
  readonly rows: number
  readonly words: Words
  readonly symbols: Symbols
  readonly colour: boolean
}

/** What is known of a run besides its log. */
export interface Beside {
  readonly run: string
  /** Milliseconds of work so far, all attempts together. */
  readonly elapsed: number
}

const colours = { waiting: 'dim', working: 'cyan', answered: 'green', unanswered: 'yellow' } as const

/**
 * A run as a block of lines, each shorter than `columns`, together fewer than `rows`: one column and one row are the
 * cursor's. Pure: the same view, canvas and time make the same lines, and nothing in them but our colours is a
 * control character.
 */
export function renderRun(view: RunView, beside: Beside, canvas: Canvas): readonly string[] {
  const room = Math.max(0, canvas.rows - 1)
  const counters = wrapped(countersOf(view, canvas), canvas)
  const money = wrapped(moneyOf(view, beside, canvas), canvas)
  // In order of need: what there is no room for is left out from the end.
  const parts: readonly (readonly string[])[] = [
    counters,
    [headOf(view, canvas)],
    money,
    workOf(view, canvas),
    hintOf(view, beside, canvas),
  ]
  const taken: (readonly string[])[] = []
  let left = room
  for (const part of parts) {
    const some = part.slice(0, left)
    taken.push(some)
    left -= some.length
  }
  const [shownCounters = [], head = [], shownMoney = [], work = [], hint = []] = taken
  return [...head, ...planOf(view, left, canvas), ...shownCounters, ...shownMoney, ...work, ...hint].map(
    canvas.symbols.spell,
  )
}

/** What stays when the block is gone: one line. */
export function renderEnd(view: RunView, { elapsed }: Beside, canvas: Canvas): string {
  const parts = [
    ...(view.plan.length > 0 ? [answeredOf(view, canvas)] : []),
    clockTime(elapsed),
    ...countersOf(view, canvas),
  ]
  return canvas.symbols.spell(fit(parts.join(canvas.symbols.between), canvas))
}

function fit(text: string, { columns, symbols }: Canvas): string {
  return fitWidth(text, Math.max(0, columns - 1), symbols.ellipsis)
}

function headOf({ kind, subject }: RunView, canvas: Canvas): string {
  const { words, colour } = canvas
  const name = (words.runs.kinds as Readonly<Record<string, string>>)[kind] ?? kind
  const head = fit([name, drawable(subject)].filter(Boolean).join(canvas.symbols.between), canvas)
  return paint(head, 'bold', colour)
}

function planOf({ plan }: RunView, room: number, canvas: Canvas): readonly string[] {
  const branches = plantPlan(plan, canvas.symbols)
  if (room <= 0) return []
  if (branches.length <= room) return branches.map((one) => branchLine(one, canvas))
  const kept = mostWanted(branches, room - 1)
  const { words, symbols, colour } = canvas
  const more = `${symbols.ellipsis} ${fill(words.live.more, { count: branches.length - kept.length })}`
  return [...kept.map((one) => branchLine(one, canvas)), paint(fit(more, canvas), 'dim', colour)]
}

/** What is worked on comes before what waits, and that before what is done; in the order of the tree. */
function mostWanted(branches: readonly Branch[], room: number): readonly Branch[] {
  const order: readonly QuestionState[] = ['working', 'waiting', 'unanswered', 'answered']
  const wanted = new Set(
    order.flatMap((state) => branches.filter(({ question }) => question.state === state)).slice(0, room),
  )
  return branches.filter((one) => wanted.has(one))
}

function branchLine({ question, lead, others }: Branch, canvas: Canvas): string {
  const { columns, words, symbols, colour } = canvas
  const mark = symbols.states[question.state]
  const ids = question.state === 'waiting' ? others.map((id) => drawable(id)).join(', ') : ''
  const after = ids === '' ? '' : fill(words.live.after, { ids })
  const hits = question.hits > 0 ? ` ${question.hits}` : ''
  const room = columns - 1 - displayWidth(lead + mark) - 1 - displayWidth(hits)
  // Where a narrow terminal has no room for words, the tree alone tells how it stands.
  if (room < 1) return fit(`${lead}${mark}`, canvas)
  const said = fitWidth(
    drawable(`${question.id} ${question.text}`, columns * 2) + after,
    room,
    symbols.ellipsis,
  )
  const tail = hits === '' ? '' : paint(hits, 'dim', colour)
  const stem = lead === '' ? '' : paint(lead, 'dim', colour)
  return `${stem}${paint(mark, colours[question.state], colour)} ${said}${tail}`
}

function answeredOf({ plan }: RunView, { words }: Canvas): string {
  const answered = plan.filter(({ state }) => state === 'answered').length
  return fill(words.live.answered, { answered, asked: plan.length })
}

function countersOf(view: RunView, { words }: Canvas): readonly string[] {
  const { live } = words
  const counted = [
    [live.files, view.files],
    [live.searches, view.searches],
    [live.pages, view.pages],
    [live.verified, view.verified],
    [live.supported, view.supported],
    [live.conflicts, view.conflicts],
    [live.failures, view.failures],
  ] as const
  return counted.flatMap(([phrase, count]) => (count > 0 ? [fill(phrase, { count })] : []))
}

function moneyOf({ spent, limits }: RunView, { elapsed }: Beside, { words }: Canvas): readonly string[] {
  const of = (done: string, total: string | undefined): string =>
    total === undefined ? done : fill(words.progress.of, { done, total })
  const { usd, tokens, calls, milliseconds } = limits
  const time = of(clockTime(elapsed), milliseconds === undefined ? undefined : clockTime(milliseconds))
  if (spent.calls === 0 && usd === undefined && tokens === undefined && calls === undefined) return [time]
  const money = spent.calls > 0 && spent.unpriced === spent.calls ? words.cost.unknown : dollars(spent.usd)
  const count = of(String(spent.calls), calls === undefined ? undefined : String(calls))
  return [
    of(money, usd === undefined ? undefined : dollars(usd)),
    ...(spent.unpriced > 0 && spent.unpriced < spent.calls
      ? [fill(words.live.unpriced, { unpriced: spent.unpriced })]
      : []),
    fill(words.cost.tokens, {
      tokens: of(thousands(spent.tokens), tokens === undefined ? undefined : thousands(tokens)),
    }),
    spent.calls === 1 && calls === undefined ? words.cost.call : fill(words.cost.calls, { calls: count }),
    time,
  ]
}

/** What is going on now: a bar where it is counted, else what a model thinks, else the page that came last. */
function workOf(view: RunView, canvas: Canvas): readonly string[] {
  const { words, colour, columns } = canvas
  if (view.paused) return [paint(fit(words.progress.phases['paused'] ?? '', canvas), 'yellow', colour)]
  const bar = view.progress ? [barLine(view.progress, canvas)] : []
  if (view.thought) {
    const { purpose, text } = view.thought
    const who = words.roles[purpose] ?? words.purposes[purpose] ?? drawable(purpose)
    const head = fill(words.live.thinks, { who })
    const line = fit(head, canvas)
    const room = columns - 1 - displayWidth(line)
    const thought = lastColumns(drawable(text), Math.max(0, room))
    return [...bar, paint(line + thought, 'dim', colour)]
  }
  return view.page === undefined || bar.length > 0
    ? bar
    : [paint(fit(drawable(view.page), canvas), 'dim', colour)]
}

function barLine({ phase, done, total, item }: NonNullable<RunView['progress']>, canvas: Canvas): string {
  const { words, symbols, columns } = canvas
  const counted = total === undefined ? String(done) : fill(words.progress.of, { done, total })
  const line = [words.progress.phases[phase] ?? drawable(phase), counted, drawable(item ?? '')]
    .filter(Boolean)
    .join(' ')
  const length = Math.min(24, Math.floor(columns / 3))
  if (!total || length < 6) return fit(line, canvas)
  const filled = Math.round((Math.min(done, total) / total) * length)
  return fit(`${symbols.bar.full.repeat(filled)}${symbols.bar.empty.repeat(length - filled)} ${line}`, canvas)
}

/** How to tell the run from outside; what adds or polls writes nothing that there could be enough for. */
function hintOf({ kind }: RunView, { run }: Beside, canvas: Canvas): readonly string[] {
  if (kind !== 'research' && kind !== 'check') return []
  return [paint(fit(fill(canvas.words.live.steer, { run: drawable(run) }), canvas), 'dim', canvas.colour)]
}

/** Parts side by side, in as many lines as they need. */
function wrapped(parts: readonly string[], canvas: Canvas): readonly string[] {
  const lines: string[] = []
  for (const part of parts) {
    const last = lines.at(-1)
    const longer = last === undefined ? part : last + canvas.symbols.between + part
    if (last === undefined || displayWidth(longer) >= canvas.columns) lines.push(fit(part, canvas))
    else lines[lines.length - 1] = longer
  }
  return lines
}

function thousands(count: number): string {
  return count.toLocaleString('en')
}

/** `0:07`, `12:34`, `1:02:03`. */
function clockTime(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const two = (value: number): string => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}
