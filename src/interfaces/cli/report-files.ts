import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, extname, join, resolve } from 'node:path'
import type { Audit, Document, DocumentId, Report } from '#vocabulary'
import { KaojuError, toKaojuError } from '#runtime'
import type { Library } from '#library'
import type { Session } from './command.ts'
import { fill } from './words.ts'

/** The formats of `--format`. */
export const formatNames = ['md', 'html', 'json'] as const
export type FormatName = (typeof formatNames)[number]

/** Where a report goes beside the home: `--out` and `--format`. */
export interface OutputFlags {
  readonly out?: string
  readonly format?: FormatName
}

/** The format that the flags ask for. @throws KaojuError `option-invalid` when `--out` does not tell it */
export function formatOf(flags: OutputFlags, session: Session): FormatName {
  if (flags.format) return flags.format
  if (flags.out === undefined) return 'md'
  const ending = extname(flags.out).slice(1).toLowerCase()
  const named = ({ md: 'md', markdown: 'md', html: 'html', htm: 'html', json: 'json' } as const)[ending]
  if (named) return named
  throw new KaojuError('option-invalid', {
    option: '--out',
    reason: fill(session.words.errors.formatUnclear, { file: flags.out }),
  })
}

/** A report that stands in the home, and its text in the format that was asked for. */
export interface WrittenReport {
  /** The self-contained HTML report in the home. */
  readonly html: string
  readonly rendered: string
}

/**
 * Writes `<home>/reports/<run>.html` and `.json`; each file appears whole or not at all. What a run told first
 * stands: a report that is made `again` and comes out otherwise is told, and does not take the place of the first.
 *
 * @throws KaojuError `output-unwritable`, `disk-full`
 */
export async function writeReport(
  subject: Report | Audit,
  flags: OutputFlags,
  library: Library,
  session: Session,
  how: 'first' | 'again',
): Promise<WrittenReport> {
  const { collectDocuments, renderReport } = await import('#report')
  const documents = new Map<DocumentId, Document>()
  for (const id of collectDocuments(subject)) {
    const document = await library.document(id)
    if (document) documents.set(id, document)
  }
  const render = async (name: FormatName): Promise<string> =>
    asText(await renderReport(subject, name, { documents }))
  const place = join(session.settings.home, 'reports', subject.run)
  const html = `${place}.html`
  const format = formatOf(flags, session)
  const [page, data] = [await render('html'), await render('json')]
  const first = how === 'again' ? await readFile(`${place}.json`, 'utf8').catch(() => data) : data
  if (first === data) {
    await writeWhole(html, page)
    await writeWhole(`${place}.json`, data)
  } else session.terminal.note(fill(session.words.report.differs, { path: html }))
  return { html, rendered: format === 'html' ? page : format === 'json' ? data : await render('md') }
}

/**
 * Writes `--out` where asked, and says what goes to stdout: the readable report between its lines, ending with
 * where it was written. A page, or a document for a program, stands alone there, and the place is told on stderr.
 *
 * @throws KaojuError `output-unwritable`, `disk-full`
 */
export async function handOver(
  written: WrittenReport,
  flags: OutputFlags,
  around: { readonly before: readonly string[]; readonly after: readonly string[] },
  session: Session,
): Promise<string> {
  const out = flags.out === undefined ? undefined : resolve(flags.out)
  if (out !== undefined) await writeWhole(out, written.rendered)
  const place = fill(session.words.report.written, { path: out ?? written.html })
  const alone = flags.out === undefined && (flags.format === 'html' || flags.format === 'json')
  if (alone || session.json) {
    session.terminal.note(place)
    return written.rendered
  }
  const body = flags.out === undefined ? [written.rendered.trimEnd(), ''] : []
  return [...around.before, ...body, ...around.after, place].join('\n')
}

function asText(rendered: string | Uint8Array): string {
  return typeof rendered === 'string' ? rendered : Buffer.from(rendered).toString('utf8')
}

async function writeWhole(path: string, text: string): Promise<void> {
  const partial = `${path}.${process.pid}.part`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(partial, text)
    await rename(partial, path)
  } catch (error) {
    const known = toKaojuError(error, path)
    if (known.code === 'disk-full') throw known
    const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    throw new KaojuError('output-unwritable', { path, reason }, { cause: error })
  }
}
