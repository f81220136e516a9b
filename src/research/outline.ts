import { readAsked } from '#reasoning'
import { ask } from '#models'
import type { Context } from '#runtime'
import type { Inquiry } from './inquiry.ts'
import { deedOf } from './ledger.ts'
import { outlinePrompt, partsOf, type OutlineAnswer } from './outline.prompt.ts'
import type { FoundSection } from './strategy.ts'
import type { Study } from './study.ts'

/** Sections that stand together, by the ids of their sub-questions in reading order; without a heading: by themselves. */
export interface OutlinePart {
  readonly heading?: string
  readonly questions: readonly string[]
}

/**
 * Puts the sections of a report in order, in parts about one subject each, by what was found: what found nothing has no
 * place in it. Asked of a model at deep efforts, while the sections are being written; else, and where its answer is no
 * outline, by the names that the sub-questions share.
 */
export async function outline(
  inquiries: readonly Inquiry[],
  { task, parts: { models }, deeds }: Study,
  context: Context,
): Promise<readonly OutlinePart[]> {
  const language = task.writing?.language ?? task.language
  const found = inquiries.filter(({ gathered }) => gathered.candidates.length > 0)
  const asked = found.filter(({ origin }) => origin !== 'facet')
  const byNames = outlineByNames(found)
  const writer = models?.writer
  const deep = task.effort === 'deep' || task.effort === 'exhaustive'
  if (!writer || !deep || asked.length < leastForModel) return byNames
  const prompt = outlinePrompt({
    question: task.question.trim(),
    language,
    sections: asked.map(({ text, gathered }) => ({ text, found: gathered.candidates[0]!.text })),
  })
  const asPlanned = (): OutlineAnswer => ({
    sections: [{ heading: '', questions: asked.map((_, index) => index + 1) }],
  })
  const thought = await ask(prompt, writer, asPlanned, context)
  deeds.push(deedOf('outline', 'writer', thought))
  const parts = thought.by === 'classical' ? undefined : partsOf(thought.value, asked.length)
  if (!parts) return byNames
  const rest = found.filter(({ origin }) => origin === 'facet').map(({ id }) => id)
  return [
    ...parts.map(({ heading, questions }) => ({
      ...(heading === '' ? {} : { heading }),
      questions: questions.map((index) => asked[index]!.id),
    })),
    ...(rest.length > 0 ? [{ questions: rest }] : []),
  ]
}

/** Fewer sections need no order but that of the plan. */
const leastForModel = 4

/**
 * The twin: sub-questions about one subject stand together, in the order of the plan, where there are several subjects
 * with several sub-questions each. What is about several subjects at once, or about none, follows its predecessor where
 * nothing is grouped yet, else stands at the end.
 */
export function outlineByNames(inquiries: readonly Inquiry[]): readonly OutlinePart[] {
  const all: OutlinePart = { questions: inquiries.map(({ id }) => id) }
  const subjectOf = new Map(
    inquiries.map(({ id, text, origin, aim }) => {
      const subjects = origin === 'facet' ? [] : readAsked(text, aim.language).subjects
      return [id, subjects.length === 1 ? subjects[0]! : undefined] as const
    }),
  )
  const bySubject = Map.groupBy(
    inquiries.filter(({ id }) => subjectOf.get(id) !== undefined),
    ({ id }) => subjectOf.get(id)!,
  )
  const shared = [...bySubject].filter(([, some]) => some.length >= 2)
  if (shared.length < 2) return [all]
  const grouped = new Set(shared.flatMap(([, some]) => some.map(({ id }) => id)))
  const first = inquiries.findIndex(({ id }) => grouped.has(id))
  const alone = inquiries.flatMap(({ id }, index) => (grouped.has(id) ? [] : [{ id, index }]))
  const before = alone.filter(({ index }) => index < first).map(({ id }) => id)
  const after = alone.filter(({ index }) => index > first).map(({ id }) => id)
  return [
    ...(before.length > 0 ? [{ questions: before }] : []),
    ...shared.map(([heading, some]) => ({ heading, questions: some.map(({ id }) => id) })),
    ...(after.length > 0 ? [{ questions: after }] : []),
  ]
}

/** Sections in the order of an outline, told of which part they are; one that stands in none comes last. */
export function inOutline(
  sections: readonly FoundSection[],
  parts: readonly OutlinePart[],
): readonly FoundSection[] {
  const placed = parts.flatMap(({ heading, questions }) =>
    questions.flatMap((id) =>
      sections
        .filter(({ subQuestion }) => subQuestion === id)
        .map((section) => (heading === undefined ? section : { ...section, part: heading })),
    ),
  )
  const known = new Set(placed.map(({ subQuestion }) => subQuestion))
  return [...placed, ...sections.filter(({ subQuestion }) => !known.has(subQuestion))]
}
