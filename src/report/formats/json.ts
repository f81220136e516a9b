import type { Audit, Report } from '#vocabulary'
import type { FormatPlug } from '../format.ts'
import { auditSchema, reportSchema } from '../schema.ts'

/**
 * The report itself, indented by two spaces. Keys stand in the order of the published schema and timings by
 * name, so that two reports can be compared line by line.
 */
export const plug: FormatPlug = {
  name: 'json',
  mediaType: 'application/json',
  extension: 'json',
  create: () => (subject) => {
    const schema = subject.schema === 'kaoju-report/1' ? reportSchema : auditSchema
    const parsed = schema.safeParse(subject)
    // A finished run is told even where a value breaks the schema: whoever reads it in will say what is wrong.
    const ordered: Report | Audit = parsed.data ?? subject
    const timings = Object.fromEntries(Object.entries(ordered.timings).sort(([a], [b]) => (a < b ? -1 : 1)))
    return Promise.resolve(`${JSON.stringify({ ...ordered, timings }, null, 2)}\n`)
  },
}
