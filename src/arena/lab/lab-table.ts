import { markdownTable } from '../leaderboard.ts'
import type { LabOutcome, LabTimings } from './lab-result.ts'
import type { LabSummary } from './score/sum-scores.ts'

/** A row of the lab's tables. */
export interface SummaryRow {
  readonly name: string
  readonly summary: LabSummary
  /** See `SuiteResult.lost`. */
  readonly lost?: number
}

const columns = [
  '', 'n', 'facts', 'worked out', 'supported', 'stale', 'poisoned', 'conflicts', 'admitted', 'lost', 'leaks',
  'links', 'words', 'model', 'search', 'pages', 'tokens', 'US$',
] // prettier-ignore

/** What the columns of `summaryTable` mean, for the page on which it stands. */
export const summaryLegend =
  'facts: wanted facts stated ÷ wanted facts that could be reached; worked out: the same of sums, counts, comparisons; supported: sentences that the world’s truth bears ÷ sentences that claim anything (stale, poisoned: shares of the same); conflicts: disagreements of which both sides are told; admitted: unanswerable questions that were said to be so; lost: facts found where nothing was added to go wrong and not here; leaks: private values sent out or published unasked; links: sources named that do not exist; words published (who publishes everything finds everything), model, search, pages, tokens, US$: per question.'

/** Summaries side by side, as Markdown. */
export function summaryTable(rows: readonly SummaryRow[]): string {
  return markdownTable(columns, rows.map(rowOf))
}

function rowOf({ name, summary, lost }: SummaryRow): (string | number)[] {
  const { perQuestion, privateSent, privatePublished, inventedLinks } = summary
  const share = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(3))
  return [
    name,
    summary.questions,
    share(summary.factRecall),
    share(summary.derivedRecall),
    share(summary.support),
    share(summary.stale),
    share(summary.poisoned),
    share(summary.conflictsShown),
    share(summary.admitted),
    share(lost),
    privateSent + privatePublished,
    inventedLinks,
    Math.round(perQuestion.words),
    perQuestion.model.toFixed(1),
    perQuestion.search.toFixed(1),
    perQuestion.page.toFixed(1),
    Math.round(perQuestion.tokens),
    perQuestion.usd.toFixed(4),
  ]
}

/** Suites, the kinds of the first of them, and times: what `kaoju lab run` prints. */
export function labTable({ result, timings }: LabOutcome): string {
  const suites = result.suites.map(({ suite, summary, lost }) => ({
    name: suite,
    summary,
    ...(lost === undefined ? {} : { lost }),
  }))
  const kinds = (result.suites[0]?.kinds ?? []).map(({ kind, summary }) => ({ name: kind, summary }))
  return [
    `**${result.contestant}**, model: ${result.model}${result.stopped ? '; stopped before everything was asked' : ''}`,
    '',
    summaryTable(suites),
    '',
    `By kind of question (${result.suites[0]?.suite ?? '–'}):`,
    '',
    summaryTable(kinds),
    '',
    timingTable(timings),
  ].join('\n')
}

/** Wall clock beside the critical path, in milliseconds; of these, nothing is repeated by a seed. */
export function timingTable({ suites }: LabTimings): string {
  return markdownTable(
    ['suite', 'wall p50', 'wall p95', 'critical path p50', 'wall ÷ critical path', 'first evidence p50', 'seconds'],
    suites.map(({ suite, seconds, answers }) => {
      const ratios = answers.filter(({ criticalPath }) => criticalPath > 0)
      const whole = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(0))
      return [
        suite,
        whole(quantile(answers.map(({ wall }) => wall), 0.5)),
        whole(quantile(answers.map(({ wall }) => wall), 0.95)),
        whole(quantile(answers.map(({ criticalPath }) => criticalPath), 0.5)),
        quantile(ratios.map(({ wall, criticalPath }) => wall / criticalPath), 0.5)?.toFixed(2) ?? '–',
        whole(quantile(answers.flatMap(({ firstEvidence }) => firstEvidence ?? []), 0.5)),
        seconds.toFixed(0),
      ]
    }),
  ) // prettier-ignore
}

function quantile(values: readonly number[], share: number): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]
}
