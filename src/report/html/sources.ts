import type { Language } from '#vocabulary'
import {
  placeOf,
  readableUri,
  safeLink,
  standing,
  titleOf,
  type NumberedCitation,
  type NumberedSource,
} from '../citations.ts'
import { dateOf, wordsOf } from '../words.ts'
import { citeLink, type PageContext } from './claims.ts'
import { renderDocument } from './document.ts'
import { html, type Content, type Markup } from './markup.ts'
import { shareOf, wholeDocument } from './window.ts'

/** The list of sources with every quote, its place and the sentences that cite it. */
export function renderSources(citedBy: ReadonlyMap<number, readonly number[]>, page: PageContext): Content {
  if (page.index.sources.length === 0) return undefined
  const words = wordsOf(page.language)
  return html`<section id="sources" aria-labelledby="sources-title">
    <h2 id="sources-title">${words.sources}</h2>
    <p class="lead">${words.sourcesLead}</p>
    ${page.index.sources.map((source) => renderSource(source, citedBy, page))}
  </section> `
}

function renderSource(
  source: NumberedSource,
  citedBy: ReadonlyMap<number, readonly number[]>,
  page: PageContext,
): Markup {
  const words = wordsOf(page.language)
  const first = source.quotes[0]!.citation
  const link = safeLink(source.uri, first.page)
  const copies = new Map(
    source.quotes.flatMap(({ citation }) => citation.copies ?? []).map((copy) => [copy.document, copy]),
  )
  return html`<article class="source" id="source-${source.number}">
    <h3><cite dir="auto">${titleOf(source.title, page.language)}</cite></h3>
    <p class="about">
      ${first.publishedAt !== undefined && html`<span>${words.published(dateOf(first.publishedAt))}</span>`}${first.fetchedAt !== undefined && html`<span>${words.fetched(dateOf(first.fetchedAt))}</span>`}<bdi
        class="uri"
        >${readableUri(source.uri)}</bdi
      >${
        link !== undefined &&
        html`<a class="original" href="${link}" rel="noopener noreferrer external" target="_blank"
          >${words.openSource}</a
        >`
      }
    </p>
    ${source.quotes.some(({ citation }) => citation.withdrawn) && html`<p class="warning">${words.withdrawn}</p>`}
    ${
      copies.size > 0 &&
      html`<div class="copies">
        <p>${words.copies(copies.size)}</p>
        <ul>
          ${[...copies.values()].map((copy) => html`<li><cite dir="auto">${titleOf(copy.title, page.language)}</cite> <bdi class="uri">${readableUri(copy.uri)}</bdi></li>`)}
        </ul>
      </div>`
    }
    <ol class="quotes">
      ${source.quotes.map((quote) => renderQuote(quote, citedBy.get(quote.number) ?? [], page))}
    </ol>
    ${renderProvenance(source, page.language)}
  </article> `
}

function renderQuote(
  { number, citation }: NumberedCitation,
  sentences: readonly number[],
  page: PageContext,
): Markup {
  const words = wordsOf(page.language)
  const place = placeOf(citation, page.assets.documents.get(citation.document), page.language)
  const state = standing(citation, page.assets)
  const origin = citation.origin === 'native' ? undefined : words.origins[citation.origin]
  // Where the document cannot be shown the quote itself is what the number leads to.
  const quote =
    state === 'stands'
      ? html`<q id="quote-${number}" dir="auto">${citation.quote}</q>`
      : html`<q id="quote-${number}" dir="auto"
          ><mark id="q${number}" data-quote="${number}" tabindex="-1">${citation.quote}</mark></q
        >`
  const warning = state === 'altered' ? words.altered : state === 'absent' ? words.notEmbedded : undefined
  const back = sentences.map((sentence) => html` <a href="#s${sentence}">${sentence}</a>`)
  return html`<li
    class="quote"
    value="${number}"
    data-source="${titleOf(citation.title, page.language)}"
    data-place="${words.listed([place, origin ?? ''].filter(Boolean))}"
  >
    <span class="number">[${number}]</span> ${quote}
    <p class="about">
      ${place && html`<span>${place}</span>`}${origin && html`<span class="tag">${origin}</span>`}${state === 'stands' && citeLink(number, words.inPlace, ' place')}${
        back.length > 0 && html`<span class="back">${words.citedIn}${back}</span>`
      }
    </p>
    ${warning && html`<p class="warning">${warning}</p>`}
  </li> `
}

function renderProvenance(source: NumberedSource, language: Language): Markup {
  const words = wordsOf(language)
  const { citation } = source.quotes[0]!
  const { fields } = words
  const spans = source.quotes.map(
    ({ number, citation: { evidence, start, end } }) =>
      html`<li>[${number}] <code>${evidence}</code> <code>${start}–${end}</code></li>`,
  )
  return html`<details class="provenance">
    <summary>${words.provenance}</summary>
    <dl>
      <div>
        <dt>${fields.uri}</dt>
        <dd><code>${source.uri}</code></dd>
      </div>
      <div>
        <dt>${fields.snapshot}</dt>
        <dd><code>${citation.snapshot}</code></dd>
      </div>
      <div>
        <dt>${fields.document}</dt>
        <dd><code>${citation.document}</code></dd>
      </div>
      ${
        citation.reader.name !== '' &&
        html`<div>
          <dt>${fields.reader}</dt>
          <dd>
            ${words.readerVersion(citation.reader.name, citation.reader.version)}
            <code>${citation.reader.options}</code>
          </dd>
        </div>`
      }
      <div>
        <dt>${fields.evidence}</dt>
        <dd>
          <ul>
            ${spans}
          </ul>
        </dd>
      </div>
    </dl>
  </details> `
}

/** The cited documents themselves, every quote marked where it stands. */
export function renderDocuments(page: PageContext): Content {
  const words = wordsOf(page.language)
  const share = shareOf(page.index.sources.length)
  const documents = page.index.sources.map((source) => {
    const document = page.assets.documents.get(source.document)
    const quotes = source.quotes
      .filter(({ citation }) => standing(citation, page.assets) === 'stands')
      .map(({ number, citation }) => ({ number, start: citation.start, end: citation.end }))
    if (!document || quotes.length === 0) return undefined
    const { markup, leftOut } = renderDocument(
      document,
      quotes,
      page.language,
      Math.min(share, wholeDocument),
    )
    const lang = document.language === 'other' ? undefined : html` lang="${document.language}"`
    return html`<article
      class="document"
      id="document-${source.number}"
      data-title="${titleOf(source.title, page.language)}"
      data-quotes="${quotes.map(({ number }) => number).join(' ')}"
    >
      <h3 class="of">
        <a href="#source-${source.number}"><cite dir="auto">${titleOf(source.title, page.language)}</cite></a>
      </h3>
      ${leftOut > 0 && html`<p class="windowed">${words.windowed(document.text.length)}</p>`}
      <div class="text ${layoutOf(document.mediaType)}" dir="auto" ${lang}>${markup}</div>
    </article> `
  })
  if (documents.every((document) => document === undefined)) return undefined
  return html`<section id="documents" aria-labelledby="documents-title">
    <h2 id="documents-title">${words.documents}</h2>
    <p class="lead">${words.documentsLead}</p>
    ${documents}
  </section> `
}

/** Lines mean something in plain text and mail; elsewhere they are where a page happened to end. */
function layoutOf(mediaType: string): string {
  return mediaType === 'text/plain' || mediaType === 'message/rfc822' ? 'lines' : 'flowing'
}
