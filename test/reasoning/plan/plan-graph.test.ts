import { describe, expect, test } from 'vitest'
import { makeWorld } from '#arena'
import { chanceOf } from '#runtime'
import { faultsInGraph, sameText, type GraphFault } from '#reasoning'
import { spoils } from './bad-plans.ts'
import { labPlan } from './lab-plans.ts'
import { plansOnFile, type FiledPlan } from './plans.ts'

const most = 14
const faults = ({ question, language, nodes }: FiledPlan): GraphFault[] =>
  faultsInGraph(nodes, { question, language, most })

/** Plans of the lab's questions by what they ask, and by hand. */
function goodPlans(seeds: readonly string[]): FiledPlan[] {
  const byHand = plansOnFile('good')
  const byLab = seeds.flatMap((seed) => {
    const world = makeWorld({ seed, questions: 256 })
    return world.questions.map((question) => ({
      question: question.text,
      language: question.language,
      nodes: labPlan(question, world, seed),
    }))
  })
  return [...byHand, ...byLab].filter(({ nodes }) => nodes.length <= most)
}

describe('1,000 seeded plans', () => {
  const good = goodPlans(['plans-1', 'plans-2', 'plans-3', 'plans-4'])

  test('of 1,000 good ones at most 1 % are refused', () => {
    const thousand = good.slice(0, 1000)
    expect(thousand.length).toBe(1000)
    const refused = thousand.filter((plan) => faults(plan).length > 0)
    if (process.env['PLANS'])
      for (const plan of refused)
        console.log(
          plan.question,
          faults(plan),
          plan.nodes.map(({ text }) => text),
        )
    expect(refused.length).toBeLessThanOrEqual(10)
  })

  test('of 1,000 bad ones at least 99 % are refused, of each kind at least 85 %', () => {
    const varied = good.filter(({ nodes }, index) => nodes.length > 1 || index % 5 === 0)
    const names = Object.keys(spoils)
    const kinds = new Map(names.map((name) => [name, { made: 0, taken: [] as string[] }]))
    let made = 0
    for (let turn = 0; made < 1000; turn++) {
      const name = names[turn % names.length]!
      const chance = chanceOf('bad-plans', `${name} ${turn}`)
      const plan = varied[chance.integer(varied.length)]!
      const others = varied.filter(
        ({ question, language }) => language === plan.language && question !== plan.question,
      )
      const nodes = spoils[name]!(plan, chance, others[chance.integer(others.length)]!)
      if (!nodes || isGood(nodes, plan)) continue
      made++
      const kind = kinds.get(name)!
      kind.made++
      if (faults({ ...plan, nodes }).length === 0)
        kind.taken.push(`${plan.question} → ${nodes.map(({ text }) => text).join(' / ')}`)
    }
    const taken = [...kinds.values()].flatMap((kind) => kind.taken)
    if (process.env['PLANS'])
      for (const [name, kind] of kinds)
        console.log(name, kind.made, kind.taken.length, kind.taken.slice(0, 4))
    expect(taken.length / made).toBeLessThanOrEqual(0.01)
    for (const [name, kind] of kinds) expect(kind.taken.length / kind.made, name).toBeLessThanOrEqual(0.15)
    expect(kinds.size).toBeGreaterThanOrEqual(12)
  })
})

/** A change that gives back the question whole, as one, spoils nothing. */
function isGood(nodes: FiledPlan['nodes'], { question }: FiledPlan): boolean {
  return nodes.length === 1 && sameText(nodes[0]!.text, question)
}

const misjudged = (name: string): string[] =>
  plansOnFile(name)
    .filter((plan) => faults(plan).length > 0 !== (plan.wrong !== undefined))
    .map(({ question, wrong }) => `${wrong ?? 'good'}: ${question}`)

test('plans on file: the first set was held out until it had been judged once (38 of 47), the second still is', () => {
  expect(misjudged('held-out')).toEqual([])
  // What a part of the question was replaced by, in words of the question or with a name that Chinese does not mark.
  expect(misjudged('held-out-2')).toEqual([
    'dropped: What do unions and employers say about the four-day week in Norland?',
    'dropped: Explain how the Brandt valve works and where it is used.',
    'dropped: 工会和雇主对诺兰的四天工作制有什么看法？',
    'name: 伊内斯·瓦尔加设计的塔有多高？',
  ])
})

test('the question as it was asked is a plan of one', () => {
  const refused = plansOnFile('good').filter(
    ({ question, language }) =>
      faultsInGraph([{ id: 'q1', text: question, dependsOn: [], origin: 'asked' }], {
        question,
        language,
        most,
      }).length > 0,
  )
  expect(refused).toEqual([])
})
