import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** Asks or tells something before all else; Esc closes it, and the focus goes back to where it was. */
export function Dialog(given: {
  readonly heading: string
  readonly onClose: () => void
  readonly children: ComponentChildren
}) {
  const own = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = own.current!
    dialog.showModal()
    // Taken away while it is open, it would leave the focus nowhere.
    return () => dialog.close()
  }, [])
  return (
    <dialog
      ref={own}
      class="dialog"
      aria-label={given.heading}
      onClose={given.onClose}
      onClick={(event) => {
        // A click on the backdrop has the dialog itself as its target.
        if (event.target === own.current) own.current?.close()
      }}
    >
      <div class="dialog-body">
        <h2>{given.heading}</h2>
        {given.children}
      </div>
    </dialog>
  )
}

/** Asks whether something shall be done that cannot be taken back. */
export function Confirm(given: {
  readonly heading: string
  readonly text: string
  readonly yes: string
  readonly no: string
  readonly onYes: () => void
  readonly onClose: () => void
}) {
  return (
    <Dialog heading={given.heading} onClose={given.onClose}>
      <p>{given.text}</p>
      <div class="actions">
        <button
          type="button"
          class="button primary"
          onClick={() => {
            given.onYes()
            given.onClose()
          }}
        >
          {given.yes}
        </button>
        <button type="button" class="button" onClick={given.onClose}>
          {given.no}
        </button>
      </div>
    </Dialog>
  )
}
