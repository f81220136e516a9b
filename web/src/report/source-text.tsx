import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { Citation } from '../../../src/vocabulary/index.ts'
import { useReading } from './reading.ts'
import { joined } from './join-stretches.ts'
import { StretchText, type MarkedQuote } from './stretch.tsx'
import { step, stretchAround, stretchOf, whyOf, type Stretch } from './wire.ts'

/**
 * A document's text around a quote, the quote marked and in sight; more of it before and after as it is asked for.
 * Where the words do not stand at their place, or the text is gone, the quote is shown as it was recorded, and that is
 * said.
 */
export function SourceText({ citation }: { readonly citation: Citation }) {
  const { words, own, language, index } = useReading()
  const stretch = useSignal<Stretch | undefined>(undefined)
  const failure = useSignal('')
  const tries = useSignal(0)
  const text = useRef<HTMLDivElement>(null)
  const asking = useRef(false)

  useEffect(() => {
    let left = false
    failure.value = ''
    const open = async (): Promise<void> => {
      try {
        const found = await stretchAround(citation)
        if (!left) stretch.value = found
      } catch (error) {
        if (!left) failure.value = whyOf(error, language)
      }
    }
    void open()
    return () => {
      left = true
    }
  }, [citation, tries.value])
  // Once, when the text is there; what is loaded later must not throw the reader back.
  const ready = stretch.value !== undefined
  useLayoutEffect(() => {
    text.current?.querySelector('mark.current')?.scrollIntoView({ block: 'center' })
  }, [ready])

  const shown = stretch.value
  if (failure.value || (shown && !stands(citation, shown)))
    return (
      <div class="source-text" ref={text}>
        <p class="warned" role="status">
          {failure.value ? own.source.failed(failure.value) : words.altered}{' '}
          {failure.value && (
            <button type="button" onClick={() => tries.value++}>
              {own.source.again}
            </button>
          )}
        </p>
        <blockquote dir="auto">
          <mark class="current">{citation.quote}</mark>
        </blockquote>
      </div>
    )
  if (!shown) return <p role="status">{own.source.loading}</p>

  const quotes = (index.sources.find(({ document }) => document === citation.document)?.quotes ?? []).map(
    (entry): MarkedQuote => ({ number: entry.number, start: entry.citation.start, end: entry.citation.end }),
  )
  const here = index.citations.find((entry) => entry.citation.evidence === citation.evidence)?.number ?? 0
  const marked = here === 0 ? [{ number: 0, start: citation.start, end: citation.end }] : quotes
  const more = async (start: number, end: number): Promise<void> => {
    // Pressed twice, the same stretch would be joined on twice.
    if (asking.current) return
    asking.current = true
    try {
      const found = await stretchOf(citation.document, start, end)
      const now = stretch.peek()!
      const body = text.current?.closest('.source-body')
      const below = body ? body.scrollHeight - body.scrollTop : 0
      const before = found.start < now.start
      stretch.value = before ? joined(found, now) : joined(now, found)
      // What is read stays where it is when more comes in above it.
      if (before && body) requestAnimationFrame(() => (body.scrollTop = body.scrollHeight - below))
    } catch (error) {
      failure.value = whyOf(error, language)
    } finally {
      asking.current = false
    }
  }
  return (
    <div class="source-text" ref={text} dir="auto">
      {shown.start > 0 ? (
        <button
          type="button"
          class="more"
          onClick={() => void more(Math.max(0, shown.start - step), shown.start)}
        >
          ↑ {own.source.previous}
        </button>
      ) : (
        <p class="edge">{own.source.begins}</p>
      )}
      <StretchText stretch={shown} quotes={marked} current={here} language={language} />
      {shown.end < shown.length ? (
        <button
          type="button"
          class="more"
          onClick={() => void more(shown.end, Math.min(shown.length, shown.end + step))}
        >
          ↓ {own.source.next}
        </button>
      ) : (
        <p class="edge">{own.source.ends}</p>
      )}
    </div>
  )
}

/** Whether the cited words stand where the citation says. */
function stands({ start, end, quote }: Citation, stretch: Stretch): boolean {
  return stretch.text.slice(start - stretch.start, end - stretch.start) === quote
}
