import { weightOf, type Alignment } from './alignment.ts'
import type { Finding } from './findings.ts'
import { substitutionsIn } from './substitutions.ts'

/**
 * What the support model looks at, each from 0 to 1:
 *
 * - `coverage`: weighted share of the claim's words that stand in the quotes together;
 * - `bestCoverage`: the same in the best single quote;
 * - `inOrder`: share of its tokens that stand there in the same order;
 * - `longestGap`: longest run of words that stand nowhere, as a share of the claim;
 * - `nameGap`, `figureGap`: share of its names, and of its numbers and dates, that the checks miss;
 * - `contradictions`: 0.5 for one contradiction, 1 for more.
 *
 * Word order, clause coverage, claim length and corpus idf were tried too and gained nothing on the data set
 * left out.
 */
export const featureNames = [
  'coverage',
  'bestCoverage',
  'inOrder',
  'longestGap',
  'nameGap',
  'figureGap',
  'contradictions',
] as const

/** What the support model looks at, by name. */
export type Features = Readonly<Record<(typeof featureNames)[number], number>>

/** Measures an alignment and what the checks found in it. */
export function featuresOf(alignment: Alignment, findings: readonly Finding[]): Features {
  const { claim, coverage, bestCoverage } = alignment
  const share = (of: number, codes: readonly string[]): number =>
    of === 0 ? 0 : Math.min(1, findings.filter(({ code }) => codes.includes(code)).length / of)
  return {
    coverage,
    bestCoverage,
    inOrder: substitutionsIn(alignment).inOrder,
    longestGap: longestGap(alignment),
    nameGap: share(claim.names.length, ['name-missing']),
    figureGap: share(claim.quantities.length + claim.dates.length, [
      'number-missing',
      'number-differs',
      'date-missing',
      'date-differs',
      'unit-differs',
    ]),
    contradictions: Math.min(1, findings.filter(({ severity }) => severity === 'contradicts').length / 2),
  }
}

function longestGap({ claim, links }: Alignment): number {
  let longest = 0
  let run = 0
  for (const [index, word] of claim.words.entries()) {
    run = links[index] ? 0 : run + word.weight
    longest = Math.max(longest, run)
  }
  return longest / (weightOf(claim.words) || 1)
}

/** Logistic model of "most readers would call this supported", classes taken as equally frequent. */
export interface SupportModel {
  readonly intercept: number
  readonly weights: Features
}

/**
 * Fitted by `scripts/fit-support.ts` on WiCE dev and QAGS, all four files and both classes weighing the same
 * (see `fitSupport` in #arena). Figures in `arena/LEADERBOARD.md` come from models that have not seen the data set they are
 * measured on, not from this one.
 */
export const supportModel: SupportModel = {
  intercept: -1.51,
  weights: {
    coverage: 0.82,
    bestCoverage: 1.02,
    inOrder: 1.07,
    longestGap: -0.54,
    nameGap: -0.71,
    figureGap: -0.98,
    contradictions: -0.22,
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
