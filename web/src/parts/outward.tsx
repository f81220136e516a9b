import type { ComponentChildren } from 'preact'

/** An address as a link where it leads onto the web, else as text; nothing of it is fetched before it is followed. */
export function Outward(given: { readonly address: string; readonly children?: ComponentChildren }) {
  const shown = given.children ?? given.address
  if (!/^https?:\/\//i.test(given.address)) return <span title={given.address}>{shown}</span>
  return (
    <a href={given.address} target="_blank" rel="noopener noreferrer" title={given.address}>
      {shown}
    </a>
  )
}
