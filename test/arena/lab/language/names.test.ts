import { expect, test } from 'vitest'
import { chanceOf } from '#runtime'
import { entityTypes, typeOfName } from '../../../../src/arena/lab/language/name-shapes.ts'
import { coinNames, nameStems, translateName } from '../../../../src/arena/lab/language/names.ts'
import { labLanguages } from '../../../../src/arena/lab/world.ts'

const many = coinNames(chanceOf('names', 'many'), Object.fromEntries(entityTypes.map((type) => [type, 120])))

test('there are at least 1,500 stems, and no name is a part of another in either language', () => {
  expect(nameStems().length).toBeGreaterThanOrEqual(1_500)
  for (const language of labLanguages) {
    const all = many.map(({ names }) => names[language].toLowerCase())
    const text = all.join('\n')
    for (const name of all) expect(text.split(name).length, name).toBe(2)
  }
})

test('stems hold no other stem', () => {
  for (const language of labLanguages) {
    const stems = new Set(nameStems().map((stem) => stem[language].toLowerCase()))
    expect(stems.size).toBe(nameStems().length)
    const holders: string[] = []
    for (const stem of stems)
      for (let start = 0; start < stem.length; start++)
        for (let end = start + 1; end <= stem.length; end++)
          if (end - start < stem.length && stems.has(stem.slice(start, end))) holders.push(stem)
    expect(holders).toEqual([])
  }
})

test('ids count up, and the seed decides', () => {
  expect(many.map(({ id }) => id)).toEqual(many.map((_, index) => `e${index + 1}`))
  const coin = (seed: string): string =>
    JSON.stringify(coinNames(chanceOf(seed, 'x'), { town: 3, person: 2 }))
  expect(coin('a')).toBe(coin('a'))
  expect(coin('a')).not.toBe(coin('b'))
})

test('more names than can be coined are refused', () => {
  expect(() => coinNames(chanceOf('a', 'b'), { town: 100_000 })).toThrow(
    expect.objectContaining({ code: 'option-invalid' }),
  )
})

test('a name tells its type, and its other form, in both languages', () => {
  for (const { type, names } of many) {
    expect(typeOfName(names.en), names.en).toBe(type)
    expect(typeOfName(names.zh), names.zh).toBe(type)
    expect(typeOfName(names.en.toLowerCase()), names.en).toBe(type)
    expect(translateName(names.en, 'zh')).toBe(names.zh)
    expect(translateName(names.zh, 'en')).toBe(names.en)
    expect(translateName(names.zh, 'zh')).toBe(names.zh)
  }
  expect(typeOfName('the largest town of all')).toBeUndefined()
  expect(typeOfName('')).toBeUndefined()
  expect(translateName('Contents', 'zh')).toBeUndefined()
})

test('the names of the documentation are such names', () => {
  expect(translateName('Velmora Bridge', 'zh')).toBe('韦尔莫拉大桥')
  expect(translateName('米拉·哈尔沃伦', 'en')).toBe('Mira Halvoren')
  expect(translateName('Orlin', 'zh')).toBe('奥尔林镇')
  expect(translateName('塔维克工程公司', 'en')).toBe('Tarvik Works')
})
