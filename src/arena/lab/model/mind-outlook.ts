/** What figures of several years come to in another year, if they go on as they went: a straight line, and that it is one. */
import type { LabLanguage } from '../world.ts'
import { relationOf, type Shown } from './mind-facts.ts'
import { namesOf, relationsOf } from './mind-plan.ts'
import type { Reading } from './mind-prompt.ts'
import { fill, tellRead } from './mind-tell.ts'

/** A forecast, and what it stands on. */
export interface Outlook {
  readonly text: string
  readonly assumptions: readonly string[]
  readonly amount: number
  /** Within which it stays if the years go on no worse than they did. */
  readonly low: number
  readonly high: number
  readonly year: number
  readonly from: readonly Shown[]
}

/** The forecast that a prompt asks for; undefined: it asks for none, or there are not two years to go by. */
export function outlookIn({ question, facts, language }: Reading): Outlook | undefined {
  const { read, text } = question
  const year = Number(/(?<!\d)20\d\d(?!\d)/.exec(text)?.[0])
  const [name] = read ? namesOf(read) : []
  if (!read || !year || name === undefined) return undefined
  for (const { id } of relationsOf(read)) {
    const relation = relationOf(id)!
    const series = facts
      .history(name, relation)
      .flatMap(({ value, asOf, shown }) =>
        value.kind === 'quantity' && asOf !== undefined
          ? [{ year: asOf, value, amount: value.amount, from: shown.slice(0, 1) }]
          : [],
      )
    if (series.length < 2 || series.at(-1)!.year >= year) continue
    const line = lineThrough(series)
    const spread = Math.max(...series.map((one) => Math.abs(one.amount - line(one.year))), 0)
    const amount = Math.max(0, Math.round(line(year)))
    const value = { ...series[0]!.value, amount }
    const topic = fill(relation.words[language].topic, { s: facts.nameIn(name, language) })
    return {
      text: toldAs(topic, tellRead(value, language, facts), year, language),
      assumptions: assumed(topic, series[0]!.year, series.at(-1)!.year, language),
      amount,
      low: Math.max(0, Math.round(amount - spread - 0.05 * amount)),
      high: Math.round(amount + spread + 0.05 * amount),
      year,
      from: series.flatMap(({ from }) => from),
    }
  }
  return undefined
}

/** Least squares. */
function lineThrough(
  points: readonly { readonly year: number; readonly amount: number }[],
): (year: number) => number {
  const count = points.length
  const meanYear = points.reduce((sum, { year }) => sum + year, 0) / count
  const mean = points.reduce((sum, { amount }) => sum + amount, 0) / count
  const across = points.reduce((sum, { year }) => sum + (year - meanYear) ** 2, 0)
  const along = points.reduce((sum, { year, amount }) => sum + (year - meanYear) * (amount - mean), 0)
  const slope = across === 0 ? 0 : along / across
  return (year) => mean + slope * (year - meanYear)
}

function toldAs(topic: string, value: string, year: number, language: LabLanguage): string {
  return language === 'en'
    ? `If it goes on as before, ${topic} in ${year} would be about ${value}.`
    : `如果按以往的趋势发展，${year}年${topic}约为${value}。`
}

function assumed(topic: string, from: number, to: number, language: LabLanguage): string[] {
  return language === 'en'
    ? [`Between ${from} and ${to} ${topic} changed evenly, and goes on so.`, 'Nothing else comes between.']
    : [`${from}年至${to}年间${topic}匀速变化，并将继续如此。`, '其间没有其他变故。']
}
