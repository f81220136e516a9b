import type { ComponentChildren } from 'preact'

/** A part of the view under a heading of its own, which skip links lead to. */
export function Part(given: {
  readonly name: string
  readonly title: string
  readonly lead?: string
  readonly children: ComponentChildren
}) {
  const id = `report-${given.name}`
  return (
    <section id={id} class={`part ${id}`} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} tabIndex={-1}>
        {given.title}
      </h2>
      {given.lead && <p class="lead">{given.lead}</p>}
      {given.children}
    </section>
  )
}

/** Leads to a part without changing the page's address, which names the run. */
export function PartLink({ to, children }: { readonly to: string; readonly children: ComponentChildren }) {
  return (
    <a
      href={`#report-${to}`}
      onClick={(event) => {
        event.preventDefault()
        goTo(to)
      }}
    >
      {children}
    </a>
  )
}

/** Brings a part to the top, and the focus to its heading. */
export function goTo(name: string): void {
  const heading = document.getElementById(`report-${name}-title`)
  heading?.scrollIntoView({ block: 'start' })
  heading?.focus({ preventScroll: true })
}
