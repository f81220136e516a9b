import type { Audit, Citation, DocumentId, Report } from '#vocabulary'
import type { Library } from '#library'

/** A report as it was told, with the citations of what was purged since marked as withdrawn. */
export async function withdrawnIn<Told extends Report | Audit>(
  told: Told,
  library: Pick<Library, 'holdings'>,
): Promise<Told> {
  const gone = await purgedIn(library)
  if (gone.size === 0) return told
  const marked = (citations: readonly Citation[]): readonly Citation[] =>
    citations.map((citation) => (gone.has(citation.document) ? { ...citation, withdrawn: true } : citation))
  const sentences = <Sentence extends { readonly citations: readonly Citation[] }>(
    all: readonly Sentence[],
  ) => all.map((sentence) => ({ ...sentence, citations: marked(sentence.citations) }))
  if (told.schema === 'kaoju-audit/1') return { ...told, sentences: sentences(told.sentences) }
  return {
    ...told,
    sections: told.sections.map((section) => ({ ...section, sentences: sentences(section.sentences) })),
    conflicts: told.conflicts.map((conflict) => ({ ...conflict, sides: sentences(conflict.sides) })),
  }
}

/** Documents whose text was erased, and that no other place holds. */
async function purgedIn(library: Pick<Library, 'holdings'>): Promise<ReadonlySet<DocumentId>> {
  const all = await library.holdings({ all: true })
  const standing = new Set(all.flatMap(({ state, document }) => (state === 'purged' ? [] : (document ?? []))))
  return new Set(
    all.flatMap(({ state, document, earlier }) =>
      state === 'purged' && document ? [document, ...earlier].filter((id) => !standing.has(id)) : [],
    ),
  )
}
