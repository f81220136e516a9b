import { dateOf } from '../../../src/report/words.ts'
import type { Citation } from '../../../src/vocabulary/index.ts'
import { api } from '../api/api.ts'
import { useReading } from './reading.ts'
import { visible } from './safe-link.ts'
import { Address, Copies } from './sources.tsx'

/** What is to be known of a source before its text: where and when it was found, what became of it, the original. */
export function SourceAbout({ citation }: { readonly citation: Citation }) {
  const { words, own, index } = useReading()
  const { uri, origin, publishedAt, fetchedAt, withdrawn, snapshot } = citation
  const source = index.sources.find(({ document }) => document === citation.document)
  return (
    <div class="source-about">
      <p class="about">
        {publishedAt !== undefined && <span>{words.published(visible(dateOf(publishedAt)))}</span>}
        {fetchedAt !== undefined && <span>{words.fetched(visible(dateOf(fetchedAt)))}</span>}
        {origin !== 'native' && (
          <span class="origin">
            ◱ {Object.hasOwn(words.origins, origin) ? words.origins[origin] : origin}
          </span>
        )}
      </p>
      <p class="about">
        <Address uri={uri} />
        {!withdrawn && /^[0-9a-f]{64}$/.test(snapshot) && (
          <a href={api.snapshotAddress(snapshot)} download="">
            {own.source.download}
          </a>
        )}
      </p>
      {withdrawn && <p class="warned">{words.withdrawn}</p>}
      {source && <Copies source={source} />}
    </div>
  )
}
