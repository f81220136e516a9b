import { extname, resolve } from 'node:path'
import type { Audit, Report } from '#vocabulary'
import { KaojuError } from '#runtime'
import type { Library } from '#library'
import { storeReport, writeWhole } from '../runs/stored-report.ts'
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
 * Stores a report in the home, and renders it as the flags ask; one that was made `again` and came out otherwise is told.
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
  const format = formatOf(flags, session)
  const { html, differs, render } = await storeReport(subject, library, session.settings.home, how)
  if (differs) session.terminal.note(fill(session.words.report.differs, { path: html }))
  return { html, rendered: await render(format) }
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
