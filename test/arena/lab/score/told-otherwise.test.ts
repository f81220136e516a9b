import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { filler } from '../../../../src/arena/lab/language/filler.ts'
import { relations } from '../../../../src/arena/lab/language/relations.ts'
import { createSentenceJudge } from '../../../../src/arena/lab/score/judge-sentence.ts'
import { labLanguages, type EntityType, type World } from '../../../../src/arena/lab/world.ts'

const world = JSON.parse(
  readFileSync(new URL('../../../fixtures/lab-sentences.world.json', import.meta.url), 'utf8'),
) as World
const questionOf = (id: string): World['questions'][number] => world.questions.find((one) => one.id === id)!

/**
 * Variants of whole classes of sentences that the scorer once judged wrongly, over the labelled world. They were written
 * by whoever mended it, so they guard what was mended and measure nothing: the labelled sentences do that.
 * A line: question, truth, `#heading` and `<sentence before>` where there are, `|`, the sentence.
 */
const variants = readFileSync(new URL('told-otherwise.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('# '))
  .map((line) => {
    const { question, truth, heading, before, text } =
      /^(?<question>q\d+) (?<truth>\w+)(?: #(?<heading>[^|<]*))?(?: <(?<before>[^|]*)>)? \| (?<text>.*)$/.exec(
        line,
      )!.groups!
    return { question: question!, truth: truth!, heading: heading?.trim(), before, text: text! }
  })

describe('sentences told otherwise', () => {
  test.each(variants)('$text → $truth', ({ question, truth, heading, before, text }) => {
    const headed = heading === undefined ? {} : { heading }
    const judge = createSentenceJudge(world, questionOf(question))
    const judged = judge({ text, ...headed }, before === undefined ? undefined : { text: before, ...headed })
    expect(judged.truth, JSON.stringify(judged)).toBe(truth)
  })
})

const types: readonly EntityType[] = [
  'bridge', 'museum', 'lake', 'town', 'company', 'person', 'institute', 'festival',
] // prettier-ignore

describe.each(types)('talk about a %s', (type) => {
  test.each(labLanguages)('claims nothing, whatever it stands under (%s)', (language) => {
    const name = world.entities.find((one) => one.type === type)!.names[language]
    const headings = relations
      .filter((relation) => relation.subjects.includes(type))
      .map((relation) => relation.words[language].topic.replace('{s}', name))
    const { about, general } = filler[language]
    const texts = [...about.map((text) => text.replaceAll('{s}', name)), ...general.flat()]
    const claiming = ['q3', 'q26'].flatMap((id, turn) => {
      const judge = createSentenceJudge(world, questionOf(id))
      const heading = headings[turn % headings.length]!
      return texts.filter((text) => judge({ text, heading }).truth !== 'unchecked')
    })
    expect(claiming).toEqual([])
  })
})
