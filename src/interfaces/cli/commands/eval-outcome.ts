import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Evaluation, EvaluationOptions } from '#arena'
import { KaojuError, toKaojuError } from '#runtime'
import type { Outcome, Session } from '../command.ts'
import { fitWidth, padWidth } from '../display-width.ts'
import { fill, type Words } from '../words.ts'
import type { EvalFlags } from './eval-options.ts'
import { withModels } from './eval-retrieval.ts'

/**
 * Runs an evaluation and tells it: metrics, groups, what a reader must know, and the worst items; whole to a
 * program or into `--out`.
 *
 * @throws KaojuError what `runEvaluation` throws, `output-unwritable`, `disk-full`
 */
export async function evaluationOutcome(
  kind: string,
  flags: EvalFlags,
  more: Pick<EvaluationOptions, 'verifier' | 'depths' | 'lengths'>,
  session: Session,
): Promise<Outcome> {
  const { context, language } = session
  const { runEvaluation } = await import('#arena')
  const { data, n, seed } = flags
  const options: EvaluationOptions = {
    data,
    language,
    ...(n === undefined ? {} : { n }),
    ...(seed === undefined ? {} : { seed }),
    ...more,
  }
  context.emit({ type: 'run-start', kind: 'eval', subject: data, method: kind })
  const evaluation =
    kind === 'attribution'
      ? await runEvaluation(kind, options, context)
      : await withModels(session, (models, within) =>
          runEvaluation(kind, { ...options, ...(models ? { models } : {}) }, within),
        )
  if (flags.out !== undefined) await writeEvaluation(resolve(flags.out), evaluation)
  return { exit: 0, document: evaluation, text: textOf(evaluation, flags.out, session) }
}

/** So many of the worst items are shown. */
const worst = 5

function textOf(evaluation: Evaluation, out: string | undefined, { words, terminal }: Session): string {
  const { data, method, models, metrics, groups, items, notes, milliseconds } = evaluation
  const own = words.eval
  const who = models.length > 0 ? models.join(', ') : own.noModel
  const seconds = (milliseconds / 1000).toFixed(1)
  const head = fill(own.head, { items: data.items, of: data.of, method, who, seconds })
  const badly = items
    .filter(({ score }) => score < 1)
    .toSorted((a, b) => a.score - b.score)
    .slice(0, worst)
  return [
    head,
    ...metricLines(metrics),
    ...groups.flatMap((group) => [
      '',
      fill(own.group, { name: group.name, items: group.items }),
      ...metricLines(group.metrics).map((line) => `  ${line}`),
    ]),
    '',
    ...notes.map((note) => `${own.note}${note}`),
    ...(badly.length > 0 ? ['', own.worst] : []),
    ...badly.flatMap((item) => itemLines(item, own, terminal.columns)),
    ...(out === undefined ? [] : ['', fill(own.written, { path: resolve(out) })]),
  ].join('\n')
}

function metricLines(metrics: Readonly<Record<string, number>>): string[] {
  const width = Math.max(0, ...Object.keys(metrics).map((name) => name.length))
  return Object.entries(metrics).map(([name, value]) => `${padWidth(name, width)}  ${value.toFixed(4)}`)
}

function itemLines(item: Evaluation['items'][number], own: Words['eval'], columns: number): string[] {
  const { id, group, asked, expected, given, score, failed } = item
  const line = (label: string, text: string): string =>
    fitWidth(`  ${label}${text}`, Math.max(60, columns - 1))
  return [
    line('', `${score.toFixed(2)}  ${id}${group === undefined ? '' : ` · ${group}`}`),
    line(own.asked, asked),
    line(own.expected, expected),
    line(own.given, failed ?? (given === '' ? '–' : given)),
  ]
}

async function writeEvaluation(path: string, evaluation: Evaluation): Promise<void> {
  try {
    await writeFile(path, `${JSON.stringify(evaluation, null, 2)}\n`)
  } catch (error) {
    const known = toKaojuError(error, path)
    if (known.code === 'disk-full') throw known
    const reason = (error as NodeJS.ErrnoException).code ?? '?'
    throw new KaojuError('output-unwritable', { path, reason }, { cause: error })
  }
}
