import type { Context } from '#runtime'
import { notesOf } from './coverage-notes.ts'
import type { Measure } from './effort.ts'
import type { Inquiry } from './inquiry.ts'
import { withoutRepeats } from './sections.ts'
import type { Findings, Writing } from './strategy.ts'
import type { Study } from './study.ts'
import { weigh, type Weighed } from './weighed.ts'
import { writeSection } from './write-section.ts'

/**
 * Writes what was found: everything is weighed against everything else, then all sections are written at once, each
 * from its own evidence in full.
 */
export async function compose(
  inquiries: readonly Inquiry[],
  study: Study,
  context: Context,
): Promise<Findings> {
  const { parts, deeds } = study
  await study.settled()
  const task = { ...study.task, language: study.task.writing?.language ?? study.task.language }
  const measure = measureFor(study.measure, task.writing)
  const weighed: Weighed = await weigh(inquiries, task.question, parts.shelf, context)
  const written = await Promise.all(
    inquiries.map((inquiry) =>
      writeSection(inquiry, task, measure, weighed, parts.models?.writer, context.at(inquiry.id)),
    ),
  )
  deeds.push(...written.flatMap(({ deed }) => deed ?? []))
  const sections = withoutRepeats(written.map(({ section }) => section))
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
