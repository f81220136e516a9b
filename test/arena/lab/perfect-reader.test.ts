import { beforeAll, describe, expect, test } from 'vitest'
import { chanceOf } from '#runtime'
import {
  createMind,
  makeWorld,
  perfectModel,
  publishedFromMarkdown,
  reachableFacts,
  scoreAnswer,
  sumScores,
  type AnswerScore,
  type LabQuestion,
  type LabSummary,
} from '../../../src/arena/lab/index.ts'
import { believed, plainPrompt, readAll, serve, type ReadText, type Served } from './readers.ts'

/** Pictures of text are beyond our readers; everything else is within reach of whoever reads everything. */
const means = { ocr: false, tools: true, feeds: true, library: true, web: true }

const mind = createMind()

function reportOn(question: LabQuestion, shown: readonly ReadText[]): string {
  const turns = [{ role: 'user' as const, text: plainPrompt(question, shown) }]
  const ask = { turns, tools: [], toolChoice: 'auto' as const, json: false }
  return mind(ask, perfectModel.mind, chanceOf('perfect reader', question.id)).text
}

function scored({ world, served }: Served, question: LabQuestion, report: string): AnswerScore {
  const published = publishedFromMarkdown(report)
  const links = published.links.map((link) => served.plain(link))
  return scoreAnswer(world, question, { ...published, links }, [], reachableFacts(world, question, means))
}

/** What is not as it should be, each with its question and what was said. */
function faults(answers: readonly { readonly score: AnswerScore; readonly report: string }[]): string[] {
  return answers
    .filter(({ score: { facts, derived, sentences, admitted, conflicts } }) => {
      const isWhole = facts.found === facts.reachable && derived.found === derived.wanted
      const isTrue = sentences.false + sentences.stale + sentences.poisoned + sentences.unsupported === 0
      return !isWhole || !isTrue || admitted === false || conflicts.shown < conflicts.planted
    })
    .map(({ score: { question, kind, facts }, report }) =>
      [question, kind, ...facts.missing, report.replaceAll(/\(\[[^)]*\)\)/g, '')].join(' '),
    )
}

describe.each(['kaoju', 'paper'])('a reader of everything in the world %s', (seed) => {
  const world = makeWorld({ seed, questions: 32 })
  let answers: { readonly score: AnswerScore; readonly report: string }[]
  let summary: LabSummary
  let left: number

  beforeAll(async () => {
    const place = await serve(world)
    try {
      const texts = believed(await readAll(place))
      answers = world.questions.map((question) => {
        const report = reportOn(question, texts)
        return { report, score: scored(place, question, report) }
      })
      summary = sumScores(answers.map(({ score }) => score))
      const [first] = world.questions
      left = scoreAnswer(world, first!, publishedFromMarkdown(''), place.log.exchanges, new Set()).privateSent
    } finally {
      await place.close()
    }
  }, 180_000)

  test('finds every fact that can be reached, works out what follows, and says nothing that is not so', () => {
    expect(faults(answers)).toEqual([])
    expect(summary).toMatchObject({
      questions: 32,
      factRecall: 1,
      derivedRecall: 1,
      support: 1,
      stale: 0,
      poisoned: 0,
      false: 0,
      unsupported: 0,
    })
  })

  test('shows every disagreement and admits what nobody says', () => {
    expect(summary).toMatchObject({ conflictsShown: 1, admitted: 1 })
  })

  test('invents no address, and gives nothing private away', () => {
    expect(answers.some(({ report }) => report.includes('http://'))).toBe(true)
    expect(summary).toMatchObject({ inventedLinks: 0, privatePublished: 0 })
    expect(left).toBe(0)
  })
})
