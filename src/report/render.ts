import type { Audit, Report } from '#vocabulary'
import { KaojuError } from '#runtime'
import { formats } from './catalog.generated.ts'
import type { ReportAssets } from './format.ts'

/** The names that `--format` knows, in the order of the catalogue. */
export const formatNames: readonly string[] = formats.map((format) => format.name)

/**
 * Renders a report or an audit in the format of that name.
 *
 * @throws KaojuError `option-invalid` when there is no such format
 */
export async function renderReport(
  subject: Report | Audit,
  format: string,
  assets: ReportAssets,
): Promise<string | Uint8Array> {
  const plug = formats.find((known) => known.name === format)
  if (!plug) {
    const reason = `no format is called "${format}"; there is ${formatNames.join(', ')}`
    throw new KaojuError('option-invalid', { option: '--format', reason })
  }
  return plug.create()(subject, assets)
}
