import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Audit, Document, DocumentId, Report } from '#vocabulary'
import { KaojuError, toKaojuError } from '#runtime'
import type { Library } from '#library'

/** A report in the making: its page in the home, and its text in any format. */
export interface StoredReport {
  /** The self-contained HTML report in the home. */
  readonly html: string
  /** What was made again came out otherwise; what was told first stands. */
  readonly differs: boolean
  readonly render: (format: string) => Promise<string>
}

/** Where the report of a run stands in a home, without its ending. */
export function placeOfReport(home: string, run: string): string {
  return join(home, 'reports', run)
}

/**
 * Writes `<home>/reports/<run>.html` and `.json`; each file appears whole or not at all. What a run told first
 * stands: a report that is made `again` and comes out otherwise does not take the place of the first.
 *
 * @throws KaojuError `output-unwritable`, `disk-full`
 */
export async function storeReport(
  subject: Report | Audit,
  library: Pick<Library, 'document'>,
  home: string,
  how: 'first' | 'again',
): Promise<StoredReport> {
  const render = await rendererOf(subject, library)
  const place = placeOfReport(home, subject.run)
  const html = `${place}.html`
  const [page, data] = [await render('html'), await render('json')]
  const first = how === 'again' ? await readFile(`${place}.json`, 'utf8').catch(() => data) : data
  if (first === data) {
    await writeWhole(html, page)
    await writeWhole(`${place}.json`, data)
  }
  const made: Readonly<Record<string, string>> = { html: page, json: data }
  return { html, differs: first !== data, render: async (format) => made[format] ?? (await render(format)) }
}

/** Renders a report in any format, with the words of its sources from the library. */
export async function rendererOf(
  subject: Report | Audit,
  library: Pick<Library, 'document'>,
): Promise<(format: string) => Promise<string>> {
  const { collectDocuments, renderReport } = await import('#report')
  const documents = new Map<DocumentId, Document>()
  for (const id of collectDocuments(subject)) {
    const document = await library.document(id)
    if (document) documents.set(id, document)
  }
  return async (format) => {
    const rendered = await renderReport(subject, format, { documents })
    return typeof rendered === 'string' ? rendered : Buffer.from(rendered).toString('utf8')
  }
}

let written = 0

/** Writes a file that appears whole or not at all. @throws KaojuError `output-unwritable`, `disk-full` */
export async function writeWhole(path: string, text: string): Promise<void> {
  // Two who write the same file at once do not take each other's away; the runs' thread writes other files than its server.
  const partial = `${path}.${process.pid}.${++written}.part`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(partial, text)
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined)
    const known = toKaojuError(error, path)
    if (known.code === 'disk-full') throw known
    const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    throw new KaojuError('output-unwritable', { path, reason }, { cause: error })
  }
}
