import { evidenceAt, foldWidth } from '#reading'
import {
  chooseQuotes,
  createVerifier,
  measureSupport,
  supportOf,
  type OfferedEvidence,
  type SupportModel,
  type Verifier,
} from '#reasoning'
import type { VerdictLabel } from '#vocabulary'
import type { Context } from '#runtime'
import {
  attributionSets,
  readAttribution,
  type AttributionExample,
  type AttributionSet,
} from './attribution-data.ts'
import { bestThreshold, scoreDecisions, type BinaryScores } from './binary-scores.ts'
import { fitSupport, type SupportRow } from './fit-support.ts'

/** What is evaluated. */
export interface AttributionOptions {
  /** Name in the catalogue of verifiers; default `literal`. */
  readonly verifier?: string
}

/** One method on one set. */
export interface AttributionScore {
  readonly set: AttributionSet
  readonly method: 'overlap' | 'support' | 'verdict' | 'shipped'
  readonly scores: BinaryScores
  /** Threshold of the decision, and where it (and the model) come from. */
  readonly threshold?: number
  readonly fittedOn: string
}

/** All methods on all sets, and how the shipped verifier labelled them. */
export interface AttributionEvaluation {
  readonly scores: readonly AttributionScore[]
  /** Labels of the shipped verifier by set. */
  readonly labels: Readonly<Record<string, Readonly<Record<VerdictLabel, number>>>>
  readonly milliseconds: number
}

/** How many sentences may be quoted for a claim. */
const quotesOffered = 6

/** A claim with what is offered for it, and the features of both. */
export interface PreparedClaim extends SupportRow {
  readonly claim: string
  readonly offered: readonly OfferedEvidence[]
  /** Share of the claim's tokens that stand in what is offered: the baseline. */
  readonly overlap: number
}

/**
 * Measures a verifier on WiCE dev (quotes of its own choice among some 120 sentences, and the oracle chunks)
 * and QAGS (own choice from the article): supported against the rest.
 *
 * Everything fitted is fitted on the other data set: models and thresholds for WiCE on QAGS, for QAGS on
 * WiCE, the baseline's threshold too. `overlap` is the baseline (token overlap with the same quotes);
 * `support` thresholds the model's probability; `verdict` is the verifier's label with that model and
 * threshold, its hard checks on; `shipped` is the label with the constants in the source, which have seen
 * both.
 *
 * @throws KaojuError `path-missing`, `data-invalid`
 */
export async function evaluateAttribution(
  dataFolder: string,
  context: Context,
  options: AttributionOptions = {},
): Promise<AttributionEvaluation> {
  const start = context.clock.elapsed()
  const name = options.verifier ?? 'literal'
  const prepared = new Map<AttributionSet, PreparedClaim[]>()
  for (const set of attributionSets)
    prepared.set(
      set,
      (await readAttribution(dataFolder, set)).map((example) => prepare(example, set)),
    )
  const scores: AttributionScore[] = []
  const labels: Record<string, Record<VerdictLabel, number>> = {}
  for (const set of attributionSets) {
    const rows = prepared.get(set)!
    const others = attributionSets
      .filter((other) => familyOf(other) !== familyOf(set))
      .map((other) => prepared.get(other)!)
    scores.push(...(await leaveOut(name, set, rows, others, context)))
    const shipped = await judgeAll(createVerifier(name), rows, context)
    scores.push({
      set,
      method: 'shipped',
      fittedOn: 'both',
      scores: scoreDecisions(
        shipped.map(({ truth, label, support }) => ({
          truth,
          decision: label === 'supported',
          score: support,
        })),
      ),
    })
    labels[set] = countLabels(shipped)
  }
  return { scores, labels, milliseconds: context.clock.elapsed() - start }
}

function familyOf(set: string): string {
  return set.startsWith('wice') ? 'WiCE' : 'QAGS'
}

function prepare(example: AttributionExample, set: AttributionSet): PreparedClaim {
  return prepareClaim(example, set, set === 'wice-oracle')
}

/** Offers a claim the quotes that suit it best, or (`whole`) all there are: then somebody chose them before. */
export function prepareClaim(example: AttributionExample, set: string, whole: boolean): PreparedClaim {
  const { claim, document, sentences, supported } = example
  const candidates = sentences.map((span) => ({ document, span }))
  const chosen = whole ? candidates : chooseQuotes(claim, candidates, quotesOffered)
  const offered = chosen.map(({ span }) => ({
    evidence: evidenceAt(document, span.start, span.end),
    document,
  }))
  const told = new Set(offered.flatMap(({ evidence }) => tokensOf(evidence.quote)))
  const tokens = tokensOf(claim)
  const overlap = tokens.filter((token) => told.has(token)).length / Math.max(1, tokens.length)
  return { set, claim, offered, supported, overlap, features: measureSupport(claim, offered) }
}

function tokensOf(text: string): string[] {
  return (
    foldWidth(text)
      .toLowerCase()
      .match(/\p{Script=Han}|(?!\p{Script=Han})[\p{L}\d]+/gu) ?? []
  )
}

async function leaveOut(
  name: string,
  set: AttributionSet,
  rows: readonly PreparedClaim[],
  others: readonly (readonly PreparedClaim[])[],
  context: Context,
): Promise<AttributionScore[]> {
  const fittedOn = familyOf(others[0]![0]!.set)
  const overlapAt = bestThreshold(
    others.map((other) => other.map(({ supported, overlap }) => ({ truth: supported, score: overlap }))),
  )
  const overlap: AttributionScore = {
    set,
    method: 'overlap',
    fittedOn,
    threshold: overlapAt,
    scores: scoreDecisions(
      rows.map((row) => ({ truth: row.supported, score: row.overlap, decision: row.overlap >= overlapAt })),
    ),
  }
  if (name !== 'literal') return [overlap]
  const model = fitSupport(others.flat())
  const probability = (row: PreparedClaim, by: SupportModel): number => supportOf(row.features, by)
  const threshold = bestThreshold(
    others.map((other) => other.map((row) => ({ truth: row.supported, score: probability(row, model) }))),
  )
  const support = rows.map((row) => ({
    truth: row.supported,
    score: probability(row, model),
    decision: probability(row, model) >= threshold,
  }))
  const judged = await judgeAll(createVerifier(name, { model, supported: threshold }), rows, context)
  return [
    overlap,
    { set, method: 'support', fittedOn, threshold, scores: scoreDecisions(support) },
    {
      set,
      method: 'verdict',
      fittedOn,
      threshold,
      scores: scoreDecisions(
        judged.map(({ truth, label, support: score }) => ({ truth, score, decision: label === 'supported' })),
      ),
    },
  ]
}

interface Judged {
  readonly truth: boolean
  readonly label: VerdictLabel
  readonly support: number
}

async function judgeAll(
  verify: Verifier,
  rows: readonly PreparedClaim[],
  context: Context,
): Promise<Judged[]> {
  const judged: Judged[] = []
  for (const { claim, offered, supported } of rows) {
    const { label, support } = await verify({ text: claim, kind: 'quoted' }, offered, context)
    judged.push({ truth: supported, label, support })
  }
  return judged
}

function countLabels(judged: readonly Judged[]): Record<VerdictLabel, number> {
  const counts: Record<VerdictLabel, number> = { supported: 0, partly: 0, conflicting: 0, unsupported: 0 }
  for (const { label } of judged) counts[label]++
  return counts
}

/** Fits the constants of the support model on all four files: what `scripts/fit-support.ts` prints. */
export async function fitShippedSupport(dataFolder: string): Promise<SupportModel> {
  const rows: SupportRow[] = []
  for (const set of attributionSets)
    rows.push(...(await readAttribution(dataFolder, set)).map((example) => prepare(example, set)))
  return fitSupport(rows)
}

const methodNames: Readonly<Record<AttributionScore['method'], string>> = {
  overlap: 'token overlap (baseline)',
  support: 'literal, support ≥ threshold',
  verdict: 'literal, verdict (hard checks on)',
  shipped: 'literal as shipped, verdict',
}

/** The leaderboard's table on verification (supported against the rest), with the notes that belong to it, as Markdown. */
export async function attributionLeaderboard(dataFolder: string, context: Context): Promise<string> {
  const { scores, labels, milliseconds } = await evaluateAttribution(dataFolder, context)
  const examples = scores
    .filter(({ method }) => method === 'shipped')
    .reduce((sum, one) => sum + one.scores.examples, 0)
  const number = (value: number): string => value.toFixed(3)
  const lines = scores.map(({ set, method, fittedOn, threshold, scores: of }) =>
    [
      '',
      set,
      methodNames[method],
      threshold === undefined ? fittedOn : `${fittedOn}, ${threshold.toFixed(2)}`,
      ...[
        of.positive.precision,
        of.positive.recall,
        of.positive.f1,
        of.negative.precision,
        of.negative.recall,
        of.negative.f1,
        of.accuracy,
        of.balancedAccuracy,
        of.auroc,
        of.averagePrecision,
      ].map(number),
      '',
    ]
      .join(' | ')
      .trim(),
  )
  const counts = Object.entries(labels).map(
    ([set, of]) =>
      `${set}: ${Object.entries(of)
        .map(([label, count]) => `${count} ${label}`)
        .join(', ')}`,
  )
  return [
    'Models and thresholds come from the other data set (WiCE ↔ QAGS); `as shipped` has seen both. P/R/F1 first of `supported`, then of its detection as unsupported.',
    '',
    '| set | method | fitted on, threshold | P | R | F1 | P (un) | R (un) | F1 (un) | accuracy | balanced | AUROC | AP |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|---|',
    ...lines,
    '',
    `Shares of supported: ${attributionSets.map((set) => `${set} ${number(scores.find((one) => one.set === set)!.scores.prevalence)}`).join(', ')}. Labels as shipped: ${counts.join('; ')}.`,
    `${examples} claims, ${(milliseconds / 1000).toFixed(1)} s.`,
    '',
  ].join('\n')
}
