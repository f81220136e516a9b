/**
 * Where to look next: Thompson sampling over sub-queries (Thompson 1933; sub-queries as arms whose pull takes their
 * next documents: Petcu et al. 2025, arXiv 2510.18633). What differs here: rewards are fractions (`evidenceGain`), a
 * pull has a cost, and several arms are pulled at once (Komiyama, Honda and Nakagawa 2015: the best samples).
 */
import type { Chance } from '#runtime'

/** A sub-query that may be taken further, and what is believed of its next pull. Plain data. */
export interface Arm {
  readonly id: string
  /** Beta(alpha, beta) over the expected reward; both at least 1. */
  readonly alpha: number
  readonly beta: number
  readonly pulls: number
  /** What a pull costs, in searches, as far as is known; above 0. */
  readonly cost: number
}

/** Pulls that an estimate made before any pull is worth. */
const priorPulls = 2

/**
 * An arm that was never pulled: Beta(1, 1), nothing known; with an estimate, as if two pulls had brought it.
 *
 * @param cost what a pull is expected to cost, in searches
 * @param expected the reward that is expected of a pull, 0 to 1 (`expectedAtRank`)
 */
export function openArm(id: string, cost: number, expected?: number): Arm {
  const gained = expected === undefined ? 0 : priorPulls * within(expected)
  const missed = expected === undefined ? 0 : priorPulls - gained
  return { id, alpha: 1 + gained, beta: 1 + missed, pulls: 0, cost }
}

/**
 * The reward to expect of what stands at a rank, from 1, whether of a sub-query in its plan or of the documents that
 * it comes to next: it falls like the discount of DCG (Järvelin and Kekäläinen 2002).
 */
export function expectedAtRank(rank: number): number {
  return 1 / Math.log2(1 + Math.max(1, rank))
}

/**
 * The arms to pull next, best first: those whose sampled reward per cost is highest. Arms are sampled in the order of
 * their ids, so that the order in which they arrived changes nothing; a stream of chance (`context.at(round).random`)
 * serves one choice.
 *
 * @param count at most so many; the same arm is not chosen twice
 */
export function chooseArms(arms: readonly Arm[], count: number, random: Chance): Arm[] {
  return arms
    .toSorted((one, other) => compare(one.id, other.id))
    .map((arm) => ({ arm, worth: sampleBeta(arm.alpha, arm.beta, random) / arm.cost }))
    .toSorted((one, other) => other.worth - one.worth)
    .slice(0, count)
    .map(({ arm }) => arm)
}

/**
 * What is believed after a pull: a reward is so much of a success, and the rest a failure.
 *
 * @param reward 0 to 1
 * @param cost what the pull cost, in searches; pulls to come are expected to cost the mean
 */
export function updateArm(arm: Arm, reward: number, cost = arm.cost): Arm {
  const gained = within(reward)
  return {
    ...arm,
    alpha: arm.alpha + gained,
    beta: arm.beta + 1 - gained,
    pulls: arm.pulls + 1,
    // The estimate made at its opening counts as one pull; what cost nothing still took its turn.
    cost: Math.max(leastCost, (arm.cost * (arm.pulls + 1) + cost) / (arm.pulls + 2)),
  }
}

const leastCost = 1e-3

/** A draw from Beta(alpha, beta), both above 0, by two gamma variates. */
export function sampleBeta(alpha: number, beta: number, random: Chance): number {
  const one = logGammaVariate(alpha, random)
  const other = logGammaVariate(beta, random)
  return 1 / (1 + Math.exp(other - one))
}

/**
 * The logarithm of a draw from Gamma(shape, 1): Marsaglia and Tsang 2000, for a shape below 1 by their §6, in
 * logarithms since such draws are often too small for a number.
 */
function logGammaVariate(shape: number, random: Chance): number {
  if (shape < 1) return logGammaVariate(shape + 1, random) + Math.log(uniform(random)) / shape
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal(random)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(uniform(random)) <= 0.5 * x * x + d - d * v + d * Math.log(v))
      return Math.log(d * v)
  }
}

/** A standard normal variate (Box and Muller 1958). */
function normal(random: Chance): number {
  return Math.sqrt(-2 * Math.log(uniform(random))) * Math.cos(2 * Math.PI * random.next())
}

/** Uniform in (0, 1]: its logarithm is finite. */
const uniform = (random: Chance): number => 1 - random.next()
const within = (share: number): number => Math.min(1, Math.max(0, share))
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
