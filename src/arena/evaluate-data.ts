import { chanceOf, KaojuError, type Context } from '#runtime'
import { createReadingPool } from '#reading'
import type { Evaluation } from './evaluation.ts'
import { attribution } from './evaluations/attribution.ts'
import { readData } from './evaluations/data-file.ts'
import type { EvaluationKind, EvaluationOptions, EvaluationParts } from './evaluations/kind.ts'
import { memory } from './evaluations/memory.ts'
import { needle } from './evaluations/needle.ts'
import { robustness } from './evaluations/robustness.ts'
import { tables } from './evaluations/tables.ts'

type Run = (options: EvaluationOptions, context: Context) => Promise<Evaluation>

const runs: Readonly<Record<string, Run>> = Object.fromEntries(
  [of(attribution), of(memory), of(robustness), of(tables), of(needle)].map(({ kind, run }) => [kind, run]),
)

/** The kinds of evaluation that `runEvaluation` knows. */
export const evaluationKinds: readonly string[] = Object.keys(runs)

/**
 * Evaluates on a file of public or own data. The same data, method and seed give the same items and metrics.
 *
 * @throws KaojuError `path-missing`, `path-unreadable`, `folder-empty`, `data-invalid` (another shape: with the line),
 * `option-invalid` (an unknown kind or verifier), `aborted` (figures over a part would mislead), `budget-exhausted`
 */
export async function runEvaluation(
  kind: string,
  options: EvaluationOptions,
  context: Context,
): Promise<Evaluation> {
  const run = Object.hasOwn(runs, kind) ? runs[kind] : undefined
  if (run) return run(options, context)
  throw new KaojuError('option-invalid', { option: 'eval', reason: `${kind}; ${evaluationKinds.join(', ')}` })
}

/** A kind without the type of its items, which nobody else needs. */
function of<Item>(plug: EvaluationKind<Item>): { readonly kind: string; readonly run: Run } {
  return { kind: plug.kind, run: (options, context) => evaluate(plug, options, context) }
}

async function evaluate<Item>(
  plug: EvaluationKind<Item>,
  options: EvaluationOptions,
  context: Context,
): Promise<Evaluation> {
  const started = context.clock.elapsed()
  const { seed = 'kaoju', language = 'en' } = options
  const data = await readData(options.data)
  const pool = createReadingPool({}, context)
  const parts: EvaluationParts = {
    options,
    seed,
    ...(options.models ? { models: options.models } : {}),
    pool,
    sample: (items, usual) => drawn(items, options.n ?? usual, seed),
    tell: (done, total, item) => context.emit({ type: 'progress', phase: 'questions', done, total, item }),
  }
  try {
    const items = await plug.recognise(data, parts, context)
    const {
      method,
      models,
      metrics,
      groups,
      items: measured,
      notes,
      used,
      of: whole,
    } = await plug.run(items, parts, context)
    return {
      schema: 'kaoju-eval/1',
      kind: plug.kind,
      data: { path: data.path, sha256: data.sha256, items: used, of: whole },
      method,
      models,
      seed,
      metrics: withoutGaps(metrics),
      groups: groups.map((group) => ({ ...group, metrics: withoutGaps(group.metrics) })),
      items: measured,
      notes: notes.map((note) => note[language]),
      milliseconds: Math.round(context.clock.elapsed() - started),
    }
  } finally {
    await pool.close()
  }
}

/** So many by seed, in the order in which they stand in the data; 0: all. */
function drawn<T>(items: readonly T[], count: number, seed: string): readonly T[] {
  if (count === 0 || count >= items.length) return items
  const places = chanceOf(seed, 'sample').shuffle(items.map((_, index) => index))
  return places
    .slice(0, count)
    .sort((a, b) => a - b)
    .map((index) => items[index]!)
}

function withoutGaps(metrics: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)))
}
