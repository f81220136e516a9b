import { dateOf } from '../../../src/report/words.ts'
import type { NumberedSource } from '../../../src/report/citations.ts'
import { Judge } from './judge.tsx'
import { Mark } from './mark.tsx'
import { placeIn, titleIn, useReading } from './reading.ts'
import { Part } from './part.tsx'
import { safeLink, shownAddress, visible } from './safe-link.ts'

/** The sources in order of first citation, each with its quotes. */
export function Sources() {
  const { index, words } = useReading()
  if (index.sources.length === 0) return null
  return (
    <Part name="sources" title={words.sources} lead={words.sourcesLead}>
      <ol class="sources">
        {index.sources.map((source) => (
          <Source key={source.number} source={source} />
        ))}
      </ol>
    </Part>
  )
}

function Source({ source }: { readonly source: NumberedSource }) {
  const { words, own, language } = useReading()
  const first = source.quotes[0]!.citation
  const title = titleIn(source.title, language)
  return (
    <li class="source">
      <h3>
        <cite dir="auto">{title}</cite>
      </h3>
      <p class="about">
        {first.publishedAt !== undefined && (
          <span>{words.published(visible(dateOf(first.publishedAt)))}</span>
        )}
        {first.fetchedAt !== undefined && <span>{words.fetched(visible(dateOf(first.fetchedAt)))}</span>}
        <Address uri={source.uri} />
      </p>
      {source.quotes.some(({ citation }) => citation.withdrawn) && <p class="warned">{words.withdrawn}</p>}
      <Copies source={source} />
      <ul class="quotes">
        {source.quotes.map(({ number, citation }) => (
          <li key={number}>
            <Mark citation={citation} /> <q dir="auto">{citation.quote}</q>{' '}
            <span class="place">
              {[
                placeIn(citation, language),
                Object.hasOwn(words.origins, citation.origin)
                  ? words.origins[citation.origin as 'ocr' | 'described']
                  : '',
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      <p class="tools">
        <Judge
          about={{ kind: 'source', document: source.document, uri: source.uri }}
          label={own.sourceTools(visible(title.slice(0, 120)))}
        />
      </p>
    </li>
  )
}

/** An address as a link where it may be one, else as text. */
export function Address({ uri }: { readonly uri: string }) {
  const link = safeLink(uri)
  if (link === undefined) return <bdi class="address">{shownAddress(uri)}</bdi>
  return (
    <a
      class="address"
      href={link}
      rel="noopener noreferrer external"
      target="_blank"
      referrerPolicy="no-referrer"
    >
      <bdi>{shownAddress(uri)}</bdi>
    </a>
  )
}

/** Other documents with the same text. */
export function Copies({ source }: { readonly source: NumberedSource }) {
  const { words, language } = useReading()
  const copies = new Map(
    source.quotes.flatMap(({ citation }) => citation.copies ?? []).map((copy) => [copy.document, copy]),
  )
  if (copies.size === 0) return null
  return (
    <div class="copies">
      <p>{words.copies(copies.size)}</p>
      <ul>
        {[...copies.values()].map(({ document, title, uri }) => (
          <li key={document}>
            <cite dir="auto">{titleIn(title, language)}</cite> <Address uri={uri} />
          </li>
        ))}
      </ul>
    </div>
  )
}
