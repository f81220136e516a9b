import { open } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { KaojuError, sha256, toKaojuError } from '#runtime'
import type { Library } from '#library'
import type { Command, Session } from '../command.ts'
import { choiceOption } from '../command-line.ts'
import { submitRun } from '../conduct.ts'
import { reportLanguage } from '../../runs/language.ts'
import type { MadeRequest } from '../../runs/requests.ts'
import { estimateRun } from '../estimate.ts'
import { formatNames, formatOf, type OutputFlags } from '../report-files.ts'
import { declareRun, declareWeb } from '../run-flags.ts'
import type { RunFlags } from '../../runs/wishes.ts'
import { configurationOf } from '../../runs/models.ts'
import { docsOf, taking } from './research.ts'

interface Flags extends OutputFlags, RunFlags {
  readonly docs?: readonly string[]
  readonly estimate?: true
}

/** `kaoju check FILE`: each sentence of any text with its verdict, the nearest quote and the reason. */
export const check: Command<Flags> = {
  declare: (declaration, words) => {
    const { path, file, size } = words.metavar
    declaration
      .description(words.commands.check)
      .argument(`<${file}>`, words.arguments.file)
      .option(`--docs <${path}...>`, words.options.docs)
      .addOption(
        choiceOption(`--lang <${words.metavar.lang}>`, words.options.langCheck, ['en', 'zh', 'auto'], words),
      )
      .option(`--out <${file}>`, words.options.out)
      .addOption(choiceOption(`--format <${words.metavar.format}>`, words.options.format, formatNames, words))
      .option(`--max-file-size <${size}>`, words.options.maxFileSize)
    declareWeb(declaration, words, 'cited')
    declareRun(declaration, words)
    declaration
      .option(`--key <${words.metavar.key}>`, words.options.key)
      .option('--estimate', words.options.estimate)
  },

  run: async ([file = ''], flags, session) => {
    formatOf(flags, session)
    const draft = await readDraft(file, session)
    const { maxFileBytes } = session.settings
    const language = reportLanguage(draft.text, undefined, session)
    if (flags.estimate) {
      const { estimateCheck } = await import('#research')
      const { text } = draft
      return estimateRun(
        { estimate: (models) => estimateCheck({ text, language }, models), unread: false },
        flags,
        taking(flags, 'check', () => session.openLibrary('read')),
        session,
      )
    }
    const make = async (library: () => Promise<Library>): Promise<MadeRequest> => ({
      kind: 'check',
      subject: file,
      // The text as it stood: a resume audits what was submitted, whatever became of the file.
      task: { file, ...draft, language, ...docsOf(flags), maxFileBytes },
      ...(await configurationOf(flags, taking(flags, 'check', library), session)),
      seed: 'kaoju',
    })
    return submitRun(make, flags, session)
  },
}

interface Draft {
  readonly uri: string
  readonly snapshot: string
  readonly text: string
}

/** Text and Markdown as they stand (their marks carry citations); all else as its reader tells it. */
async function readDraft(file: string, session: Session): Promise<Draft> {
  const path = resolve(file)
  const bytes = await readBytes(path, session.settings.maxFileBytes)
  const uri = pathToFileURL(path).href
  const draft = { uri, snapshot: sha256(bytes) }
  const { createReadingPool, decodeText, detectMediaType } = await import('#reading')
  const name = basename(path)
  if (/^text\/(plain|markdown)\b/.test(detectMediaType(bytes, name)))
    return { ...draft, text: decodeText(bytes).text }
  const pool = createReadingPool({}, session.context)
  try {
    const { document } = await pool.read({ uri, name, bytes }, session.context)
    return { ...draft, text: document.text }
  } finally {
    await pool.close()
  }
}

async function readBytes(path: string, limit: number): Promise<Uint8Array> {
  try {
    const handle = await open(path, 'r')
    try {
      const { size } = await handle.stat()
      if (size === 0) throw new KaojuError('file-empty', { path })
      if (size > limit)
        throw new KaojuError('file-too-large', { path, size: `${size} B`, limit: `${limit} B` })
      return new Uint8Array(await handle.readFile())
    } finally {
      await handle.close()
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EISDIR')
      throw new KaojuError('path-unreadable', { path, reason: 'EISDIR' }, { cause: error })
    throw toKaojuError(error, path)
  }
}
