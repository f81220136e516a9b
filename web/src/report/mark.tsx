import type { Citation } from '../../../src/vocabulary/index.ts'
import { placeIn, titleIn, useReading } from './reading.ts'
import { evidenceAddress, visible } from './safe-link.ts'

/** Titles of any length come from documents; read aloud, the beginning is enough. */
const spoken = 120

/** The numbers of a sentence's citations, each once. */
export function Marks({ citations }: { readonly citations: readonly Citation[] }) {
  const { index } = useReading()
  const numbered = new Map(citations.map((citation) => [index.numberOf(citation), citation]))
  if (numbered.size === 0) return null
  return (
    <span class="marks">
      {[...numbered].map(([number, citation]) => (
        <Mark key={number} citation={citation} />
      ))}
    </span>
  )
}

/**
 * A citation's number: shows its quote under a pointer or the focus, leads to its source. Touched, it shows the quote
 * first: there is no other way to look at it without leaving the sentence.
 */
export function Mark({ citation }: { readonly citation: Citation }) {
  const { index, language, own, run, glance } = useReading()
  const number = index.numberOf(citation)
  const title = visible(titleIn(citation.title, language).slice(0, spoken))
  const show = (mark: HTMLElement, touched = false): void => {
    glance.value = { citation, mark, touched }
  }
  return (
    <a
      class="cite"
      href={evidenceAddress(run, citation.evidence)}
      aria-label={own.citation(number, title, placeIn(citation, language))}
      data-number={number}
      onPointerEnter={(event) => event.pointerType === 'mouse' && show(event.currentTarget)}
      onPointerLeave={(event) => event.pointerType === 'mouse' && leave(glance, event.currentTarget)}
      onFocus={(event) => event.currentTarget.matches(':focus-visible') && show(event.currentTarget)}
      onBlur={() => {
        glance.value = undefined
      }}
      onClick={(event) => {
        const touch = event instanceof PointerEvent && event.pointerType === 'touch'
        if (touch && glance.peek()?.mark !== event.currentTarget) {
          event.preventDefault()
          show(event.currentTarget, true)
          return
        }
        glance.value = undefined
        // Some browsers do not focus what is clicked, and it is where the reader comes back to.
        event.currentTarget.focus()
      }}
    >
      [{number}]
    </a>
  )
}

/** A moment to get from the mark onto the card. */
function leave(glance: ReturnType<typeof useReading>['glance'], mark: HTMLElement): void {
  setTimeout(() => {
    const shown = glance.peek()
    if (shown?.mark !== mark || mark.matches(':hover')) return
    if (document.querySelector('.glance:hover')) return
    glance.value = undefined
  }, 150)
}
