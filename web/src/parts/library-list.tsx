import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../api/api.ts'
import type { ListedDocument } from '../api/types.ts'
import { number, siteOf } from '../figures.ts'
import { fill } from '../language.ts'
import { words } from '../words.ts'
import { Confirm } from './dialog.tsx'
import { Notice, refusalText } from './notice.tsx'
import { Outward } from './outward.tsx'

/** What was removed is kept for the reports that cite it, and is no part of the library. */
function isShown({ state }: ListedDocument): boolean {
  return state !== 'removed' && state !== 'purged'
}

/** What is in the library; `changed`: a number that grows when something came in. */
export function LibraryList({ changed }: { readonly changed: number }) {
  const { library } = words()
  const query = useSignal('')
  const found = useSignal<readonly ListedDocument[] | undefined>(undefined)
  const next = useSignal<string | undefined>(undefined)
  const total = useSignal(0)
  const refused = useSignal('')
  const removing = useSignal<ListedDocument | undefined>(undefined)
  const read = async (after?: string, stop?: { readonly late: boolean }): Promise<void> => {
    try {
      const typed = query.value.trim()
      const page = await api.documents({
        limit: 50,
        ...(typed ? { query: typed } : {}),
        ...(after ? { after } : {}),
      })
      // What continues a list that is shown no more, or was pressed for twice.
      if (stop?.late || (after !== undefined && after !== next.value)) return
      found.value = after ? [...(found.value ?? []), ...page.documents] : page.documents
      next.value = page.next
      total.value = page.total
      refused.value = ''
    } catch (error) {
      if (!stop?.late) refused.value = refusalText(error)
    }
  }
  useEffect(() => {
    const stop = { late: false }
    const wait = setTimeout(() => void read(undefined, stop), found.value ? 200 : 0)
    return () => {
      stop.late = true
      clearTimeout(wait)
    }
  }, [query.value, changed])
  const remove = async (document: ListedDocument): Promise<void> => {
    try {
      await api.unlist(document.document!)
      // The same document may stand at several places.
      const before = found.value ?? []
      found.value = before.filter((one) => one.document !== document.document)
      total.value = Math.max(0, total.value - (before.length - found.value.length))
    } catch (error) {
      refused.value = refusalText(error)
    }
  }
  return (
    <>
      <label class="aloud" for="library-search">
        {library.search}
      </label>
      <input
        id="library-search"
        class="input"
        type="search"
        placeholder={library.search}
        value={query.value}
        onInput={(event) => void (query.value = event.currentTarget.value)}
      />
      {refused.value && <Notice tone="bad">{refused.value}</Notice>}
      {found.value?.length === 0 && (
        <p class="quiet">{query.value ? fill(library.noneFound, { query: query.value }) : library.none}</p>
      )}
      {total.value > 0 && (
        <p class="quiet small">
          {total.value === 1 ? library.countOne : fill(library.count, { count: number(total.value) })}
        </p>
      )}
      <ul class="rows">
        {found.value?.filter(isShown).map((document) => (
          <li key={document.uri} class="row">
            <span class="row-main">{document.title || siteOf(document.uri)}</span>
            <span class="row-facts small quiet">
              <Outward address={document.uri}>{siteOf(document.uri)}</Outward>
              {document.state === 'listed' ? (
                <span>
                  {document.passages === 1
                    ? library.passage
                    : fill(library.passages, { count: number(document.passages) })}
                </span>
              ) : (
                <span class="caution-text">{library.states[document.state]}</span>
              )}
              {document.document && (
                <button
                  type="button"
                  class="button plain small"
                  aria-label={`${library.remove}: ${document.title}`}
                  onClick={() => void (removing.value = document)}
                >
                  {library.remove}
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
      {next.value && (
        <button type="button" class="button" onClick={() => void read(next.value)}>
          {library.more}
        </button>
      )}
      {removing.value && (
        <Confirm
          heading={fill(library.removeAsk, { title: removing.value.title || siteOf(removing.value.uri) })}
          text={library.removeText}
          yes={library.removeYes}
          no={words().drop.cancel}
          onYes={() => void remove(removing.value!)}
          onClose={() => void (removing.value = undefined)}
        />
      )}
    </>
  )
}
