import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { runEvaluation, type Evaluation, type EvaluationOptions } from '#arena'
import { createContext, KaojuError } from '#runtime'

const folder = mkdtempSync(join(tmpdir(), 'kaoju-evaluation-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

/** A file of a test's own. */
export function fileOf(text: string, name = 'data.jsonl'): string {
  const path = join(folder, `${++files}-${name}`)
  writeFileSync(path, text)
  return path
}

/** Objects as lines. */
export function linesOf(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

/** Evaluates on a file. */
export function evaluate(
  kind: string,
  data: string,
  options: Omit<EvaluationOptions, 'data'> = {},
): Promise<Evaluation> {
  return runEvaluation(kind, { ...options, data }, createContext({}).context)
}

/** What is the same whenever it is done: all but the time and the place. */
export function lasting(evaluation: Evaluation): unknown {
  const { milliseconds: _milliseconds, data, ...rest } = evaluation
  return { ...rest, data: { ...data, path: '' } }
}

/** The line that an evaluation of a file complains of, and why. */
export async function complaint(kind: string, text: string): Promise<string> {
  try {
    await evaluate(kind, fileOf(text))
  } catch (error) {
    if (error instanceof KaojuError && error.code === 'data-invalid')
      return `${error.parameters['line']}: ${error.parameters['reason']}`
    throw error
  }
  return 'none'
}
