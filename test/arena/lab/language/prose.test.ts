import { expect, test } from 'vitest'
import { chanceOf } from '#runtime'
import { filler } from '../../../../src/arena/lab/language/filler.ts'
import { tellFiller, tellTalk } from '../../../../src/arena/lab/language/prose.ts'
import { questionsIn } from '../../../../src/arena/lab/language/questions-in.ts'
import { readStatements } from '../../../../src/arena/lab/language/read.ts'
import { labLanguages } from '../../../../src/arena/lab/world.ts'
import { entities } from './facts.ts'

test.each(labLanguages)(
  'talk states nothing, asks nothing and counts nothing, whoever it is about (%s)',
  (language) => {
    const { about, general } = filler[language]
    expect(about.length).toBeGreaterThanOrEqual(60)
    expect(general.length).toBeGreaterThanOrEqual(30)
    expect(new Set([...about, ...general.flat()]).size).toBe(about.length + general.flat().length)
    expect(about.every((sentence) => sentence.split('{s}').length > 1)).toBe(true)
    for (const entity of entities.filter((_, index) => index % 20 === 0)) {
      const name = entity.names[language]
      const text = [...about.map((sentence) => sentence.replaceAll('{s}', name)), ...general.flat()].join(
        '\n',
      )
      expect(text).not.toMatch(/\d/)
      expect(readStatements(`${name}\n${text}`)).toEqual([])
      expect(questionsIn(text)).toEqual([])
    }
  },
)

test('so many sentences are told, by chance alone', () => {
  const [entity] = entities
  const said = (seed: string, many: number): string =>
    tellFiller(entity!, 'zh', chanceOf(seed, 'prose'), many)
  for (const many of [0, 1, 2, 7, 200]) expect(said('a', many).split('。').length - 1).toBe(many)
  expect(said('a', 5)).toBe(said('a', 5))
  expect(said('a', 5)).not.toBe(said('b', 5))
  expect(tellTalk('en', chanceOf('a', 'talk')).length).toBeGreaterThan(60)
})
