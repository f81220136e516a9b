import { coverageWithin, weightOf, type Alignment } from './alignment.ts'
import type { Finding } from './findings.ts'
import { substitutionsIn } from './substitutions.ts'

/**
 * What the support model looks at, each from 0 to 1 and readable on its own. The order is the order of the
 * coefficients.
 */
export const featureNames = [
  'coverage',
  'bestCoverage',
  'inOrder',
  'pairs',
  'weakestClause',
  'longestGap',
  'nameGap',
  'figureGap',
  'contradictions',
  'shifts',
  'brevity',
  'spread',
] as const

export type FeatureName = (typeof featureNames)[number]
export type Features = Readonly<Record<FeatureName, number>>

/** Measures an alignment and what the checks found in it. */
export function featuresOf(alignment: Alignment, findings: readonly Finding[]): Features {
  const { claim, coverage, bestCoverage, links } = alignment
  const count = (codes: readonly string[]): number =>
    findings.filter(({ code }) => codes.includes(code)).length
  const figures = claim.quantities.length + claim.dates.length
  const clauses = claim.clauses.map(({ start, end }) => ({
    share: coverageWithin(alignment, start, end),
    weight: weightOf(claim.words.filter((word) => word.start >= start && word.end <= end)),
  }))
  const used = new Set(links.flatMap((link) => (link ? [link.quote] : [])))
  return {
    coverage,
    bestCoverage,
    inOrder: substitutionsIn(alignment).inOrder,
    pairs: pairShare(alignment),
    weakestClause: Math.min(1, ...clauses.filter(({ weight }) => weight > 1).map(({ share }) => share)),
    longestGap: longestGap(alignment),
    nameGap: claim.names.length === 0 ? 0 : Math.min(1, count(['name-missing']) / claim.names.length),
    figureGap:
      figures === 0
        ? 0
        : Math.min(
            1,
            count(['number-missing', 'number-differs', 'date-missing', 'date-differs', 'unit-differs']) /
              figures,
          ),
    contradictions: Math.min(1, findings.filter(({ severity }) => severity === 'contradicts').length / 2),
    shifts: Math.min(1, findings.filter(({ severity }) => severity === 'shifts').length / 2),
    brevity: 1 / (1 + weightOf(claim.words) / 10),
    spread: used.size <= 1 ? 0 : 1 - 1 / used.size,
  }
}

/** Share of neighbouring word pairs of the claim that stand near each other, in order, in one quote. */
function pairShare({ claim, links }: Alignment): number {
  let all = 0
  let kept = 0
  for (let index = 0; index + 1 < claim.words.length; index++) {
    const [first, second] = [links[index], links[index + 1]]
    const weight = claim.words[index]!.weight + claim.words[index + 1]!.weight
    all += weight
    if (first && second && first.quote === second.quote && second.at > first.at && second.at - first.at <= 3)
      kept += weight
  }
  return all === 0 ? 1 : kept / all
}

/** The longest run of neighbouring words that stand nowhere in the quotes, as a share of the claim. */
function longestGap({ claim, links }: Alignment): number {
  let longest = 0
  let run = 0
  for (const [index, word] of claim.words.entries()) {
    run = links[index] ? 0 : run + word.weight
    longest = Math.max(longest, run)
  }
  return longest / (weightOf(claim.words) || 1)
}

/** Logistic model of "a reader would call this supported". */
export interface SupportModel {
  readonly intercept: number
  readonly weights: Features
}

/** PLACEHOLDER */
export const supportModel: SupportModel = {
  intercept: -5,
  weights: {
    coverage: 5,
    bestCoverage: 1,
    inOrder: 1,
    pairs: 1,
    weakestClause: 1,
    longestGap: -2,
    nameGap: -2,
    figureGap: -2,
    contradictions: -2,
    shifts: -0.5,
    brevity: 0,
    spread: 0,
  },
}

/** Probability of support under a model. */
export function supportOf(features: Features, model: SupportModel = supportModel): number {
  const sum = featureNames.reduce(
    (total, name) => total + model.weights[name] * features[name],
    model.intercept,
  )
  return 1 / (1 + Math.exp(-sum))
}
