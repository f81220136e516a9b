import { useSignal, type ReadonlySignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { Citation } from '../../../src/vocabulary/index.ts'
import { isComposing } from '../keys.ts'
import { language as pageLanguage } from '../language.ts'
import { placeIn, titleIn, useReading } from './reading.ts'
import { evidenceAddress, placeInAddress, runAddress } from './safe-link.ts'
import { SourceAbout } from './source-about.tsx'
import { SourceText } from './source-text.tsx'
import { citationOf, whyOf } from './wire.ts'

/** From here on the source stands beside the report; below it covers it. */
const wide = '(min-width: 64rem)'

/**
 * The source of the evidence that the page's address names: opened by a citation, by a link from elsewhere, or by the
 * browser's own back and forward.
 *
 * 1. The address alone says what is open; this only follows it.
 * 2. The focus goes in when it opens and back to the mark when it closes.
 */
export function SourcePanel({ address }: { readonly address: ReadonlySignal<string> }) {
  const { run, own } = useReading()
  const panel = useRef<HTMLDialogElement>(null)
  const opener = useRef<HTMLElement | null>(null)
  const place = placeInAddress(address.value)
  // An address is well-formed Unicode, whatever the name was.
  const evidence = place.run === run.toWellFormed() ? place.evidence : undefined

  useLayoutEffect(() => {
    const dialog = panel.current!
    if (evidence === undefined) {
      if (dialog.open) dialog.close()
      return
    }
    if (dialog.open) {
      // The link that led from one quote to the next went with the first.
      if (document.activeElement === document.body) dialog.querySelector<HTMLElement>('h2')?.focus()
      return
    }
    opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
    if (matchMedia(wide).matches) dialog.show()
    else dialog.showModal()
    document.documentElement.classList.add('source-open')
    dialog.querySelector<HTMLElement>('h2')?.focus()
  }, [evidence])
  // A page that leaves the report while a source is open must not keep room for it.
  useEffect(() => () => document.documentElement.classList.remove('source-open'), [])

  const close = (): void => {
    location.hash = runAddress(run)
  }
  useEffect(() => {
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || !panel.current?.open) return
      // It ends the choice of characters, or closes what lies above.
      if (isComposing(event) || document.querySelector('dialog.dialog[open]')) return
      event.preventDefault()
      close()
    }
    addEventListener('keydown', escape)
    return () => removeEventListener('keydown', escape)
  }, [run])

  return (
    <dialog
      class="source-panel"
      ref={panel}
      aria-labelledby="report-source-title"
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onClose={() => {
        document.documentElement.classList.remove('source-open')
        if (opener.current?.isConnected) opener.current.focus()
        opener.current = null
      }}
    >
      <button type="button" class="close" onClick={close}>
        <span aria-hidden="true">✕</span>
        <span class="aloud">{own.source.close}</span>
      </button>
      {evidence === undefined ? (
        <h2 id="report-source-title">{own.source.panel}</h2>
      ) : (
        <Opened key={evidence} evidence={evidence} />
      )}
    </dialog>
  )
}

/** The source of a piece of evidence: as the report cites it, or, where it does not, as the library knows it. */
function Opened({ evidence }: { readonly evidence: string }) {
  const { index, own, language } = useReading()
  const known = index.citations.find((entry) => entry.citation.evidence.toWellFormed() === evidence)?.citation
  const citation = useSignal<Citation | undefined>(known)
  const failure = useSignal('')
  useEffect(() => {
    if (known) return
    const find = async (): Promise<void> => {
      try {
        citation.value = await citationOf(evidence)
      } catch (error) {
        failure.value = whyOf(error, pageLanguage.peek())
      }
    }
    void find()
  }, [evidence])

  const shown = citation.value
  return (
    <>
      <h2 id="report-source-title" tabIndex={-1}>
        {shown ? (
          <>
            <Number citation={shown} /> <cite dir="auto">{titleIn(shown.title, language)}</cite>
            <span class="place">{placeIn(shown, language)}</span>
          </>
        ) : (
          own.source.panel
        )}
      </h2>
      {shown && (
        <div class="source-body">
          <SourceAbout citation={shown} />
          <SourceText citation={shown} />
          <Others citation={shown} />
        </div>
      )}
      <p role="status" class="warned">
        {failure.value && own.source.failed(failure.value)}
      </p>
    </>
  )
}

function Number({ citation }: { readonly citation: Citation }) {
  const { index } = useReading()
  const number = index.citations.find((entry) => entry.citation.evidence === citation.evidence)?.number
  return number === undefined ? null : <span class="number">[{number}]</span>
}

/** The report's other quotes of the same document. */
function Others({ citation }: { readonly citation: Citation }) {
  const { index, own, run, language } = useReading()
  const quotes = index.sources.find(({ document }) => document === citation.document)?.quotes ?? []
  if (quotes.length < 2) return null
  return (
    <nav class="others" aria-label={own.source.others}>
      <h3>{own.source.others}</h3>
      <ol>
        {quotes.map((quote) => (
          <li key={quote.number}>
            <a
              href={evidenceAddress(run, quote.citation.evidence)}
              aria-current={quote.citation.evidence === citation.evidence ? 'true' : undefined}
            >
              <span class="number">[{quote.number}]</span> <bdi>{quote.citation.quote.slice(0, 240)}</bdi>
            </a>{' '}
            <span class="place">{placeIn(quote.citation, language)}</span>
          </li>
        ))}
      </ol>
    </nav>
  )
}
