/** How well a yes-or-no decision and the score behind it agree with people. */
export interface BinaryScores {
  readonly examples: number
  /** Share of examples that people call positive. */
  readonly prevalence: number
  readonly positive: PrecisionRecall
  readonly negative: PrecisionRecall
  readonly accuracy: number
  /** Mean of the recalls of both classes. */
  readonly balancedAccuracy: number
  /** Chance that a positive scores higher than a negative (ties count half). */
  readonly auroc: number
  /** Average precision of the ranking by score; ties are one step. */
  readonly averagePrecision: number
}

export interface PrecisionRecall {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

export interface Decided {
  readonly truth: boolean
  readonly decision: boolean
  readonly score: number
}

/** Scores decisions; a precision or recall with nothing to divide by is 0. */
export function scoreDecisions(decided: readonly Decided[]): BinaryScores {
  const count = (truth: boolean, decision: boolean): number =>
    decided.filter((one) => one.truth === truth && one.decision === decision).length
  const [hit, miss, alarm, rest] = [
    count(true, true),
    count(true, false),
    count(false, true),
    count(false, false),
  ]
  const positive = rates(hit, alarm, miss)
  const negative = rates(rest, miss, alarm)
  return {
    examples: decided.length,
    prevalence: share(hit + miss, decided.length),
    positive,
    negative,
    accuracy: share(hit + rest, decided.length),
    balancedAccuracy: (positive.recall + negative.recall) / 2,
    auroc: auroc(decided),
    averagePrecision: averagePrecision(decided),
  }
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}

function rates(right: number, wrong: number, missed: number): PrecisionRecall {
  return {
    precision: share(right, right + wrong),
    recall: share(right, right + missed),
    f1: share(2 * right, 2 * right + wrong + missed),
  }
}

/** Groups of equal score, highest first, as (positives, negatives). */
function steps(decided: readonly Decided[]): [number, number][] {
  const sorted = decided.toSorted((a, b) => b.score - a.score)
  const found: [number, number][] = []
  let last: number | undefined
  for (const { score, truth } of sorted) {
    if (score !== last) found.push([0, 0])
    found.at(-1)![truth ? 0 : 1]++
    last = score
  }
  return found
}

function auroc(decided: readonly Decided[]): number {
  const positives = decided.filter(({ truth }) => truth).length
  const negatives = decided.length - positives
  let above = 0
  let area = 0
  for (const [right, wrong] of steps(decided)) {
    area += wrong * (above + right / 2)
    above += right
  }
  return share(area, positives * negatives)
}

function averagePrecision(decided: readonly Decided[]): number {
  const positives = decided.filter(({ truth }) => truth).length
  let right = 0
  let seen = 0
  let sum = 0
  for (const [hits, misses] of steps(decided)) {
    right += hits
    seen += hits + misses
    sum += hits * (right / seen)
  }
  return share(sum, positives)
}

/** The threshold whose decisions have the best F1 of the positive class, averaged over groups of examples. */
export function bestThreshold(
  groups: readonly (readonly { readonly truth: boolean; readonly score: number }[])[],
): number {
  let best = 0.5
  let most = -1
  for (let percent = 1; percent < 100; percent++) {
    const threshold = percent / 100
    const mean =
      groups.reduce(
        (sum, group) =>
          sum +
          scoreDecisions(group.map((one) => ({ ...one, decision: one.score >= threshold }))).positive.f1,
        0,
      ) / groups.length
    if (mean > most + 1e-12) [best, most] = [threshold, mean]
  }
  return best
}
