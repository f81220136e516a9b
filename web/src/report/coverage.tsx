import { coverageCounts, planOriginLabel, planSymbols } from '../../../src/report/words.ts'
import type { Report } from '../../../src/vocabulary/index.ts'
import { useReading } from './reading.ts'
import { Part } from './part.tsx'
import { visible } from './safe-link.ts'

/** The plan: what was asked, and how far each part got. */
export function Plan({ report }: { readonly report: Report }) {
  const { words, language, textLanguage } = useReading()
  if (report.plan.length === 0) return null
  const columns = words.planColumns
  return (
    <Part name="plan" title={words.plan}>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="report-plan-title">
        <table>
          <thead>
            <tr>
              <th scope="col">{columns.question}</th>
              <th scope="col">{columns.state}</th>
              <th scope="col">{columns.why}</th>
              <th scope="col">{columns.origin}</th>
            </tr>
          </thead>
          <tbody>
            {report.plan.map((question, index) => {
              const state = Object.hasOwn(planSymbols, question.state) ? question.state : 'unanswered'
              return (
                <tr key={index} class={`state-${state}`}>
                  <td dir="auto" lang={textLanguage}>
                    {question.text}
                  </td>
                  <td class="state">
                    <span aria-hidden="true">{planSymbols[state]}</span> {words.planStates[state]}
                  </td>
                  <td lang={textLanguage}>{question.why}</td>
                  <td>{planOriginLabel(question.origin, language)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </Part>
  )
}

/** What the report does not tell: asked, answered, missing, failed, and what left the machine for its sake. */
export function Coverage({ report }: { readonly report: Report }) {
  const { words, own, language, textLanguage } = useReading()
  const { coverage, outside } = report
  const unanswered = report.plan.filter(({ state }) => state !== 'answered')
  const nothing = coverage.notes.length + coverage.failed.length + unanswered.length === 0
  return (
    <Part name="coverage" title={words.coverage}>
      <p>
        {[...coverageCounts({ ...report, language }), ...(nothing ? [words.nothingMissing] : [])].join(
          words.space,
        )}
      </p>
      <ul class="notes">
        {unanswered.map(({ state, text, why }, index) => (
          <li key={`q${index}`} lang={textLanguage}>
            <span dir="auto">{text}</span>
            <span class="why">
              {words.planStates[Object.hasOwn(planSymbols, state) ? state : 'unanswered']}
              {words.colon}
              {why}
            </span>
          </li>
        ))}
        {coverage.notes.map((note, index) => (
          <li key={index} dir="auto" lang={textLanguage}>
            {note}
          </li>
        ))}
      </ul>
      {coverage.failed.length > 0 && (
        <>
          <h3>{words.failures}</h3>
          <ul class="notes">
            {coverage.failed.map(({ what, why }, index) => (
              <li key={index}>
                <bdi>{visible(what)}</bdi>
                <span class="why" lang={textLanguage}>
                  {why}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{own.sent}</h3>
      {outside ? <Outside outside={outside} /> : <p>{own.nothingSent}</p>}
    </Part>
  )
}

function Outside({ outside }: { readonly outside: NonNullable<Report['outside']> }) {
  const { words } = useReading()
  const lines = words.outsideLines
  const told = [
    ...outside.queries.map((query) => lines.query(visible(query))),
    ...(outside.answered.length > 0 ? [lines.answered(outside.answered.map(visible).join(words.comma))] : []),
    ...outside.failed.map(({ engine, why }) => lines.failed(visible(engine), visible(why))),
    lines.brought(outside.brought, outside.missed),
  ]
  return (
    <ul class="notes">
      {told.map((line, index) => (
        <li key={index} dir="auto">
          {line}
        </li>
      ))}
    </ul>
  )
}
