import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { filler } from '../../../../src/arena/lab/language/filler.ts'
import { relations } from '../../../../src/arena/lab/language/relations.ts'
import { createSentenceJudge } from '../../../../src/arena/lab/score/judge-sentence.ts'
import { labLanguages, type EntityType, type World } from '../../../../src/arena/lab/world.ts'
import { readLabelled } from './labelled.ts'

/**
 * Variants of whole classes of sentences that the scorer once judged wrongly, over the labelled worlds. They were written
 * by whoever mended it, so they guard what was mended and measure nothing: the labelled sentences do that.
 * A line: question, truth, `#heading` and `<sentence before>` where there are, `|`, the sentence.
 */
const variantsIn = (
  file: string,
): { question: string; truth: string; heading?: string; before?: string; text: string }[] =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '))
    .map((line) => {
      const { question, truth, heading, before, text } =
        /^(?<question>q\d+) (?<truth>\w+)(?: #(?<heading>[^|<]*))?(?: <(?<before>[^|]*)>)? \| (?<text>.*)$/.exec(
          line,
        )!.groups!
      return {
        question: question!, truth: truth!, text: text!,
        ...(heading !== undefined && { heading: heading.trim() }),
        ...(before !== undefined && { before }),
      } // prettier-ignore
    })

const { world } = readLabelled('lab-sentences')
const questionOf = (id: string, of: World): World['questions'][number] =>
  of.questions.find((one) => one.id === id)!

describe.each([
  { world, file: 'told-otherwise.txt' },
  { world: readLabelled('lab-sentences-2').world, file: 'told-otherwise-2.txt' },
])('sentences told otherwise, $file', ({ world: of, file }) => {
  test.each(variantsIn(file))('$text → $truth', ({ question, truth, heading, before, text }) => {
    const headed = heading === undefined ? {} : { heading }
    const judge = createSentenceJudge(of, questionOf(question, of))
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
      const judge = createSentenceJudge(world, questionOf(id, world))
      const heading = headings[turn % headings.length]!
      return texts.filter((text) => judge({ text, heading }).truth !== 'unchecked')
    })
    expect(claiming).toEqual([])
  })
})
