import type { DocumentId, Language } from '#vocabulary'
import { explainRecorded } from '#runtime'
import type { Library } from '#library'
import type { Session } from './command.ts'

/** Which documents a run may use, and which of the places it was pointed at could not be read. */
export interface Scope {
  /** Absent: all that the library lists. */
  readonly documents?: readonly DocumentId[]
  readonly unread: readonly { readonly uri: string; readonly why: string }[]
}

/**
 * Brings `--docs` into the library and restricts the run to them; without `--docs` the run uses all that the
 * library holds.
 *
 * @param language in which failures are told in the report
 */
export async function scopeOf(
  paths: readonly string[] | undefined,
  library: Library,
  language: Language,
  session: Session,
): Promise<Scope> {
  if (!paths || paths.length === 0) {
    const failed = (await library.holdings({ all: true })).filter((held) => held.state === 'failed')
    return { unread: failed.flatMap(({ uri, failure }) => (failure ? [tell(uri, failure, language)] : [])) }
  }
  const { addPaths } = await import('#library')
  const summary = await addPaths(
    library,
    paths,
    { maxFileBytes: session.settings.maxFileBytes },
    session.context,
  )
  return {
    documents: summary.documents,
    unread: summary.failed.map((failure) => tell(failure.uri, failure, language)),
  }
}

function tell(
  uri: string,
  failure: { code: string; why: string },
  language: Language,
): { uri: string; why: string } {
  return { uri, why: explainRecorded(failure.code, failure.why, language) }
}
