/**
 * Where a scholarly work is found, whichever index names it: one address that stands for the work, so that the
 * same work found by several engines meets itself, and the others, open ones first.
 */
export interface WorkAddresses {
  readonly url: string
  readonly also?: readonly string[]
}

/** @param id with or without `arXiv:` and version; the address names the work, so its version is left out */
export function arxivAddress(id: string): string | undefined {
  const bare = /^(?:arxiv:)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?\/\d{7})(?:v\d{1,3})?$/i.exec(
    id.trim(),
  )?.[1]
  return bare === undefined ? undefined : `https://arxiv.org/abs/${bare}`
}

/**
 * @param doi bare, with `doi:`, or as an address. DOIs of arXiv (`10.48550/arXiv.…`) become arXiv's own address,
 * https://info.arxiv.org/help/doi.html; DOIs mean the same in any case (DOI Handbook, 2.4)
 */
export function doiAddress(doi: string): string | undefined {
  const [, host, name] =
    /^(https?:\/\/(?:dx\.|www\.)?doi\.org\/|doi:\s*)?(10\.\d{4,9}\/\S{1,400})$/i.exec(doi.trim()) ?? []
  if (name === undefined) return undefined
  const bare = (host?.startsWith('http') ? unescaped(name) : name).toWellFormed().toLowerCase()
  const arxiv = /^10\.48550\/arxiv\.(.+)$/.exec(bare)?.[1]
  if (arxiv !== undefined) return arxivAddress(arxiv)
  return `https://doi.org/${encodeURI(bare).replace(/[?#]/g, encodeURIComponent)}`
}

/** The one address of the work that an address names: a DOI's, or a paper's on arXiv in whatever form and version. */
export function workAddress(address: string): string | undefined {
  if (address.length > 500) return undefined
  const paper =
    /^https?:\/\/(?:www\.|export\.)?arxiv\.org\/(?:abs|pdf|html)\/([^?#]+?)(?:\.pdf)?\/?(?:[?#]|$)/i.exec(
      address,
    )?.[1]
  if (paper !== undefined) return arxivAddress(paper)
  return /^https?:\/\//i.test(address) ? doiAddress(address.replace(/[?#].*$/s, '')) : undefined
}

/**
 * @param named addresses that name the work, the one that names it best first: it becomes `url`
 * @param open addresses of its full text
 */
export function addressesOfWork(
  named: readonly (string | undefined)[],
  open: readonly (string | undefined)[] = [],
): WorkAddresses | undefined {
  const said = (address: string | undefined): address is string => /^https?:\/\//i.test(address ?? '')
  const names = named.filter(said)
  const openly = open.filter(said)
  const url = names[0] ?? openly[0]
  if (url === undefined) return undefined
  const also = [...new Set([...openly, ...names])].filter((address) => address !== url)
  return also.length === 0 ? { url } : { url, also }
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
