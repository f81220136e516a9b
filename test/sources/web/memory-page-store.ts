import { sha256 } from '#runtime'
import type { PageRecord, PageStore } from '#sources'

/** A page store that lives as long as its test. */
export interface MemoryPageStore extends PageStore {
  readonly blobs: Map<string, Uint8Array>
  readonly pages: Map<string, PageRecord>
}

export function memoryPageStore(): MemoryPageStore {
  const blobs = new Map<string, Uint8Array>()
  const pages = new Map<string, PageRecord>()
  return {
    blobs,
    pages,
    keep: (bytes) => {
      const id = sha256(bytes)
      blobs.set(id, Uint8Array.from(bytes))
      return Promise.resolve(id)
    },
    bytes: (id) => Promise.resolve(blobs.get(id)),
    page: (url) => Promise.resolve(pages.get(url)),
    remember: (page) => {
      // What is remembered came through JSON or did not come at all.
      pages.set(page.url, JSON.parse(JSON.stringify(page)) as PageRecord)
      return Promise.resolve()
    },
  }
}
