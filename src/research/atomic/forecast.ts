import type { Evidence, Language } from '#vocabulary'
import type { Context } from '#runtime'
import { ask } from '#models'
import { namesIn } from '#reading'
import { evaluateExpression } from '#reasoning'
import { mentions } from '../bearing.ts'
import { goesOn } from '../go-on.ts'
import type { Inquiry } from '../inquiry.ts'
import { deedOf } from '../ledger.ts'
import { inventsAddress, plainSentences } from '../plain-sentence.ts'
import type { Finding, FoundSection } from '../strategy.ts'
import type { Study } from '../study.ts'
import { bestMethod, fit, type Fitted, type MethodName } from './fit.ts'
import { forecastPrompt, type Outlook } from './forecast.prompt.ts'
import { outlookWords } from './outlook-words.ts'
import { organise, type Series, type Value } from './series.ts'

/** Values that are told and rested on, at most; of more, those at both ends and evenly between. */
const valuesTold = 12
const assumptionsAtMost = 3

/** What came of forecasting; no section: there were too few values. */
export interface Foretold {
  readonly section?: FoundSection
  readonly dropped: number
}

/**
 * Forecasts what is asked from what was found (PIKE-RAG, level 3): values are organised by code into a table of entity
 * by year, the worker chooses the method and states assumptions, code fits and tells the interval. The values
 * are quoted; the forecast is an inference that names them as its premises, and says of itself that it is one.
 */
export async function forecast(
  inquiries: readonly Inquiry[],
  study: Study,
  context: Context,
): Promise<Foretold> {
  const { task } = study
  const language = task.writing?.language ?? task.language
  const now = await context.observe('now', {}, () => new Date(context.clock.now()).getUTCFullYear())
  const table = organise(task.question, task.language, inquiries, now)
  const at = horizonOf(task.question, table)
  if (table.length === 0 || at === undefined) return { dropped: 0 }
  const { method, assumptions, writer } = await outlook(table, at, study, context)
  const findings: Finding[] = []
  let dropped = 0
  for (const series of table) {
    const fitted =
      fit(series.values, at, method ?? bestMethod(series.values)) ?? fit(series.values, at, 'linear')
    if (!fitted) continue
    const told = thinned(series.values)
    const rests = { premises: told.map((one) => one.candidate.text), evidence: evidenceOf(told) }
    const infer = (text: string, by: string): Finding => ({
      claim: { text, kind: 'inferred', premises: rests.premises },
      evidence: rests.evidence,
      writer: by,
    })
    findings.push(
      ...told.map(quoted),
      ...changeOver(series, language),
      infer(tell(series, fitted, at, language), 'extractive'),
    )
    const words = outlookWords(language)
    const [from, to] = [series.values[0]!.at, series.values.at(-1)!.at]
    const given = assumptions.filter((text) => bornBy(text, [task.question, ...rests.premises]))
    dropped += assumptions.length - given.length
    findings.push(
      ...(given.length > 0 ? given : [words.unchanged(from, to)]).map((text) =>
        infer(words.assumption(text), given.length > 0 ? writer : 'extractive'),
      ),
      ...(at - to > to - from ? [infer(words.assumption(words.far(at - to, to - from)), 'extractive')] : []),
    )
  }
  if (findings.length === 0) return { dropped }
  return { section: { heading: outlookWords(language).forecast, findings }, dropped }
}

/** By the worker; its twin takes the method that would have done best so far, and assumes that all goes on. */
async function outlook(
  table: readonly Series[],
  at: number,
  study: Study,
  context: Context,
): Promise<{
  readonly method?: MethodName
  readonly assumptions: readonly string[]
  readonly writer: string
}> {
  const { task, parts, deeds } = study
  const { worker } = parts.models ?? {}
  const byRules = { assumptions: [], writer: 'extractive' }
  if (!worker || !(await goesOn('forecast/go-on', context))) return byRules
  const series = table.map(({ entity, values }) => ({
    name: entity,
    rows: thinned(values).map((one) => `${one.at}: ${one.told}`),
  }))
  const language = task.writing?.language ?? task.language
  const prompt = forecastPrompt({ question: task.question.trim(), language, series, at })
  const thought = await ask(
    prompt,
    worker,
    (): Outlook => ({ method: 'linear', why: '', assumptions: [] }),
    context,
  )
  deeds.push(deedOf('forecast', 'worker', thought))
  if (thought.by === 'classical') return byRules
  const { method, assumptions } = thought.value
  return {
    method,
    assumptions: assumptions.flatMap((text) => plainSentences(text).slice(0, 1)).slice(0, assumptionsAtMost),
    writer: thought.by,
  }
}

/** An assumption states no fact: it brings no figure, name or address that nobody gave. */
function bornBy(text: string, known: readonly string[]): boolean {
  const figures = text.normalize('NFKC').match(/\d+(?:[.,]\d+)*/g) ?? []
  const names = namesIn(text.replace(/^\P{L}*\p{Lu}\p{Ll}*\s/u, ''))
  return (
    text.length <= 240 &&
    figures.every((figure) => known.some((one) => one.includes(figure))) &&
    names.every((name) => known.some((one) => mentions(one, name.text))) &&
    !inventsAddress(text, known)
  )
}

/** The latest year that is asked for; else so many years on as are asked for; else the year after the last value. */
function horizonOf(question: string, table: readonly Series[]): number | undefined {
  const last = Math.max(...table.flatMap(({ values }) => values.map((one) => one.at)))
  if (!Number.isFinite(last)) return undefined
  const text = question.normalize('NFKC')
  const years = (text.match(/(?<!\d)(?:20|21)\d\d(?!\d)/gu) ?? []).map(Number)
  const latest = Math.max(...years)
  if (latest > last) return latest
  const ahead =
    /\b(?:next|in|coming|within) (?:the next )?(\d{1,2}) years?\b|(?:未来|今后|后)(\d{1,2})年|(\d{1,2})年[后内]/iu.exec(
      text,
    )
  return last + Number(ahead?.[1] ?? ahead?.[2] ?? ahead?.[3] ?? 1)
}

function tell(series: Series, { value, interval, method }: Fitted, at: number, language: Language): string {
  const words = outlookWords(language)
  const { values } = series
  const shown = shownLike(values.at(-1)!)
  // What was never below nothing does not fall below it.
  const least = values.every((one) => one.value >= 0) ? 0 : -Infinity
  const range = interval ? words.interval(shown(Math.max(least, interval.low)), shown(interval.high)) : ''
  const how = words.method[method](values.length, values[0]!.at, values.at(-1)!.at)
  const what = words.of(series.entity, series.attribute)
  return words.foretold(what, at, shown(Math.max(least, value)), range, how)
}

/** A figure in the unit and to the places of the last value: "12.4 million yuan", 433500件. */
function shownLike({ quantity, told }: Value): (value: number) => string {
  const written = /[-−]?\d[\d,]*(?:\.(\d+))?/u.exec(told)
  const figure = Number(written?.[0].replaceAll(',', '').replace('−', '-') ?? 1)
  const scale = figure === 0 ? 1 : quantity.value / figure
  const places = written?.[1]?.length ?? 0
  return (value) => {
    const number = (value / scale).toLocaleString('en', {
      minimumFractionDigits: places,
      maximumFractionDigits: places,
      useGrouping: (written?.[0] ?? '').includes(','),
    })
    return written ? told.replace(written[0], number) : number
  }
}

function thinned(values: readonly Value[]): readonly Value[] {
  if (values.length <= valuesTold) return values
  const step = (values.length - 1) / (valuesTold - 1)
  return Array.from({ length: valuesTold }, (_, index) => values[Math.round(index * step)]!)
}

function quoted({ candidate }: Value): Finding {
  return {
    claim: { text: candidate.text, kind: 'quoted' },
    evidence: candidate.evidence,
    writer: 'extractive',
  }
}

function evidenceOf(values: readonly Value[]): Evidence[] {
  return [
    ...new Map(values.flatMap(({ candidate }) => candidate.evidence).map((one) => [one.id, one])).values(),
  ]
}

/** The change from the first value to the last, re-executed like any computation. */
function changeOver(series: Series, language: Language): Finding[] {
  const [first, last] = [series.values[0]!, series.values.at(-1)!]
  const expression = { op: 'percent-change', of: [first.expression, last.expression] } as const
  const evidence = [
    ...new Map([first, last].flatMap((one) => one.evidence).map((one) => [one.id, one])).values(),
  ]
  const change = evaluateExpression(expression, evidence)
  if (!change) return []
  const size = `${Math.abs(change.value).toFixed(1)}%`
  const what = outlookWords(language).of(series.entity, series.attribute)
  const text =
    language === 'zh'
      ? `${first.at}年至${last.at}年，${what}${change.value < 0 ? '下降' : '上升'}了${size}（由${first.told}至${last.told}）。`
      : `From ${first.at} to ${last.at}, ${what} ${change.value < 0 ? 'fell' : 'rose'} by ${size} (from ${first.told} to ${last.told}).`
  return [{ claim: { text, kind: 'computed', expression }, evidence, writer: 'extractive' }]
}
