import type { Audit, Report, VerdictLabel } from '#vocabulary'
import { sha256 } from '#runtime'
import { conflictNumbers, indexCitations } from '../citations.ts'
import type { FormatPlug, ReportAssets } from '../format.ts'
import { renderClaim, type PageContext } from '../html/claims.ts'
import { html, trusted, type Content, type Markup } from '../html/markup.ts'
import { script } from '../html/script.ts'
import { renderConflicts, renderCoverage, renderMade, renderPlan, renderTotals } from '../html/sections.ts'
import { renderDocuments, renderSources } from '../html/sources.ts'
import { style } from '../html/style.ts'
import { coverageCounts, methodLine, planStateLabel, planSymbols, wordsOf } from '../words.ts'

/**
 * One file that makes no request: a report or audit whose citations open the cited words in the text of
 * their source.
 *
 * 1. The content policy allows nothing but this style sheet and this script, both by hash; even a hole in the
 *    escaping could neither run anything nor call out.
 * 2. Without scripts every citation is a link to its mark in the documents at the end of the page.
 * 3. A verdict is always colour, sign and word.
 */
export const plug: FormatPlug = {
  name: 'html',
  mediaType: 'text/html',
  extension: 'html',
  create: () => (subject, assets) =>
    Promise.resolve(`<!doctype html>\n${renderPage(subject, assets).markup}\n`),
}

function renderPage(subject: Report | Audit, assets: ReportAssets): Markup {
  const words = wordsOf(subject.language)
  const page = contextOf(subject, assets)
  const isReport = subject.schema === 'kaoju-report/1'
  const sentences = isReport ? subject.sections.flatMap((section) => section.sentences) : subject.sentences
  const policy = `default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'; base-uri 'none'; form-action 'none'`
  return html`<html lang="${subject.language === 'zh' ? 'zh-Hans' : 'en'}">
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="${policy}" />
      <meta http-equiv="x-dns-prefetch-control" content="off" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="referrer" content="no-referrer" />
      <meta name="color-scheme" content="light dark" />
      <meta name="generator" content="kaoju ${subject.engine.version}" />
      <title>${subject.title} — ${words.brand}</title>
      ${inline('style', style)}
    </head>
    <body>
      <main>
        ${renderTop(subject, sentences, page)}
        ${isReport ? renderSections(subject, page) : renderAudited(subject, page)}
        ${isReport && renderConflicts(subject.conflicts, page)}${isReport && renderPlan(subject, page)}${renderCoverage(subject, page)}${renderSources(citedBy(sentences, page), page)}${renderMade(subject, page)}${renderDocuments(page)}
        <footer class="colophon">${words.brand} ${subject.engine.version}</footer>
      </main>
      <dialog id="panel" aria-labelledby="panel-title">
        <div class="panel-head">
          <div class="of">
            <p data-part="title" id="panel-title" dir="auto"></p>
            <p data-part="place"></p>
          </div>
          <button
            type="button"
            data-part="previous"
            aria-label="${words.reads.previous}"
            title="${words.reads.previous}"
          >
            ↑</button
          ><button
            type="button"
            data-part="next"
            aria-label="${words.reads.next}"
            title="${words.reads.next}"
          >
            ↓</button
          ><button
            type="button"
            data-part="close"
            aria-label="${words.reads.close}"
            title="${words.reads.keys}"
          >
            ✕
          </button>
        </div>
        <div class="panel-body" tabindex="0"></div>
      </dialog>
      <div id="card" role="tooltip" hidden></div>
      ${inline('script', script)}
    </body>
  </html>`
}

function contextOf(subject: Report | Audit, assets: ReportAssets): PageContext {
  return {
    language: subject.language,
    index: indexCitations(subject),
    assets,
    conflictOf: conflictNumbers(subject),
    showWriters: subject.method !== 'extractive',
  }
}

type Sentences = readonly (Report['sections'][number]['sentences'][number] | Audit['sentences'][number])[]

function renderTop(subject: Report | Audit, sentences: Sentences, page: PageContext): Markup {
  const words = wordsOf(subject.language)
  const report = subject.schema === 'kaoju-report/1' ? subject : undefined
  const totals = report ? countVerdicts(sentences) : (subject as Audit).totals
  const below = report ? report.question : (subject as Audit).file
  const conflicts = report?.conflicts.length ?? 0
  const links: Content = [
    conflicts > 0 && html`<li><a href="#conflicts">${words.conflicts} (${conflicts})</a></li>`,
    report && report.plan.length > 0 && html`<li><a href="#plan">${words.plan}</a></li>`,
    html`<li><a href="#coverage">${words.coverage}</a></li>`,
    page.index.sources.length > 0 &&
      html`<li><a href="#sources">${words.sources} (${page.index.sources.length})</a></li>`,
    html`<li><a href="#made">${words.made}</a></li>`,
  ]
  return html`<header class="top">
    <p class="brand">
      <span class="seal" aria-hidden="true">考</span> ${words.brand} · ${report ? words.report : words.audit}
    </p>
    <h1 dir="auto">${subject.title}</h1>
    ${below.trim() !== subject.title.trim() && html`<p class="asked" dir="auto">${below}</p>`}
    <p class="method">${methodLine(subject.method, report ? 'report' : 'audit', subject.language)}</p>
    <p class="meta">${subject.createdAt.slice(0, 10)} · ${coverageCounts(subject).join(words.space)}</p>
    ${renderTotals(totals, page)}${!report && html`<label class="only"><input type="checkbox" id="only" /> ${words.reads.problemsOnly}</label>`}
    <nav aria-label="${words.reads.contents}">
      <ul>
        ${links}
      </ul>
    </nav>
  </header>`
}

function renderSections(report: Report, page: PageContext): Content {
  const words = wordsOf(page.language)
  const written = report.sections.filter((section) => section.sentences.length > 0)
  if (written.length === 0) return html`<p class="empty">${words.empty}</p>`
  let number = 0
  return report.sections.map((section, index) => {
    const question = report.plan.find((planned) => planned.id === section.subQuestion)
    const state =
      question &&
      question.state !== 'answered' &&
      html`<p class="section-state">
        <span class="mark" aria-hidden="true">${planSymbols[question.state]}</span>
        ${planStateLabel(question.state, page.language)}${words.colon}${question.why}
      </p>`
    const { part, heading } = section
    const opened = part !== undefined && part !== report.sections[index - 1]?.part
    return html`${opened && html`<h2 class="part" dir="auto">${part}</h2>`}
      <section id="section-${index + 1}">
        ${part === undefined ? html`<h2 dir="auto">${heading}</h2>` : html`<h3 dir="auto">${heading}</h3>`}
        ${state} ${section.sentences.map((sentence) => renderClaim(sentence, ++number, page))}
      </section> `
  })
}

function renderAudited(audit: Audit, page: PageContext): Markup {
  if (audit.sentences.length === 0) return html`<p class="empty">${wordsOf(page.language).emptyAudit}</p>`
  return html`<section id="audited">
    ${audit.sentences.map((sentence, index) => renderClaim(sentence, index + 1, page))}
  </section>`
}

function countVerdicts(sentences: Sentences): Record<VerdictLabel, number> {
  const totals = { supported: 0, partly: 0, conflicting: 0, unsupported: 0 }
  for (const sentence of sentences) totals[sentence.verdict]++
  return totals
}

/** Which sentences cite each quote. */
function citedBy(sentences: Sentences, page: PageContext): Map<number, number[]> {
  const found = new Map<number, number[]>()
  sentences.forEach((sentence, index) => {
    for (const quote of new Set(sentence.citations.map((citation) => page.index.numberOf(citation))))
      found.set(quote, [...(found.get(quote) ?? []), index + 1])
  })
  return found
}

/** Ours, to the letter: the policy's hash is of exactly this, so no formatter may touch its template. */
function inline(element: 'style' | 'script', content: string): Markup {
  return trusted(`<${element}>${content}</${element}>`)
}

/** A content-policy source expression for an inline style sheet or script. */
function hashOf(content: string): string {
  return `sha256-${Buffer.from(sha256(content), 'hex').toString('base64')}`
}
