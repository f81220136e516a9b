/** A value at a time. */
export interface Point {
  /** A year, or any other number that grows evenly with time. */
  readonly at: number
  readonly value: number
}

/** How a series is taken on beyond its last value. */
export const methodNames = ['linear', 'last-value', 'mean-growth'] as const
export type MethodName = (typeof methodNames)[number]

/** What a series comes to at a later time. */
export interface Fitted {
  readonly method: MethodName
  readonly value: number
  /** 90% prediction interval from the residuals; absent where there are too few values to have any. */
  readonly interval?: { readonly low: number; readonly high: number }
}

/** Student's t for 5% in one tail, by degrees of freedom from 1; the normal's beyond. */
const t95 = [6.314, 2.92, 2.353, 2.132, 2.015, 1.943, 1.895, 1.86, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753, 1.746, 1.74, 1.734, 1.729, 1.725, 1.721, 1.717, 1.714, 1.711, 1.708, 1.706, 1.703, 1.701, 1.699, 1.697] // prettier-ignore

function quantile(freedom: number): number {
  return t95[freedom - 1] ?? 1.645
}

/**
 * Fits a series and takes it on to a later time.
 *
 * 1. `linear`: least squares, with the interval of a new observation (Hyndman and Athanasopoulos, FPP3, 7.6).
 * 2. `last-value`: the last value, with the interval of a random walk (FPP3, 5.5).
 * 3. `mean-growth`: the mean growth a unit of time, a random walk with drift of the logarithms (FPP3, 5.5).
 *
 * @param points in order of time, each time once; at least two
 * @returns undefined where the method does not apply: fewer than two values, growth of what is not positive
 */
export function fit(points: readonly Point[], at: number, method: MethodName): Fitted | undefined {
  if (points.length < 2 || at <= points.at(-1)!.at) return undefined
  switch (method) {
    case 'linear':
      return linear(points, at)
    case 'last-value':
      return lastValue(points, at)
    case 'mean-growth':
      return meanGrowth(points, at)
  }
}

function linear(points: readonly Point[], at: number): Fitted {
  const count = points.length
  const meanAt = mean(points.map((one) => one.at))
  const meanValue = mean(points.map(({ value }) => value))
  const across = sum(points.map((one) => (one.at - meanAt) ** 2))
  const slope = sum(points.map((one) => (one.at - meanAt) * (one.value - meanValue))) / across
  const line = (time: number): number => meanValue + slope * (time - meanAt)
  const value = line(at)
  if (count < 3) return { method: 'linear', value }
  const spread = Math.sqrt(sum(points.map((one) => (one.value - line(one.at)) ** 2)) / (count - 2))
  const half = quantile(count - 2) * spread * Math.sqrt(1 + 1 / count + (at - meanAt) ** 2 / across)
  return { method: 'linear', value, interval: { low: value - half, high: value + half } }
}

function lastValue(points: readonly Point[], at: number): Fitted {
  const { at: lastAt, value } = points.at(-1)!
  const steps = stepsOf(points)
  if (steps.length < 2) return { method: 'last-value', value }
  const variance = mean(steps.map(({ by, over }) => by ** 2 / over))
  const half = quantile(steps.length) * Math.sqrt(variance * (at - lastAt))
  return { method: 'last-value', value, interval: { low: value - half, high: value + half } }
}

function meanGrowth(points: readonly Point[], at: number): Fitted | undefined {
  if (points.some(({ value }) => value <= 0)) return undefined
  const logs = points.map((one) => ({ at: one.at, value: Math.log(one.value) }))
  const [first, last] = [logs[0]!, logs.at(-1)!]
  const span = last.at - first.at
  const growth = (last.value - first.value) / span
  const ahead = at - last.at
  const middle = last.value + growth * ahead
  const value = Math.exp(middle)
  const steps = stepsOf(logs)
  if (steps.length < 2) return { method: 'mean-growth', value }
  const freedom = steps.length - 1
  const variance = sum(steps.map(({ by, over }) => (by - growth * over) ** 2 / over)) / freedom
  const half = quantile(freedom) * Math.sqrt(variance * ahead * (1 + ahead / span))
  return {
    method: 'mean-growth',
    value,
    interval: { low: Math.exp(middle - half), high: Math.exp(middle + half) },
  }
}

function stepsOf(points: readonly Point[]): { readonly by: number; readonly over: number }[] {
  return points.slice(1).map(({ at, value }, index) => ({
    by: value - points[index]!.value,
    over: at - points[index]!.at,
  }))
}

/** Values before the first that is tried in turn. */
const leastKnown = 2

/**
 * The method that would have done best: each later value is forecast from those before it (rolling origin, Tashman
 * 2000), and the smallest mean absolute error wins; with fewer than four values a straight line, the simplest that moves.
 */
export function bestMethod(points: readonly Point[]): MethodName {
  if (points.length < 4) return 'linear'
  const errors = methodNames.map((method) => {
    const missed = points.slice(leastKnown).map(({ at, value }, index) => {
      const fitted = fit(points.slice(0, leastKnown + index), at, method)
      return fitted ? Math.abs(fitted.value - value) : Infinity
    })
    return { method, error: mean(missed) }
  })
  return errors.reduce((best, one) => (one.error < best.error ? one : best)).method
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length
}
