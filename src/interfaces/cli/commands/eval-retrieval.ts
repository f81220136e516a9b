import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Models } from '#models'
import { createContext, KaojuError, toKaojuError, type Context } from '#runtime'
import type { Command, Session } from '../command.ts'
import { tellRemarks } from '../terminal.ts'
import { padWidth } from '../display-width.ts'
import { fill } from '../words.ts'

interface Flags {
  readonly corpus: string
  readonly queries: string
  readonly qrels: string
  readonly retriever?: string
  readonly fields?: string
  readonly filter?: string
  readonly runs?: string
}

/** `kaoju eval retrieval`: the field's usual measures over BEIR-shaped files. */
export const evalRetrieval: Command<Flags> = {
  declare: (declaration, words) => {
    const { file, name } = words.metavar
    const option = words.options
    declaration
      .description(words.commands.evalRetrieval)
      .requiredOption(`--corpus <${file}>`, option.corpus)
      .requiredOption(`--queries <${file}>`, option.queries)
      .requiredOption(`--qrels <${file}>`, option.qrels)
      .option(`--retriever <${name}>`, option.retriever)
      .option(`--fields <${words.metavar.fields}>`, option.fields)
      .option(`--filter <${words.metavar.field}>`, option.filter)
      .option(`--runs <${file}>`, option.runs)
  },

  run: async (_operands, flags, session) => {
    const { context, words } = session
    const { evaluateRetrieval } = await import('#arena')
    const { corpus, queries, qrels, retriever, filter } = flags
    const fields = flags.fields
      ?.split(',')
      .map((field) => field.trim())
      .filter(Boolean)
    context.emit({ type: 'run-start', kind: 'eval', subject: corpus, method: retriever ?? 'bm25' })
    const options = {
      corpus,
      queries,
      qrels,
      ...(retriever ? { retriever } : {}),
      ...(fields ? { fields } : {}),
      ...(filter ? { filter } : {}),
    }
    const evaluation =
      retriever === undefined || needsNoModel.test(retriever)
        ? await evaluateRetrieval(options, context)
        : await withModels(session, (models, within) =>
            evaluateRetrieval({ ...options, ...(models ? { models } : {}) }, within),
          )
    if (flags.runs !== undefined) await writeRuns(resolve(flags.runs), evaluation.perQuery)
    const { metrics } = evaluation
    const width = Math.max(...Object.keys(metrics).map((name) => name.length))
    const lines = Object.entries(metrics).map(
      ([name, value]) => `${padWidth(name, width)}  ${value.toFixed(4)}`,
    )
    const { perQuery: _perQuery, ...document } = evaluation
    return {
      exit: 0,
      document,
      text: [
        fill(words.eval.queries, { queries: evaluation.queries, documents: evaluation.documents }),
        ...lines,
      ].join('\n'),
    }
  },
}

const needsNoModel = /^bm25(\+(rm3|mmr))*$/

/** The models of the configuration, within the limits of the settings; nothing is recorded. */
export async function withModels<T>(
  session: Session,
  work: (models: Models | undefined, context: Context) => Promise<T>,
): Promise<T> {
  const { configurationOf, egressFor, modelsOf } = await import('../../runs/models.ts')
  const taking = { docs: true, kind: 'add', library: () => session.openLibrary('read') } as const
  const { configuration, remarks } = await configurationOf({}, taking, session)
  tellRemarks(remarks, session)
  const models = await modelsOf(configuration, session, 'execute')
  const egress = await egressFor(configuration, session)
  const { stop, abort } = session.context
  const { context, log } = createContext({ egress, stop, abort, limits: configuration.limits })
  const leave = session.watch(log)
  try {
    return await work(models, context)
  } finally {
    leave()
    await egress.close()
  }
}

async function writeRuns(path: string, queries: readonly object[]): Promise<void> {
  try {
    await writeFile(path, queries.map((query) => `${JSON.stringify(query)}\n`).join(''))
  } catch (error) {
    const known = toKaojuError(error, path)
    if (known.code === 'disk-full') throw known
    throw new KaojuError(
      'output-unwritable',
      { path, reason: (error as NodeJS.ErrnoException).code ?? '?' },
      { cause: error },
    )
  }
}
