import type { ComponentChildren } from 'preact'
import { costLine, methodLine, strategyLine } from '../../../src/report/words.ts'
import type { Report } from '../../../src/vocabulary/index.ts'
import { words as pageWords } from '../words.ts'
import { Part } from './part.tsx'
import { namedIn, useReading } from './reading.ts'

/** Who did what, what it cost and how long it took. */
export function Made({ report }: { readonly report: Report }) {
  const { words, language } = useReading()
  const { total, ...phases } = report.timings
  const times = Object.entries(phases).map(
    ([phase, time]) => `${namedIn(words.phases, phase)} ${words.seconds(time)}`,
  )
  const lost = report.cost.lost ?? []
  return (
    <Part name="made" title={words.made}>
      <dl>
        <Row name={words.method}>{methodLine(report.method, 'report', language)}</Row>
        {report.strategy && (
          <Row name={words.strategy}>{strategyOf(report.strategy, language, words.routes)}</Row>
        )}
        <Row name={words.effort}>{pageWords().ask.efforts[report.effort]?.[0] ?? report.effort}</Row>
        <Row name={words.cost}>{costLine(report.cost, language)}</Row>
        <Row name={words.timings}>
          {total !== undefined && words.seconds(total)}
          {times.length > 0 && ` (${words.listed(times)})`}
        </Row>
        {lost.length > 0 && (
          <Row name={words.lost}>
            {lost.map(({ step, model, usd }, index) => (
              <p key={index}>
                {words.lostLine(step, model, usd === null ? undefined : `USD ${usd.toFixed(4)}`)}
              </p>
            ))}
          </Row>
        )}
        <Row name={words.fields.engine}>
          {report.engine.name} {report.engine.version}
        </Row>
        <Row name={words.fields.run}>
          <code>{report.run}</code>
        </Row>
      </dl>
      <Models report={report} />
      <Steps report={report} />
    </Part>
  )
}

/** A way of working that this page does not know yet is named without its why. */
function strategyOf(
  strategy: NonNullable<Report['strategy']>,
  language: 'en' | 'zh',
  routes: Readonly<Record<string, string>>,
): string {
  return Object.hasOwn(routes, strategy.why) ? strategyLine(strategy, language) : strategy.name
}

function Row(given: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{given.name}</dt>
      <dd dir="auto">{given.children}</dd>
    </div>
  )
}

function Models({ report }: { readonly report: Report }) {
  const { words, own } = useReading()
  const columns = own.workColumns
  if (!report.models?.length) return null
  return (
    <Table
      name={words.models}
      columns={[columns.role, columns.model, columns.calls, columns.tokens, columns.price]}
      rows={report.models.map(({ role, model, calls, tokens, usd }) => [
        namedIn(words.roles, role),
        model,
        String(calls),
        tokens.toLocaleString('en'),
        usd === null ? words.priceUnknown : `USD ${usd.toFixed(4)}`,
      ])}
    />
  )
}

function Steps({ report }: { readonly report: Report }) {
  const { words, own } = useReading()
  const columns = own.workColumns
  if (!report.steps?.length) return null
  return (
    <Table
      name={words.steps}
      columns={[columns.step, columns.by, columns.times, columns.because]}
      rows={report.steps.map(({ step, by, times, because = [] }) => [
        namedIn(words.stepNames, step),
        by === 'classical' ? words.classical : by,
        String(times),
        because.join(words.comma),
      ])}
    />
  )
}

function Table(given: {
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}) {
  return (
    <>
      <h3>{given.name}</h3>
      <div class="scroll" tabIndex={0} role="region" aria-label={given.name}>
        <table>
          <thead>
            <tr>
              {given.columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {given.rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={column} dir="auto">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
