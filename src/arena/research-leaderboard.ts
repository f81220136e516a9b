import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from '#runtime'
import { addPaths, openLibrary } from '#library'
import type { Effort } from '#research'
import { evaluateAnswers, type AnswersEvaluation, type KnownQuestion } from './research-answers.ts'

/** Where the questions and the documents that answer them are. */
export interface AnswersSource {
  readonly name: string
  readonly documents: string
  readonly questions: readonly KnownQuestion[]
}

/** One JSON object a line, as in test/fixtures/example-questions.jsonl. */
export async function readKnownQuestions(file: string): Promise<KnownQuestion[]> {
  const text = await readFile(file, 'utf8')
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as KnownQuestion)
}

interface FinanceRow {
  readonly financebench_id: string
  readonly question: string
  readonly doc_name: string
  readonly evidence: readonly { readonly evidence_page_num: number }[]
}

/** FinanceBench questions (Islam et al. 2023) on the filings that the folder holds; what counts is the cited page. */
export async function readFinanceQuestions(
  folder: string,
  held: readonly string[],
): Promise<KnownQuestion[]> {
  const text = await readFile(join(folder, 'financebench_open_source.jsonl'), 'utf8')
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as FinanceRow)
    .filter((row) => held.includes(`${row.doc_name}.pdf`))
    .map((row) => ({
      id: row.financebench_id,
      question: row.question,
      language: 'en',
      kind: 'filing',
      answers: [],
      documents: [`${row.doc_name}.pdf`],
      unanswerable: false,
      // The data set counts pages from 0.
      pages: row.evidence.map((evidence) => evidence.evidence_page_num + 1),
    }))
}

/** Reads the documents into a library of their own, asks every question, and throws the library away. */
export async function measureAnswers(
  source: AnswersSource,
  effort: Effort,
  context: Context,
): Promise<AnswersEvaluation> {
  const home = await mkdtemp(join(tmpdir(), 'kaoju-answers-'))
  const library = await openLibrary({ home, mode: 'write' }, context)
  try {
    await addPaths(library, [source.documents], {}, context)
    return await evaluateAnswers(library, source.questions, { effort }, context)
  } finally {
    await library.close()
    await rm(home, { recursive: true, force: true })
  }
}

/** The table of answers for LEADERBOARD.md. */
export function answersTable(
  rows: readonly { readonly name: string; readonly effort: Effort; readonly result: AnswersEvaluation }[],
): string {
  const number = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(3))
  const asked = (result: AnswersEvaluation): boolean =>
    result.questions.some((question) => question.facts > 0)
  const paged = (result: AnswersEvaluation): boolean => result.rightPage > 0
  const lines = rows.map(
    ({ name, effort, result }) =>
      `| ${name} | ${effort} | ${result.questions.length} | ${asked(result) ? number(result.recall) : '–'} | ${asked(result) ? number(result.earlyRecall) : '–'} | ${number(result.rightDocument)} | ${paged(result) ? number(result.rightPage) : '–'} | ${number(result.claimed)} | ${number(result.admitted)} | ${result.meanSentences.toFixed(1)} |`,
  )
  return [
    '| questions over | effort | n | fact recall | in the first 3 sentences | right document cited | right page cited | called answered | unanswerable admitted | sentences |',
    '|---|---|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n')
}
