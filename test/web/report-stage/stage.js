/** The report view alone on a page, for tests that hand it reports. */
import { h, render } from 'preact'
import { speak } from '../../../web/src/language.ts'
import { LiveReport, ReportView } from '../../../web/src/report/index.tsx'
import '../../../web/src/style/index.css' // oxlint-disable-line import/no-unassigned-import
import { check } from './check.js'
import { showEverything } from './inspect.js'

const page = document.getElementById('page')
page.style.padding = '1.5rem'

globalThis.stage = {
  asked: [],
  speak,
  report: (report, run = report.run) => {
    render(null, page)
    render(
      h(ReportView, {
        report,
        run: { id: run },
        onFollow: (question) => globalThis.stage.asked.push(question),
      }),
      page,
    )
  },
  live: (sections, conflicts, run) => {
    render(null, page)
    render(h(LiveReport, { sections, conflicts, run }), page)
  },
  check,
  everything: (report) => showEverything(globalThis.stage, report),
  clear: () => render(null, page),
}
