import type { ComponentChildren } from 'preact'
import { safeLink, shownAddress } from '../report/safe-link.ts'

/** An address as a link where it leads onto the web, else as text; nothing of it is fetched before it is followed. */
export function Outward(given: { readonly address: string; readonly children?: ComponentChildren }) {
  const link = safeLink(given.address)
  const shown = given.children ?? shownAddress(given.address)
  if (link === undefined) return <span title={given.address}>{shown}</span>
  return (
    <a href={link} target="_blank" rel="noopener noreferrer" title={shownAddress(link)}>
      {shown}
    </a>
  )
}
