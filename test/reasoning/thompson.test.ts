import { describe, expect, it } from 'vitest'
import { chooseArms, expectedAtRank, openArm, updateArm, type Arm } from '#reasoning'
import { chanceOf, type Chance } from '#runtime'
import { sampleBeta } from '../../src/reasoning/thompson.ts'

describe('what is believed of an arm', () => {
  it.each<readonly [string, Arm, readonly number[], number, number]>([
    ['nothing yet', openArm('a', 1), [], 1, 1],
    ['a success', openArm('a', 1), [1], 2, 1],
    ['a failure', openArm('a', 1), [0], 1, 2],
    ['fractions', openArm('a', 1), [0.25, 0.5, 0.75], 2.5, 2.5],
    ['what is no share is cut to one', openArm('a', 1), [7, -3], 2, 2],
    ['first in rank', openArm('a', 1, expectedAtRank(1)), [], 3, 1],
    ['third in rank', openArm('a', 1, expectedAtRank(3)), [], 2, 2],
    ['third in rank, and a success', openArm('a', 1, expectedAtRank(3)), [1], 3, 2],
  ])('%s', (_, arm, rewards, alpha, beta) => {
    const after = rewards.reduce((each, reward) => updateArm(each, reward), arm)
    expect(after).toMatchObject({ alpha, beta, pulls: rewards.length, cost: 1 })
  })

  it('has the mean cost of its pulls, its estimate as one of them, and never none', () => {
    expect([4, 3].reduce((arm, cost) => updateArm(arm, 0, cost), openArm('a', 2)).cost).toBe(3)
    const free = Array.from({ length: 10_000 }).reduce<Arm>((arm) => updateArm(arm, 0, 0), openArm('a', 1))
    expect(free.cost).toBeGreaterThan(0)
  })

  it('expects less the further down something stands', () => {
    const ranks = [1, 2, 3, 7].map(expectedAtRank)
    expect(ranks[0]).toBe(1)
    expect(ranks[2]).toBe(0.5)
    expect(ranks).toEqual(ranks.toSorted((one, other) => other - one))
  })
})

describe('draws from a beta distribution', () => {
  const draws = 20_000
  const shapes = [
    [1, 1],
    [2, 1],
    [0.5, 0.5],
    [0.05, 0.2],
    [2.5, 7.25],
    [30, 12],
    [900, 100],
  ] as const

  it.each(shapes)('have the moments of Beta(%d, %d)', (alpha, beta) => {
    const chance = chanceOf('moments', `${alpha}/${beta}`)
    const all = Array.from({ length: draws }, () => sampleBeta(alpha, beta, chance))
    const mean = all.reduce((sum, each) => sum + each, 0) / draws
    const variance = all.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (draws - 1)
    const total = alpha + beta
    const expected = (alpha * beta) / (total ** 2 * (total + 1))
    expect(all.every((each) => each >= 0 && each <= 1)).toBe(true)
    // Four standard errors of the mean; of the variance, by the kurtosis of a beta distribution, four and more.
    expect(Math.abs(mean - alpha / total)).toBeLessThan(4 * Math.sqrt(expected / draws))
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.05)
  })

  it.each<readonly [number, number, (x: number) => number]>([
    [1, 1, (x) => x],
    [2, 1, (x) => x * x],
    [1, 4, (x) => 1 - (1 - x) ** 4],
    [2, 2, (x) => x * x * (3 - 2 * x)],
    [0.5, 0.5, (x) => (2 / Math.PI) * Math.asin(Math.sqrt(x))],
  ])('have the distribution of Beta(%d, %d) (Kolmogorov and Smirnov)', (alpha, beta, cumulative) => {
    const chance = chanceOf('distribution', `${alpha}/${beta}`)
    const all = Array.from({ length: draws }, () => sampleBeta(alpha, beta, chance)).toSorted((a, b) => a - b)
    const distance = all.reduce((most, x, index) => {
      const at = cumulative(x)
      return Math.max(most, at - index / draws, (index + 1) / draws - at)
    }, 0)
    // Exceeded by chance once in a thousand.
    expect(distance).toBeLessThan(1.95 / Math.sqrt(draws))
  })

  it('are finite where chance is at its ends', () => {
    const ends: Chance = { ...chanceOf('s', 'p'), next: () => 0 }
    expect(sampleBeta(0.01, 3, ends)).toBeGreaterThanOrEqual(0)
    expect(sampleBeta(0.01, 0.01, ends)).toBeLessThanOrEqual(1)
  })
})

describe('the arms to pull next', () => {
  const arms = [openArm('b', 1), openArm('a', 2), openArm('c', 1, 0.9), openArm('清湖', 1)]

  it('are the same for the same seed and place, in whatever order the arms arrived', () => {
    const chosen = (given: readonly Arm[], seed: string): string[] =>
      chooseArms(given, 3, chanceOf(seed, 'run/round-1')).map(({ id }) => id)
    for (let seed = 0; seed < 50; seed++)
      expect(chosen(arms.toReversed(), `${seed}`)).toEqual(chosen(arms, `${seed}`))
    expect(
      new Set(Array.from({ length: 50 }, (_, seed) => chosen(arms, `${seed}`).join())).size,
    ).toBeGreaterThan(5)
  })

  it('are as many as asked, each once, and no more than there are', () => {
    expect(chooseArms(arms, 2, chanceOf('s', 'p'))).toHaveLength(2)
    expect(new Set(chooseArms(arms, 9, chanceOf('s', 'p'))).size).toBe(4)
    expect(chooseArms([], 2, chanceOf('s', 'p'))).toEqual([])
    expect(chooseArms(arms, 0, chanceOf('s', 'p'))).toEqual([])
  })

  it('are the cheaper of equals, and the better of equally dear ones, nearly always', () => {
    const firsts = (given: readonly Arm[]): number =>
      Array.from({ length: 400 }, (_, seed) => chooseArms(given, 1, chanceOf(`${seed}`, 'p'))[0]!.id).filter(
        (id) => id === 'good',
      ).length
    expect(firsts([openArm('dear', 10), openArm('good', 1)])).toBeGreaterThan(360)
    const known = (id: string, reward: number): Arm =>
      Array.from({ length: 20 }).reduce<Arm>((arm) => updateArm(arm, reward), openArm(id, 1))
    expect(firsts([known('bad', 0.2), known('good', 0.8)])).toBeGreaterThan(396)
  })
})

describe('against taking turns', () => {
  /** An arm as it is: how much its pulls bring on average, and what they cost. */
  interface Truth {
    readonly id: string
    readonly mean: number
    readonly cost: number
  }
  const budget = 60

  function worldOf(seed: number, dear: boolean): Truth[] {
    const chance = chanceOf(`${seed}`, 'world')
    return Array.from({ length: 8 }, (_, index) => ({
      id: `q${index}`,
      // Few sub-queries are worth much.
      mean: chance.next() ** 2,
      cost: dear ? 0.5 + 3 * chance.next() : 1,
    }))
  }
  /** A reward of so much on average, anywhere between nothing and all. */
  const rewardOf = ({ mean, id }: Truth, seed: number, pull: number): number =>
    sampleBeta(
      Math.max(1e-3, 2 * mean),
      Math.max(1e-3, 2 * (1 - mean)),
      chanceOf(`${seed}`, `reward/${id}/${pull}`),
    )

  /** The reward gathered until the budget is spent, three pulls a round. */
  function gathered(
    seed: number,
    dear: boolean,
    choose: (arms: readonly Arm[], round: number) => readonly Arm[],
  ): number {
    const world = worldOf(seed, dear)
    let arms = world.map(({ id, cost }) => openArm(id, dear ? 2 : cost))
    let spent = 0
    let total = 0
    for (let round = 0; ; round++)
      for (const { id } of choose(arms, round)) {
        const truth = world.find((each) => each.id === id)!
        if ((spent += truth.cost) > budget) return total
        const reward = rewardOf(truth, seed, arms.find((arm) => arm.id === id)!.pulls)
        total += reward
        arms = arms.map((arm) => (arm.id === id ? updateArm(arm, reward, truth.cost) : arm))
      }
  }
  const thompson = (seed: number, dear: boolean): number =>
    gathered(seed, dear, (arms, round) => chooseArms(arms, 3, chanceOf(`${seed}`, `choice/${round}`)))
  const turns = (seed: number, dear: boolean): number =>
    gathered(seed, dear, (arms, round) => [0, 1, 2].map((each) => arms[(3 * round + each) % arms.length]!))
  /** What who knew the truth would expect: the three best arms for their cost, as long as the budget lasts. */
  function best(seed: number, dear: boolean): number {
    const three = worldOf(seed, dear)
      .toSorted((one, other) => other.mean / other.cost - one.mean / one.cost)
      .slice(0, 3)
    const cost = three.reduce((sum, each) => sum + each.cost, 0)
    return (budget / cost) * three.reduce((sum, each) => sum + each.mean, 0)
  }

  it.each([
    ['at equal cost', false],
    ['at costs that have to be learned', true],
  ])('gathers far more for the same budget, %s', (_, dear) => {
    const seeds = Array.from({ length: 120 }, (__, seed) => seed)
    const sum = (of: (seed: number, dear: boolean) => number): number =>
      seeds.reduce((all, seed) => all + of(seed, dear), 0)
    const [ours, theirs, most] = [sum(thompson), sum(turns), sum(best)]
    const regret = (most - ours) / (most - theirs)
    expect(ours / theirs).toBeGreaterThan(1.4)
    // Of what taking turns leaves lying, half at least is taken.
    expect(regret).toBeLessThan(0.55)
    const won = seeds.filter((seed) => thompson(seed, dear) > turns(seed, dear))
    expect(won.length / seeds.length).toBeGreaterThan(0.9)
  })
})
