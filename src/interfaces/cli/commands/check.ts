import { open } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Audit, DocumentId } from '#vocabulary'
import { KaojuError, sha256, toKaojuError } from '#runtime'
import type { Library } from '#library'
import type { Command, Session } from '../command.ts'
import { choiceOption } from '../command-line.ts'
import { scopeOf } from '../documents.ts'
import { formatNames, formatOf, shownReport, writeReport, type OutputFlags } from '../report-files.ts'
import { fill } from '../words.ts'
import { reportLanguage } from './research.ts'

interface Flags extends OutputFlags {
  readonly docs?: readonly string[]
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
  },

  run: async ([file = ''], flags, session) => {
    formatOf(flags, session)
    const draft = await readDraft(file, session)
    const language = reportLanguage(draft.text, session)
    const library = await session.openLibrary('write')
    const scope = await scopeOf(flags.docs, library, language, session)
    const documents = await withoutDraft(draft, scope.documents, library)
    const { checkText } = await import('#research')
    const audit = await checkText(
      { file, text: draft.text, language, unread: scope.unread, ...(documents ? { documents } : {}) },
      { library },
      session.context,
    )
    const written = await writeReport(audit, flags, library, session)
    const totals = fill(session.words.check.totals, { ...audit.totals })
    const text = shownReport(
      written,
      flags,
      { before: [session.words.extractiveCheck, ''], after: flags.out === undefined ? [] : [totals] },
      session,
    )
    return { exit: isSound(audit) ? 0 : 3, document: audit, text }
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

/** A draft that lies among the sources does not vouch for itself. Undefined: nothing need be left out. */
async function withoutDraft(
  draft: Draft,
  scope: readonly DocumentId[] | undefined,
  library: Library,
): Promise<readonly DocumentId[] | undefined> {
  const holdings = await library.holdings()
  const own = new Set(
    holdings
      .filter((held) => held.uri === draft.uri || held.snapshot === draft.snapshot)
      .map((held) => held.document),
  )
  if (own.size === 0) return scope
  const all = scope ?? holdings.flatMap((held) => held.document ?? [])
  return all.filter((id) => !own.has(id))
}

function isSound({ sentences, totals, missingSources, coverage }: Audit): boolean {
  return (
    sentences.length === coverage.asked &&
    totals.unsupported === 0 &&
    totals.conflicting === 0 &&
    missingSources.length === 0 &&
    coverage.filesFailed === 0
  )
}
