import type { DocumentId } from '#vocabulary'
import type { Inquiry } from './inquiry.ts'
import type { Written } from './sections.ts'
import type { Shelf } from './shelf.ts'
import type { FoundSection, ResearchTask } from './strategy.ts'
import type { Weighed } from './weighed.ts'
import { quoteWords, wordsOf } from './words.ts'

/** What a reader must know of what was found, in the language of the report. */
export function notesOf(
  task: ResearchTask,
  inquiries: readonly Inquiry[],
  written: readonly Pick<Written, 'planned'>[],
  about: Pick<Weighed, 'taken' | 'copies' | 'supersessions'> & {
    readonly shelf: Shelf
    /** Whether queries were put into the documents' languages. */
    readonly acrossLanguages?: boolean
  },
  sections: readonly FoundSection[],
): string[] {
  const words = wordsOf(task.language)
  const title = (id: DocumentId): string => about.taken.find((document) => document.id === id)?.title ?? id
  const cited = new Set(
    sections.flatMap(({ findings }) =>
      findings.flatMap(({ evidence }) => evidence.map(({ document }) => document)),
    ),
  )
  const notes: string[] = []
  if (sections.length === 0) notes.push(words.nothing)
  for (const { planned } of written)
    if (planned.state !== 'answered' && planned.origin !== 'facet')
      notes.push(`${quoteWords(task.language, [planned.text])}: ${planned.why}`)
  if (inquiries.some(({ gathered }) => gathered.endedBy === 'stop')) notes.push(words.stopped)
  if (inquiries.some(({ gathered }) => gathered.endedBy === 'budget')) notes.push(words.budget)
  for (const [leader, others] of about.copies)
    if (cited.has(leader) || others.some((id) => cited.has(id)))
      notes.push(words.copies(title(leader), others.length))
  for (const { newer, older } of about.supersessions)
    if (cited.has(newer) || cited.has(older)) notes.push(words.older(title(older), title(newer)))
  const gone = about.shelf.holdings.filter(
    (held) => held.state === 'missing' && held.document && cited.has(held.document),
  ).length
  if (gone > 0) notes.push(words.missing(gone))
  if (
    !about.acrossLanguages &&
    about.shelf.holdings.some((held) => held.document && held.language !== task.language)
  )
    notes.push(words.languages)
  return notes
}
