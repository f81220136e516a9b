import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { KaojuError } from '#runtime'
import type { AnswerScore, LabQuestion, WireExchange } from '#arena'
import type { Command } from '../command.ts'
import { fill } from '../words.ts'
import { declareWorld, describeWorld, worldOf, type WorldFlags } from './lab.ts'

interface Flags extends WorldFlags {
  readonly answers: string
  readonly wire?: string
}

/** `kaoju lab questions`: what the world asks, for tools that are asked by hand. */
export const labQuestions: Command<WorldFlags> = {
  declare: (declaration, words) => {
    declaration.description(words.lab.commands.questions)
    declareWorld(declaration, words)
  },

  run: async (_operands, flags) => {
    const { makeWorld } = await import('#arena')
    const asked = makeWorld(await worldOf(flags)).questions.map(({ id, kind, language, text }) => ({
      id,
      kind,
      language,
      text,
    }))
    return { exit: 0, document: asked, text: asked.map((one) => JSON.stringify(one)).join('\n') }
  },
}

/** `kaoju lab score`: scores what another tool answered. */
export const labScore: Command<Flags> = {
  declare: (declaration, words) => {
    const { options, commands } = words.lab
    declaration.description(commands.score)
    declareWorld(declaration, words)
    declaration
      .requiredOption(`--answers <${words.metavar.file}>`, options.answers)
      .option(`--wire <${words.metavar.file}>`, options.wireRead)
  },

  run: async (_operands, flags, { words }) => {
    const { makeWorld, publishedFromMarkdown, reachableFacts, scoreAnswer, summaryTable, sumScores } =
      await import('#arena')
    const world = makeWorld(await worldOf(flags))
    const known = new Map(world.questions.map((question) => [question.id as string, question]))
    const answers = new Map<string, string>()
    for (const { value, line } of await objectsIn(flags.answers)) {
      const { id, report } = value as { id?: unknown; report?: unknown }
      const wrong = (reason: string): KaojuError =>
        new KaojuError('data-invalid', { path: flags.answers, line, reason })
      if (typeof id !== 'string' || !known.has(id))
        throw wrong(fill(words.lab.unknownQuestion, { id: String(id) }))
      if (typeof report !== 'string') throw wrong(words.lab.noReport)
      answers.set(id, report)
    }
    const wire = flags.wire === undefined ? [] : await exchangesIn(flags.wire, words.lab.noExchange)
    const means = { ocr: false, tools: true, feeds: true, library: true, web: true }
    const score = (question: LabQuestion, exchanges: readonly WireExchange[]): AnswerScore => {
      const published = publishedFromMarkdown(answers.get(question.id) ?? '')
      return scoreAnswer(world, question, published, exchanges, reachableFacts(world, question, means))
    }
    // Which exchange belongs to which question is not known: all are counted once, with the first.
    const scores = world.questions.map((question, index) => score(question, index === 0 ? wire : []))
    const summary = sumScores(scores)
    const told = fill(words.lab.answered, { answered: answers.size, questions: world.questions.length })
    const about = await describeWorld(world, words)
    const rows = [...new Set(scores.map(({ kind }) => kind))].map((kind) => ({
      name: kind,
      summary: sumScores(scores.filter((one) => one.kind === kind)),
    }))
    return {
      exit: 0,
      document: { schema: 'kaoju-lab-score/1', seed: world.seed, summary, kinds: rows, answers: scores },
      text: [about, told, '', summaryTable([{ name: 'all', summary }, ...rows])].join('\n'),
    }
  },
}

const services: readonly unknown[] = [
  'model',
  'search',
  'page',
  'tool',
  'feed',
] satisfies WireExchange['service'][]

async function exchangesIn(path: string, reason: string): Promise<WireExchange[]> {
  return (await objectsIn(path)).map(({ value, line }) => {
    const { service, request } = value as Partial<Record<keyof WireExchange, unknown>>
    if (!services.includes(service) || typeof request !== 'string')
      throw new KaojuError('data-invalid', { path, line, reason })
    return value as WireExchange
  })
}

async function objectsIn(path: string): Promise<{ value: object; line: number }[]> {
  const text = await readFile(resolve(path), 'utf8').catch((cause: unknown) => {
    throw new KaojuError('path-missing', { path }, { cause })
  })
  return text.split('\n').flatMap((row, index) => {
    if (row.trim() === '') return []
    return [{ value: objectIn(row, path, index + 1), line: index + 1 }]
  })
}

function objectIn(row: string, path: string, line: number): object {
  try {
    const value: unknown = JSON.parse(row)
    if (value !== null && typeof value === 'object') return value
  } catch {
    // Told below, with its place.
  }
  throw new KaojuError('data-invalid', { path, line, reason: 'not a JSON object' })
}
