import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { Citation } from '../../../src/vocabulary/index.ts'
import { dateOf, judgeOf } from '../../../src/report/words.ts'
import { placeIn, titleIn, useReading } from './reading.ts'
import { evidenceAddress, visible } from './safe-link.ts'

/** More of a quote is read in its source. */
const longest = 700

/** The card of the citation that is looked at: exact words, title, place, date, and who found them to bear it. */
export function GlanceCard() {
  const reading = useReading()
  const { glance, own, run } = reading
  const card = useRef<HTMLDivElement>(null)
  const shown = glance.value

  useLayoutEffect(() => {
    if (shown && card.current) placeBeside(card.current, shown.mark)
  }, [shown])
  useEffect(() => {
    if (!shown) return undefined
    const hide = (): void => {
      glance.value = undefined
    }
    const escape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') hide()
    }
    const elsewhere = (event: Event): void => {
      const target = event.target as Node
      if (!card.current?.contains(target) && !shown.mark.contains(target)) hide()
    }
    addEventListener('scroll', hide, { passive: true })
    addEventListener('keydown', escape)
    addEventListener('pointerdown', elsewhere)
    return () => {
      removeEventListener('scroll', hide)
      removeEventListener('keydown', escape)
      removeEventListener('pointerdown', elsewhere)
    }
  }, [shown])

  return (
    <div
      class="glance"
      ref={card}
      hidden={!shown}
      role="status"
      onPointerLeave={(event) => {
        if (event.pointerType === 'mouse') glance.value = undefined
      }}
    >
      {shown && (
        <>
          <Quote citation={shown.citation} />
          {shown.touched && (
            <a class="open" href={evidenceAddress(run, shown.citation.evidence)}>
              {own.openInSource}
            </a>
          )}
        </>
      )}
    </div>
  )
}

function Quote({ citation }: { readonly citation: Citation }) {
  const { language, words, own } = useReading()
  const { quote, origin, publishedAt, fetchedAt, withdrawn, copies = [] } = citation
  const place = placeIn(citation, language)
  const lines = [
    place,
    publishedAt === undefined ? '' : words.published(visible(dateOf(publishedAt))),
    fetchedAt === undefined ? '' : words.fetched(visible(dateOf(fetchedAt))),
  ].filter(Boolean)
  return (
    <>
      <p class="glance-quote" dir="auto">
        {words.quote(quote.length > longest ? `${quote.slice(0, longest)}…` : quote)}
      </p>
      <p class="glance-title" dir="auto">
        {titleIn(citation.title, language).slice(0, 300)}
      </p>
      {lines.length > 0 && <p class="glance-about">{lines.join(' · ')}</p>}
      <VerifiedBy citation={citation} />
      {origin !== 'native' && (
        <p class="glance-about">{Object.hasOwn(words.origins, origin) ? words.origins[origin] : origin}</p>
      )}
      {withdrawn && <p class="glance-about warned">{words.withdrawn}</p>}
      {copies.length > 0 && (
        <p class="glance-about">
          {own.source.otherCopies}
          {words.colon}
          {copies.length}
        </p>
      )}
    </>
  )
}

/** Which sentence's verifier speaks for the quote: the model that judged it, or code alone. */
function VerifiedBy({ citation }: { readonly citation: Citation }) {
  const { words, own, verifierOf } = useReading()
  const verifier = verifierOf.get(citation.evidence)
  return (
    <p class="glance-about">
      {own.verifiedBy}
      {words.colon}
      {verifier === undefined ? own.literally : own.codeAndModel(visible(judgeOf(verifier)))}
    </p>
  )
}

/** Below the mark, or above it where there is no room; never beyond the window's edge. */
function placeBeside(card: HTMLElement, mark: HTMLElement): void {
  const at = mark.getBoundingClientRect()
  const size = card.getBoundingClientRect()
  const left = Math.max(8, Math.min(at.left - 16, document.documentElement.clientWidth - size.width - 8))
  const below = at.bottom + 6
  const above = at.top - size.height - 6
  card.style.left = `${left}px`
  card.style.top = `${below + size.height > innerHeight && above > 0 ? above : below}px`
}
