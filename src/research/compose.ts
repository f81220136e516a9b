import type { DocumentId } from '#vocabulary'
import type { Context } from '#runtime'
import { bySource } from './by-source.ts'
import { toldNotes } from './clarified.ts'
import { notesOf } from './coverage-notes.ts'
import type { Measure } from './effort.ts'
import type { Inquiry } from './inquiry.ts'
import { inOutline, outline } from './outline.ts'
import { withoutRepeats } from './sections.ts'
import type { Findings, Writing } from './strategy.ts'
import type { Study } from './study.ts'
import { allEnded } from './web/all-ended.ts'
import { weigh, type Weighed } from './weighed.ts'
import { writeSection } from './write-section.ts'

/** Told without parts: too short for them, or arranged otherwise. */
const inOneRun: ReadonlySet<NonNullable<Writing['type']>> = new Set(['summary', 'sources'])

/**
 * Writes what was found: everything is weighed against everything else, then all sections are written at once, each
 * from its own evidence in full, while the outline is made of the same evidence; what the user noted meanwhile is told
 * to the writers.
 */
export async function compose(
  inquiries: readonly Inquiry[],
  study: Study,
  context: Context,
): Promise<Findings> {
  const { parts, deeds, guidance } = study
  await study.settled()
  const task = { ...study.task, language: study.task.writing?.language ?? study.task.language }
  const type = task.writing?.type ?? 'full'
  const measure = measureFor(study.measure, task.writing)
  const notes = await context.observe('write/notes', {}, () => [...parts.steered.notes])
  const weighed: Weighed = await weigh(inquiries, task.question, parts.shelf, context)
  const told = {
    ...task,
    notes: [...toldNotes(task.notes), ...notes],
    ...(guidance === undefined ? {} : { guidance: guidance[task.language] }),
  }
  const writing = allEnded(
    inquiries.map((inquiry) =>
      writeSection(inquiry, told, measure, weighed, parts.models?.writer, context.at(inquiry.id)),
    ),
  )
  const arranging = inOneRun.has(type)
    ? Promise.resolve([])
    : outline(inquiries, study, context.at('outline'))
  await allEnded<unknown>([writing, arranging])
  const [written, arranged] = [await writing, await arranging]
  deeds.push(...written.flatMap(({ deed }) => deed ?? []))
  const bySubject = withoutRepeats(
    inOutline(
      written.map(({ section }) => section),
      arranged,
    ),
  )
  const title = (id: DocumentId): string => weighed.taken.find((one) => one.id === id)?.title ?? id
  const sections = type === 'sources' ? bySource(bySubject, inquiries, title) : bySubject
  const acrossLanguages = deeds.some(({ step, by }) => step === 'rewrite-query' && by !== 'classical')
  return {
    plan: written.map(({ planned }) => planned),
    sections,
    conflicts: weighed.conflicts,
    copies: weighed.copies,
    notes: [
      ...study.notes,
      ...notesOf(task, inquiries, written, { ...weighed, shelf: parts.shelf, acrossLanguages }, sections),
    ],
    dropped: written.reduce((sum, { dropped = 0 }) => sum + dropped, 0),
    deeds,
  }
}

/** Sentences of a section by how the report is to be told. */
export function measureFor(measure: Measure, { length = 'standard', type = 'full' }: Writing = {}): Measure {
  const share = { short: 0.5, standard: 1, long: 1.5 }[length]
  const sentences = {
    summary: 2,
    outline: 1,
    sources: measure.sentences,
    full: measure.sentences,
    detailed: measure.sentences * 2,
  }[type]
  return { ...measure, sentences: Math.max(1, Math.round(sentences * share)) }
}
