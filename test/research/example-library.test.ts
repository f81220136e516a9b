import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Audit, Language, Report } from '#vocabulary'
import { createContext, steppedClock } from '#runtime'
import { addPaths, openLibrary, type Library } from '#library'
import { checkText, research, type Effort } from '#research'
import { evaluateAnswers, readKnownQuestions, type AnswersEvaluation } from '#arena'
import { dataFolder } from '../data-folder.ts'
import { readFinanceQuestions, measureAnswers } from '#arena'
import { readdirSync } from 'node:fs'
import { copyExampleHome } from '../example-home.ts'

const root = join(import.meta.dirname, '../..')
const home = mkdtempSync(join(tmpdir(), 'kaoju-example-'))
const { context } = createContext()
let library: Library

beforeAll(async () => {
  await copyExampleHome(home)
  library = await openLibrary({ home, mode: 'write' }, context)
  const summary = await addPaths(library, [join(root, 'examples/library')], {}, context)
  expect(summary.failed).toEqual([])
})
afterAll(async () => {
  await library.close()
  rmSync(home, { recursive: true, force: true })
})

async function ask(
  question: string,
  language: Language,
  effort: Effort = 'standard',
  seed = 'kaoju',
): Promise<Report> {
  const run = createContext({ run: 'run-test', seed, clock: steppedClock(Date.UTC(2026, 0, 1)) })
  return research({ question, language, effort }, { library }, run.context)
}

const sentencesOf = (report: Report): string[] =>
  report.sections.flatMap((section) => section.sentences.map((sentence) => sentence.text))

describe('questions of known answer over the example library', () => {
  let result: AnswersEvaluation
  beforeAll(async () => {
    result = await evaluateAnswers(
      library,
      await readKnownQuestions(join(root, 'test/fixtures/example-questions.jsonl')),
      { effort: 'standard' },
      context,
    )
  })

  test('states the known facts, early, from the right documents', () => {
    console.info(
      `fact recall ${result.recall.toFixed(3)}, in three sentences ${result.earlyRecall.toFixed(3)}, right document ${result.rightDocument.toFixed(3)}`,
    )
    expect(result.questions.length).toBeGreaterThanOrEqual(40)
    expect(result.recall).toBeGreaterThanOrEqual(0.95)
    expect(result.earlyRecall).toBeGreaterThanOrEqual(0.85)
    expect(result.rightDocument).toBeGreaterThanOrEqual(0.95)
  })

  test('admits what the documents do not answer', () => {
    expect(result.admitted).toBe(1)
  })

  test('is neither near-empty nor padded', () => {
    for (const question of result.questions.filter(({ facts }) => facts > 0))
      expect(question.sentences).toBeGreaterThan(0)
    expect(result.meanSentences).toBeGreaterThan(2)
    expect(result.meanSentences).toBeLessThan(8)
  })
})

describe('a report', () => {
  test('shows both dates of a disputed event, each with its source', async () => {
    const report = await ask('When was the dredging of the North Basin completed?', 'en')
    const values = report.conflicts.flatMap((conflict) => conflict.sides.map((side) => side.value))
    expect(values).toEqual(expect.arrayContaining(['14 September 2019', '30 November 2019']))
    for (const side of report.conflicts.flatMap((conflict) => conflict.sides))
      expect(side.citations.length).toBeGreaterThan(0)
  })

  test('tells its log what it found, what it verified and how it ended', async () => {
    const run = createContext()
    const task = {
      question: 'How much did the Heyan Wetland cost to build?',
      language: 'en',
      effort: 'quick',
    } as const
    const report = await research(task, { library }, run.context)
    const events = run.log.events.map(({ event }) => event)
    const quotes = events.flatMap((event) => (event.type === 'evidence-found' ? [event.quote] : []))
    expect(quotes).toEqual(
      report.sections.flatMap(({ sentences }) => sentences.map(({ citations }) => citations[0]!.quote)),
    )
    expect(events.some((event) => event.type === 'sentence-verified')).toBe(true)
    expect(events.at(-1)).toMatchObject({ type: 'run-end', outcome: 'done' })
  })

  test('counts a press release and its near-copy as one source', async () => {
    const report = await ask('How much did the Heyan Wetland cost to build?', 'en')
    const [first] = report.sections[0]!.sentences
    expect(first!.text).toContain('96.4 million yuan')
    expect(first!.citations[0]!.copies).toHaveLength(1)
    expect(sentencesOf(report).filter((text) => text.includes('96.4 million yuan'))).toHaveLength(1)
  })

  test('computes a sum from cited cells and executes it again', async () => {
    const report = await ask('How much was spent on wetlands in the years 2022 to 2024 together?', 'en')
    const computed = report.sections[0]!.sentences.find((sentence) => sentence.kind === 'computed')!
    expect(computed.text).toContain('123')
    expect(computed.reasons.map((reason) => reason.code)).toContain('recomputed')
    expect(computed.citations.filter((citation) => citation.cell).map((citation) => citation.quote)).toEqual([
      '38.0',
      '44.3',
      '40.7',
    ])
  })

  test('every quote is what the stored document says at its place', async () => {
    for (const [question, language] of [
      ['What happened to phosphorus in Qing Lake?', 'en'],
      ['清湖治理的情况', 'zh'],
    ] as const) {
      const report = await ask(question, language, 'deep')
      const citations = report.sections.flatMap((section) =>
        section.sentences.flatMap((sentence) => sentence.citations),
      )
      expect(citations.length).toBeGreaterThan(5)
      for (const citation of citations) {
        const document = (await library.document(citation.document))!
        expect(document.text.slice(citation.start, citation.end)).toBe(citation.quote)
        expect((await library.evidence(citation.evidence))!.evidence.quote).toBe(citation.quote)
      }
    }
  })

  test('opens a broad question by the library’s own headings', async () => {
    const report = await ask('清湖治理的情况', 'zh')
    expect(report.plan.some((question) => question.origin === 'facet')).toBe(true)
    expect(report.sections.length).toBeGreaterThan(2)
  })

  test('says that nothing was found, and is not padded', async () => {
    const report = await ask('What is the boiling point of tungsten hexafluoride?', 'en')
    expect(report.sections).toEqual([])
    expect(report.plan[0]!.state).toBe('unanswered')
    expect(report.coverage.notes.join(' ')).toContain('tungsten')
  })

  test('the same question on the same library gives the same report, whatever the seed', async () => {
    const [first, second] = [
      await ask('清湖禁捕到什么时候结束？', 'zh', 'standard', 'a'),
      await ask('清湖禁捕到什么时候结束？', 'zh', 'standard', 'b'),
    ]
    expect(second).toEqual(first)
  })

  test('stop before the first search still ends with a report that says so', async () => {
    const stop = new AbortController()
    stop.abort()
    const run = createContext({ stop: stop.signal })
    const report = await research(
      { question: 'How deep is Qing Lake?', language: 'en', effort: 'standard' },
      { library },
      run.context,
    )
    expect(report.sections).toEqual([])
    expect(report.coverage.answered).toBe(0)
    expect(report.coverage.notes.join(' ')).toContain('stopped')
    expect(run.log.events.at(-1)!.event).toMatchObject({ type: 'run-end', outcome: 'incomplete' })
  })

  test('an empty question and an empty library are errors of their own', async () => {
    await expect(ask('  ', 'en')).rejects.toMatchObject({ code: 'question-empty' })
    const run = createContext()
    await expect(
      research({ question: 'x', language: 'en', effort: 'glance', documents: [] }, { library }, run.context),
    ).rejects.toMatchObject({ code: 'library-empty' })
  })
})

interface ExpectedDraft {
  readonly file: string
  readonly sentences: readonly { readonly text: string; readonly error: string | null }[]
}

describe.each(['en', 'zh'] as const)('check of the draft with errors (%s)', (language) => {
  const file = join(root, `examples/draft-with-errors.${language}.md`)
  const expected = (
    JSON.parse(readFileSync(join(root, 'examples/draft-with-errors.expected.json'), 'utf8')) as {
      drafts: ExpectedDraft[]
    }
  ).drafts.find((draft) => draft.file.endsWith(`.${language}.md`))!
  const bare = (text: string): string => text.replace(/\s|\[\d+\]/g, '')
  let audit: Audit
  beforeAll(async () => {
    audit = await checkText(
      { file, text: readFileSync(file, 'utf8'), language },
      { library },
      createContext().context,
    )
  })
  const found = (text: string): Audit['sentences'][number] =>
    audit.sentences.find((sentence) => bare(sentence.text) === bare(text))!

  test('reads every statement of the draft', () => {
    expect(audit.sentences.map((sentence) => bare(sentence.text))).toEqual(
      expected.sentences.map((sentence) => bare(sentence.text)),
    )
  })

  test.each(expected.sentences.filter((sentence) => sentence.error))('catches: $error', ({ text, error }) => {
    const { verdict, reasons } = found(text)
    expect(['unsupported', 'conflicting']).toContain(verdict)
    const codes: Record<string, string> = {
      'invented-source': 'source-missing',
      'changed-number': 'number-differs',
      'dropped-negation': 'negation-differs',
      superseded: 'superseded',
      'wrong-sum': 'computation-differs',
    }
    expect(reasons.map((reason) => reason.code)).toContain(codes[error!])
  })

  test('names the invented source, and only that', () => {
    expect(audit.missingSources).toHaveLength(1)
  })

  test('lets the right sentences stand', () => {
    const wrongly = expected.sentences.filter(
      (sentence) => !sentence.error && !['supported', 'partly'].includes(found(sentence.text).verdict),
    )
    expect(wrongly).toEqual([])
  })
})

test.skipIf(!dataFolder)('finance: the right page of the right filing is cited', async () => {
  const folder = join(dataFolder!, 'finance')
  const questions = await readFinanceQuestions(folder, readdirSync(folder))
  const result = await measureAnswers(
    { name: 'finance', documents: folder, questions },
    'standard',
    createContext().context,
  )
  console.info(
    `finance: right document ${result.rightDocument.toFixed(2)}, right page ${result.rightPage.toFixed(2)} of ${questions.length}`,
  )
  expect(result.rightPage).toBeGreaterThanOrEqual(0.6)
})

test('an audit that was stopped says how far it came', async () => {
  const stop = new AbortController()
  const run = createContext({ stop: stop.signal })
  run.log.read(({ event }) => {
    if (event.type === 'sentence-verified') stop.abort()
  })
  const text = 'The South Basin will not be dredged. The mean depth is 2.9 m. The maximum depth is 5.4 m.'
  const audit = await checkText({ file: 'draft.md', text, language: 'en' }, { library }, run.context)
  expect(audit.sentences).toHaveLength(1)
  expect(audit.coverage).toMatchObject({
    asked: 3,
    notes: ['The check was stopped: 1 of 3 sentences were compared.'],
  })
  expect(run.log.events.at(-1)!.event).toMatchObject({ type: 'run-end', outcome: 'incomplete' })
})
