import { expect, test } from 'vitest'
import { createMentionReader } from '../../../../src/arena/lab/score/mentions.ts'
import type { EntityId } from '../../../../src/arena/lab/world.ts'
import { smallWorld } from './small-world.ts'

const reader = createMentionReader(smallWorld.entities)
const spoken = (
  text: string,
  topics: readonly EntityId[] = [],
): (readonly [string, EntityId | undefined])[] =>
  reader
    .resolved(text, topics)
    .map((mention) => [text.slice(mention.start, mention.end), mention.entities[0]] as const)

test('names are found in both languages, with what clings to them', () => {
  expect(spoken("Velmora Bridge's length")).toEqual([['Velmora Bridge', 'e1']])
  expect(spoken('the VELMORA BRIDGE')).toEqual([['VELMORA BRIDGE', 'e1']])
  expect(spoken('维尔莫拉大桥由伊尔丝·托瓦尔德设计')).toEqual([
    ['维尔莫拉大桥', 'e1'],
    ['伊尔丝·托瓦尔德', 'e7'],
  ])
  expect(spoken('由Ilse Torvald设计')).toEqual([['Ilse Torvald', 'e7']])
  expect(spoken('Brennickshire')).toEqual([])
})

test('short forms are names where they are written as such', () => {
  expect(spoken('Velmora was opened by Torvald')).toEqual([
    ['Velmora', 'e1'],
    ['Torvald', 'e7'],
  ])
  expect(spoken('velmora')).toEqual([])
  expect(spoken('托瓦尔德设计了维尔莫拉')).toEqual([
    ['托瓦尔德', 'e7'],
    ['维尔莫拉', 'e1'],
  ])
})

test('what refers back is resolved by its kind', () => {
  expect(spoken('The bridge is long', ['e7', 'e2'])).toEqual([['The bridge', 'e2']])
  expect(spoken('该桥很长', ['e7', 'e2'])).toEqual([['该桥', 'e2']])
  expect(spoken('It was designed by her', ['e2', 'e7'])).toEqual([
    ['It', 'e2'],
    ['her', 'e7'],
  ])
  expect(spoken('其长度', ['e2'])).toEqual([['其', 'e2']])
  expect(spoken('The town hall', ['e5'])).toEqual([])
  // What stands earlier in the sentence is nearer.
  expect(spoken('Velmora Bridge opened when the bridge was ready', ['e2'])).toEqual([
    ['Velmora Bridge', 'e1'],
    ['the bridge', 'e1'],
  ])
})
