import type { Audit, Citation, Language, ReportSentence } from '#vocabulary'
import { citationOf, opposed, placeOf, titleOf, type CitationIndex } from '../citations.ts'
import { formulaOf } from '../expression.ts'
import type { ReportAssets } from '../format.ts'
import { explainReason, favourable } from '../reasons.ts'
import { isRestated, judgeOf, verdictSymbols, wordsOf } from '../words.ts'
import { html, type Content, type Markup } from './markup.ts'

/** What every part of the page needs to know. */
export interface PageContext {
  readonly language: Language
  readonly index: CitationIndex
  readonly assets: ReportAssets
  /** Number of the conflict in which a piece of evidence takes part. */
  readonly conflictOf: ReadonlyMap<string, number>
  /** Models wrote some of it: each sentence then says who. */
  readonly showWriters: boolean
}

type Sentence = ReportSentence | Audit['sentences'][number]

/** Reasons that speak for a sentence; the others point at a fault in it. */

/** A sentence with all that can be said of it: verdict, sources, working, premises and reasons. */
export function renderClaim(sentence: Sentence, number: number, page: PageContext): Markup {
  const words = wordsOf(page.language)
  const report = 'kind' in sentence ? sentence : undefined
  const text = html`<span class="words" dir="auto">${withFaults(sentence)}</span>`
  const said = sentence.verdict === 'unsupported' ? html`<s>${text}</s>` : text
  const label = words.verdicts[sentence.verdict]
  return html`<article class="claim ${sentence.verdict}" id="s${number}">
    <div class="saying">
      <p class="sentence">
        <a class="verse" href="#s${number}" tabindex="-1" aria-hidden="true">${number}</a>${
          report?.kind === 'inferred' && html`<span class="tag inferred">∴ ${words.kinds.inferred}</span> `
        }${said}${renderCitations(sentence.citations, page)}
      </p>
      ${renderOpposed(sentence, page)}${report && renderWorking(report, page)}${report && renderPremises(report, page)}
    </div>
    <div class="note">
      <p class="verdict">
        <span class="mark" aria-hidden="true">${verdictSymbols[sentence.verdict]}</span> ${label}${
          report &&
          html`<span class="kind"> · ${isRestated(report) ? words.restated : words.kinds[report.kind]}</span>`
        }${conflictLink(sentence, page)}
      </p>
      ${renderReasons(sentence, page)}${renderOrigins(sentence.citations, page)}${'cites' in sentence && renderNamed(sentence, page)}${
        report && page.showWriters && html`<p class="writer">${words.writer(report.writer)}</p>`
      }${sentence.verifier && html`<p class="writer">${words.judged(judgeOf(sentence.verifier))}</p>`}${renderPlaces(sentence, page)}
    </div>
  </article> `
}

/** The numbers after a sentence; each is a link that works without a script. */
export function renderCitations(citations: readonly Citation[], page: PageContext): Content {
  const numbers = [...new Set(citations.map((citation) => page.index.numberOf(citation)))]
  if (numbers.length === 0) return undefined
  return html`<span class="cites">${numbers.map((number) => citeLink(number, `[${number}]`))}</span>`
}

/** A link to quote n in its document. */
export function citeLink(number: number, text: string, more = ''): Markup {
  return html`<a
    class="cite${more}"
    href="#q${number}"
    data-open="${number}"
    aria-describedby="quote-${number}"
    >${text}</a
  >`
}

/** The part of a sentence that a reason finds fault with is underlined where it stands. */
function withFaults(sentence: Sentence): Content {
  const faults = sentence.reasons
    .filter((reason) => !favourable.has(reason.code) && reason.text && reason.text !== sentence.text)
    .map((reason) => ({ start: sentence.text.indexOf(reason.text!), length: reason.text!.length }))
    .filter(({ start }) => start >= 0)
    .sort((a, b) => a.start - b.start || b.length - a.length)
  const parts: Content[] = []
  let cursor = 0
  for (const { start, length } of faults) {
    if (start < cursor) continue
    parts.push(
      sentence.text.slice(cursor, start),
      html`<span class="fault">${sentence.text.slice(start, start + length)}</span>`,
    )
    cursor = start + length
  }
  return [...parts, sentence.text.slice(cursor)]
}

function renderWorking(sentence: ReportSentence, page: PageContext): Content {
  if (!sentence.expression) return undefined
  const parts = formulaOf(sentence.expression, page.language).map((part) => {
    if (part.type === 'sign') return html`<span class="sign">${part.text}</span>`
    const citation = citationOf(part.evidence, sentence.citations)
    const value = html`<span class="value">${part.text}</span>`
    if (!citation) return html`${value}<span class="tag">${wordsOf(page.language).noCitation}</span>`
    const number = page.index.numberOf(citation)
    return html`${value}${citeLink(number, `[${number}]`)}`
  })
  return html`<p class="working">
    <span class="label">= ${wordsOf(page.language).working}</span> <span class="formula">${parts}</span>
  </p> `
}

function renderPremises(sentence: ReportSentence, page: PageContext): Content {
  if (sentence.kind !== 'inferred') return undefined
  const words = wordsOf(page.language)
  const premises = sentence.premises ?? []
  return html`<div class="premises">
    <p class="label">∴ ${words.premises}</p>
    <ul>
      ${
        premises.length === 0
          ? html`<li>${words.noCitation}</li>`
          : premises.map((premise) => html`<li dir="auto">${premise}</li>`)
      }
    </ul>
  </div> `
}

/** The claim and what its source says, one above the other. */
function renderOpposed(sentence: Sentence, page: PageContext): Content {
  if ('kind' in sentence && sentence.kind !== 'quoted') return undefined
  const lines = opposed(sentence).map((citation) => {
    const number = page.index.numberOf(citation)
    return html`<p dir="auto"><q>${citation.quote}</q>${citeLink(number, `[${number}]`)}</p>`
  })
  return (
    lines.length > 0 &&
    html`<div class="opposed">
      <p class="label">${wordsOf(page.language).sourceSays}</p>
      ${lines}
    </div>`
  )
}

function renderReasons(sentence: Sentence, page: PageContext): Content {
  // "Quoted" has said so already.
  const plain = 'kind' in sentence && sentence.kind === 'quoted' && sentence.verdict === 'supported'
  const reasons = sentence.reasons.filter(({ code }) => !(plain && code === 'verbatim'))
  const told = [...new Set(reasons.map((reason) => explainReason(reason, page.language)))]
  return (
    told.length > 0 &&
    html`<ul class="reasons">
      ${told.map((reason) => html`<li>${reason}</li>`)}
    </ul>`
  )
}

function renderOrigins(citations: readonly Citation[], page: PageContext): Content {
  const { origins } = wordsOf(page.language)
  const found = new Set(citations.map((citation) => citation.origin))
  return [...found].map((origin) => origin !== 'native' && html`<p class="origin">${origins[origin]}</p>`)
}

function renderNamed(sentence: Audit['sentences'][number], page: PageContext): Content {
  if (sentence.cites.length === 0) return undefined
  const words = wordsOf(page.language)
  const named = sentence.cites.map(
    ({ label, held }) =>
      html`<li class="${held ? 'held' : 'lacking'}">
        <bdi>${label}</bdi>
        <span class="state">${held ? '✓' : '✗'} ${held ? words.held : words.notHeld}</span>
      </li>`,
  )
  return html`<div class="named">
    <p class="label">${words.namedSources}</p>
    <ul>
      ${named}
    </ul>
  </div>`
}

/** Each source once, with the places its quotes come from. */
function renderPlaces(sentence: Sentence, page: PageContext): Content {
  const places = new Map<string, { title: string; at: Set<string> }>()
  for (const citation of sentence.citations) {
    const entry = places.get(citation.document) ?? {
      title: titleOf(citation.title, page.language),
      at: new Set<string>(),
    }
    const place = citation.cell
      ? ''
      : placeOf(citation, page.assets.documents.get(citation.document), page.language)
    if (place) entry.at.add(place)
    places.set(citation.document, entry)
  }
  const listed = [...places.values()].map(
    ({ title, at }) =>
      html`<li>
        <cite dir="auto">${title}</cite
        >${at.size > 0 && html`<span class="at">${wordsOf(page.language).comma}${wordsOf(page.language).listed([...at])}</span>`}
      </li>`,
  )
  return (
    listed.length > 0 &&
    html`<ul class="places">
      ${listed}
    </ul>`
  )
}

function conflictLink(sentence: Sentence, page: PageContext): Content {
  const number = sentence.citations
    .map((citation) => page.conflictOf.get(citation.evidence))
    .find((found) => found !== undefined)
  return (
    number !== undefined &&
    html`<a class="see" href="#conflict-${number}">${wordsOf(page.language).seeConflict(number)}</a>`
  )
}
