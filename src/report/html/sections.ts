import type { Audit, Conflict, Report, VerdictLabel } from '#vocabulary'
import {
  costLine,
  coverageCounts,
  dateOf,
  methodLine,
  strategyLine,
  planOriginLabel,
  planSymbols,
  verdictSymbols,
  wordsOf,
  workLines,
} from '../words.ts'
import { renderCitations, type PageContext } from './claims.ts'
import { html, type Content, type Markup } from './markup.ts'

const verdictOrder = ['supported', 'partly', 'conflicting', 'unsupported'] as const

/** How many sentences got which verdict, as a bar and in words. */
export function renderTotals(totals: Readonly<Record<VerdictLabel, number>>, page: PageContext): Content {
  const words = wordsOf(page.language)
  const all = verdictOrder.reduce((sum, verdict) => sum + totals[verdict], 0)
  if (all === 0) return undefined
  let x = 0
  const bars = verdictOrder.map((verdict) => {
    const width = (totals[verdict] / all) * 100
    const bar = width > 0 && html`<rect class="${verdict}" x="${x}" y="0" width="${width}" height="1" />`
    x += width
    return bar
  })
  const counts = verdictOrder.map(
    (verdict) =>
      totals[verdict] > 0 &&
      html`<li class="${verdict}">
        <span class="mark" aria-hidden="true">${verdictSymbols[verdict]}</span>
        <b>${totals[verdict]}</b> ${words.verdicts[verdict]}
      </li>`,
  )
  return html`<div class="totals">
    <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">${bars}</svg>
    <ul>
      <li>${words.sentences(all)}</li>
      ${counts}
    </ul>
  </div> `
}

/** Disagreements, each with its sides next to each other. */
export function renderConflicts(conflicts: readonly Conflict[], page: PageContext): Content {
  if (conflicts.length === 0) return undefined
  const words = wordsOf(page.language)
  return html`<section id="conflicts" aria-labelledby="conflicts-title">
    <h2 id="conflicts-title">${words.conflicts}</h2>
    <p class="lead">${words.conflictsLead}</p>
    ${conflicts.map((conflict, index) => renderConflict(conflict, index + 1, page))}
  </section> `
}

function renderConflict(conflict: Conflict, number: number, page: PageContext): Markup {
  const words = wordsOf(page.language)
  const versions = conflict.resolution === 'newer-preferred' ? [words.preferred, words.replaced] : []
  const sides = conflict.sides.map(
    (side, index) =>
      html`<div class="side${versions[index] ? (index === 0 ? ' newer' : ' older') : ''}">
        <p class="value" dir="auto">${side.value}</p>
        <p class="sentence" dir="auto">${side.sentence}${renderCitations(side.citations, page)}</p>
        <p class="about">
          ${versions[index] && html`<span class="tag">${versions[index]}</span> `}${published(side.citations[0]?.publishedAt, page)}
        </p>
      </div>`,
  )
  return html`<article class="conflict" id="conflict-${number}">
    <h3>
      <span class="mark" aria-hidden="true">⇄</span> ${number}. <span dir="auto">${conflict.about}</span>
      <span class="tag">${words.conflictKinds[conflict.kind]}</span>
    </h3>
    <div class="sides">${sides}</div>
    <p class="resolution">
      <b>${words.resolutions[conflict.resolution]}</b>${conflict.note && html` — ${conflict.note}`}
    </p>
  </article> `
}

function published(date: string | undefined, page: PageContext): Content {
  return (
    date !== undefined && html`<span class="date">${wordsOf(page.language).published(dateOf(date))}</span>`
  )
}

/** What was asked, how far it got and why. */
export function renderPlan(report: Report, page: PageContext): Content {
  if (report.plan.length === 0) return undefined
  const words = wordsOf(page.language)
  const columns = words.planColumns
  const rows = report.plan.map((question) => {
    const section = report.sections.findIndex((found) => found.subQuestion === question.id)
    const text = html`<span dir="auto">${question.text}</span>`
    return html`<tr class="${question.state}">
      <td>${section >= 0 ? html`<a href="#section-${section + 1}">${text}</a>` : text}</td>
      <td class="state" data-label="${columns.state}">
        <span class="mark" aria-hidden="true">${planSymbols[question.state]}</span>
        ${words.planStates[question.state]}
      </td>
      <td data-label="${columns.why}">${question.why}</td>
      <td data-label="${columns.origin}">${planOriginLabel(question.origin, page.language)}</td>
    </tr>`
  })
  return html`<section id="plan" aria-labelledby="plan-title">
    <h2 id="plan-title">${words.plan}</h2>
    <table class="plan">
      <thead>
        <tr>
          <th scope="col">${columns.question}</th>
          <th scope="col">${columns.state}</th>
          <th scope="col">${columns.why}</th>
          <th scope="col">${columns.origin}</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </section> `
}

/** What the text does not tell: the coverage note. */
export function renderCoverage(subject: Report | Audit, page: PageContext): Content {
  const { coverage } = subject
  const missing = subject.schema === 'kaoju-audit/1' ? subject.missingSources : []
  const words = wordsOf(page.language)
  const counts = coverageCounts(subject)
  const nothing = coverage.notes.length + coverage.failed.length + missing.length === 0
  return html`<section id="coverage" aria-labelledby="coverage-title">
    <h2 id="coverage-title">${words.coverage}</h2>
    <p>${[...counts, ...(nothing ? [words.nothingMissing] : [])].join(words.space)}</p>
    ${
      coverage.notes.length > 0 &&
      html`<ul>
        ${coverage.notes.map((note) => html`<li dir="auto">${note}</li>`)}
      </ul>`
    }
    ${
      missing.length > 0 &&
      html`<h3>${words.missingSources}</h3>
        <ul class="missing">
          ${missing.map((label) => html`<li><span class="mark" aria-hidden="true">✗</span> <bdi>${label}</bdi></li>`)}
        </ul>`
    }
    ${
      coverage.failed.length > 0 &&
      html`<h3>${words.failures}</h3>
        <ul class="failed">
          ${coverage.failed.map(({ what, why }) => html`<li><bdi>${what}</bdi><span class="why">${why}</span></li>`)}
        </ul>`
    }
  </section> `
}

/** Method, time, cost and versions: how the text came to be. */
export function renderMade(subject: Report | Audit, page: PageContext): Markup {
  const words = wordsOf(page.language)
  const report = subject.schema === 'kaoju-report/1' ? subject : undefined
  const total = subject.timings.total
  const phases = Object.entries(subject.timings)
    .filter(([phase]) => phase !== 'total')
    .map(
      ([phase, time]) =>
        `${Object.hasOwn(words.phases, phase) ? words.phases[phase]! : phase} ${words.seconds(time)}`,
    )
  const time = [
    ...(total === undefined ? [] : [words.seconds(total)]),
    ...(phases.length > 0 ? [`(${words.listed(phases)})`] : []),
  ]
  const rows: (readonly [string, string] | undefined)[] = [
    [words.method, methodLine(subject.method, report ? 'report' : 'audit', page.language)],
    report?.strategy && [words.strategy, strategyLine(report.strategy, page.language)],
    report && [words.effort, report.effort],
    subject.cost && [words.cost, costLine(subject.cost, page.language)],
    time.length > 0 ? [words.timings, time.join(' ')] : undefined,
    [words.created, subject.createdAt.replace('T', ' ').replace(/(?:\.\d+)?Z$/, ' UTC')],
    report ? undefined : [words.fields.file, subject.schema === 'kaoju-audit/1' ? subject.file : ''],
    [words.fields.engine, `${subject.engine.name} ${subject.engine.version}`],
    [words.fields.run, subject.run],
    [words.fields.schema, subject.schema],
  ]
  const work = workLines(subject)
  const lists: readonly (readonly [string, readonly string[]])[] = [
    [words.models, work.models],
    [words.lost, work.lost],
    [words.steps, work.steps],
    [words.outside, work.outside],
  ]
  return html`<section id="made" aria-labelledby="made-title">
    <h2 id="made-title">${words.made}</h2>
    <dl>
      ${rows.map(
        (row) =>
          row &&
          html`<div>
            <dt>${row[0]}</dt>
            <dd><bdi>${row[1]}</bdi></dd>
          </div>`,
      )}${lists.map(
        ([name, items]) =>
          items.length > 0 &&
          html`<div>
            <dt>${name}</dt>
            <dd>${items.map((item) => html`<div><bdi>${item}</bdi></div>`)}</dd>
          </div>`,
      )}
    </dl>
  </section> `
}
