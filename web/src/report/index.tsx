import type { Feedback, Report, ReportSection } from '../../../src/vocabulary/index.ts'
import type { Run } from '../api/types.ts'

/** A finished report with its sources, conflicts and coverage. */
export function ReportView(given: {
  readonly report: Report
  readonly run: Run
  readonly feedback: readonly Feedback[]
}) {
  return (
    <article>
      <h1>{given.report.title}</h1>
    </article>
  )
}

/** What is published of a report that is still being written. */
export function LiveReport(given: { readonly sections: readonly ReportSection[] }) {
  return (
    <article>
      {given.sections.map((section) => (
        <h2 key={section.heading}>{section.heading}</h2>
      ))}
    </article>
  )
}
