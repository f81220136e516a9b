import { describe, expect, test } from 'vitest'
import { createDocumentBuilder } from '#reading'
import type { Document } from '#vocabulary'
import { provisionsIn } from '../../src/research/statutes.ts'
import { designationAt, designationsIn, valueOf } from '../../src/research/statute/designation.ts'
import { allotmentCode, gardenRules, leaflet } from './statute-texts.ts'

/** A document of headings (`#`) and paragraphs. */
export function documentOf(text: string): Document {
  const builder = createDocumentBuilder()
  for (const block of text.split(/\n\s*\n/u).filter((one) => one.trim() !== '')) {
    const heading = /^(#+)\s+(.*)$/su.exec(block.trim())
    if (heading) builder.block('heading', heading[2]!.trim(), { level: heading[1]!.length })
    else builder.block('paragraph', block.trim())
  }
  const resource = { uri: 'file:///a.md', name: 'a.md', bytes: Buffer.from(text), mediaType: 'text/markdown' }
  return builder.finish({ resource, reader: { name: 'test', version: 1, options: {} } })
}

const numbersIn = (text: string) =>
  designationsIn(text).map(({ kind, number, part, code }) =>
    [kind, number, ...(part ? [part] : []), ...(code ? [code] : [])].join(' '),
  )

describe('designations', () => {
  test.each([
    ['subject to Article 7, the', ['article 7']],
    ['Articles 7 and 9', ['article 7', 'article 9']],
    ['Articles 7 to 9 apply', ['article 7', 'article 8', 'article 9']],
    ['Articles 7, 9 and 12a', ['article 7', 'article 9', 'article 12a']],
    ['see §§ 12, 13 and § 4a', ['section 12', 'section 13', 'section 4a']],
    ['under Section 3(2) or s. 14', ['section 3 2', 'section 14']],
    ['Article IV of the treaty', ['article 4']],
    ['Article 7 of the Water Act 2010 and Article 3', ['article 7 Water Act 2010', 'article 3']],
    ['Article 7 of this Code', ['article 7']],
    ['依照第七条的规定', ['article 7']],
    ['第一百二十条之一、第三条第二款', ['article 120-1', 'article 3 2']],
    ['第七条至第九条', ['article 7', 'article 8', 'article 9']],
    ['违反《水法》第十二条、第十四条的', ['article 12 水法', 'article 14 水法']],
    ['within 30 days, and 12 of them', []],
    ['第三章和三条路', []],
  ])('%s', (text, numbers) => {
    expect(numbersIn(text)).toEqual(numbers)
  })

  test.each([
    ['十', 10],
    ['十二', 12],
    ['二十', 20],
    ['一百零三', 103],
    ['一百二十', 120],
    ['一千二百六十', 1260],
    ['一二〇', 120],
    ['12', 12],
    ['树', undefined],
  ])('%s is %s', (text, value) => {
    expect(valueOf(text)).toBe(value)
  })

  test('stand where they are said to stand', () => {
    const text = 'Subject to Section 3(2), § 12a and 第十二条第二款.'
    for (const { start, end, number } of designationsIn(text))
      expect(designationAt(text, start)).toMatchObject({ start, end, number })
  })
})

describe('provisions', () => {
  test('by headings: whole, with their paragraphs, ending at chapters', () => {
    const document = documentOf(allotmentCode)
    const provisions = provisionsIn(document)
    expect(provisions.map(({ number }) => number)).toEqual(
      Array.from({ length: 12 }, (_, index) => `${index + 1}`),
    )
    const third = provisions[2]!
    expect(document.text.slice(third.name.start, third.name.end)).toBe('Article 3')
    expect(document.text.slice(third.head.start, third.head.end)).toBe('Article 3 Deposit')
    expect(document.text.slice(third.body.start, third.body.end)).toMatch(
      /^The association may[\s\S]+is a school\.$/,
    )
    expect(document.text.slice(provisions[7]!.start, provisions[7]!.end)).not.toContain('Chapter 3')
    expect(provisions.filter(({ repealed }) => repealed).map(({ number }) => number)).toEqual(['6'])
  })

  test('by the beginnings of paragraphs, Chinese numerals and all', () => {
    const document = documentOf(gardenRules)
    const provisions = provisionsIn(document)
    expect(provisions.map(({ number }) => number)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '12'])
    const third = provisions[2]!
    expect(document.text.slice(third.body.start, third.body.end)).toMatch(/^协会可以[\s\S]+不收取押金。$/)
    expect(document.text.slice(provisions[1]!.start, provisions[1]!.end)).not.toContain('第二章')
    expect(provisions.filter(({ repealed }) => repealed).map(({ number }) => number)).toEqual(['6'])
  })

  test('by lines within one block', () => {
    const document = documentOf(
      '§ 1 Dogs are kept on a lead.\n§ 2 Cats are free,\nsubject to\n§ 1 and custom.\n§ 3a. Birds sing.',
    )
    expect(provisionsIn(document).map(({ number }) => number)).toEqual(['1', '2', '3a'])
  })

  test('none in a text that only speaks of some', () => {
    for (const text of [
      leaflet,
      'Article 7 applies to boats.\n\nArticle 9 of the Act does not.',
      '第七条规定了期限。\n\n第八条所称的船舶。',
    ])
      expect(provisionsIn(documentOf(text))).toEqual([])
  })
})
