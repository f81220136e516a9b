import type { Document, DocumentId, PlannedQuestion } from '#vocabulary'
import type { Findings, Finding, FoundConflict, FoundSection } from '../strategy.ts'
import { nameOf } from '../statutes.ts'
import type { Study } from '../study.ts'
import { namingProvisions, quoteProvision, replacedBeside } from './cite-provisions.ts'
import type { Consulted } from './consult.ts'
import { provisionWords } from './words.ts'

/**
 * Findings in which every sentence cites a provision and names it. What cites none is dropped and counted; where nothing
 * of a model's is left, and without a model, the provisions are quoted whole.
 */
export function answerByProvisions(found: Findings, consulted: readonly Consulted[], study: Study): Findings {
  const language = study.task.writing?.language ?? study.task.language
  const words = provisionWords(language)
  const { taken } = study.parts.shelf
  const byQuestion = new Map(consulted.map((one) => [one.inquiry.id, one]))
  let dropped = 0
  const sections = found.sections.map((section): FoundSection => {
    const whole = quotesOf(byQuestion.get(section.subQuestion ?? ''))
    const named = withNames(section.findings, taken)
    dropped += named.dropped
    const byModel = named.kept.some(({ writer }) => writer !== 'extractive')
    if (!byModel) return { ...section, findings: whole.length > 0 ? whole : named.kept }
    const { instead } = section
    if (!instead) return { ...section, findings: named.kept }
    const twin = whole.length > 0 ? whole : withNames(instead.findings, taken).kept
    return { ...section, findings: named.kept, instead: { ...instead, findings: twin } }
  })
  const untold = consulted.filter(
    ({ inquiry, main }) =>
      main.length > 0 && !found.sections.some(({ subQuestion }) => subQuestion === inquiry.id),
  )
  const all = [
    ...sections,
    ...untold.map((one) => ({
      heading: one.inquiry.text,
      subQuestion: one.inquiry.id,
      findings: quotesOf(one),
    })),
  ].filter(({ findings }) => findings.length > 0)
  return {
    ...found,
    sections: all,
    plan: found.plan.map((planned) => answeredBy(planned, byQuestion.get(planned.id), all, words.quoted)),
    conflicts: conflictsWith(found.conflicts, consulted, language),
    notes: [...found.notes, ...notesOf(consulted, dropped, language)],
    dropped: (found.dropped ?? 0) + dropped,
  }
}

function withNames(
  findings: readonly Finding[],
  documents: ReadonlyMap<DocumentId, Document>,
): { readonly kept: readonly Finding[]; readonly dropped: number } {
  const kept = findings.flatMap((one) => namingProvisions(one, documents) ?? [])
  const lost = findings.length - kept.length
  return { kept, dropped: lost }
}

/** Those that answer, whole, each followed by nothing but the next; then those beside them. */
function quotesOf(one: Consulted | undefined): readonly Finding[] {
  if (!one) return []
  return [...one.main, ...one.beside].flatMap((provision) =>
    quoteProvision(provision, one.asked.get(provision)),
  )
}

/** What was asked for by number and is quoted is answered; what is held nowhere is not. */
function answeredBy(
  planned: PlannedQuestion,
  consulted: Consulted | undefined,
  sections: readonly FoundSection[],
  why: (count: number) => string,
): PlannedQuestion {
  if (!consulted) return planned
  const section = sections.find(({ subQuestion }) => subQuestion === planned.id)
  const byModel = section?.findings.some(({ writer }) => writer !== 'extractive') === true
  if (consulted.missing.length > 0) {
    const state = section && consulted.asked.size > 0 ? 'partly' : 'unanswered'
    return { ...planned, state, why: planned.state === 'answered' ? '' : planned.why }
  }
  if (!section || byModel || consulted.asked.size === 0) return planned
  return { ...planned, state: 'answered', why: why(consulted.main.length) }
}

function conflictsWith(
  conflicts: readonly FoundConflict[],
  consulted: readonly Consulted[],
  language: Study['task']['language'],
): FoundConflict[] {
  const used = new Set(consulted.flatMap(({ main, beside }) => [...main, ...beside]))
  const replaced = new Map(
    consulted
      .flatMap((one) => one.replaced)
      .filter(({ newer }) => newer && used.has(newer))
      .map((one) => [`${one.older.document.id} ${one.older.start}`, one]),
  )
  const own = [...replaced.values()].flatMap((one) => replacedBeside(one, language) ?? [])
  const told = new Set([...replaced.values()].map(({ older }) => older.document.id))
  const others = conflicts.filter(
    ({ kind, sides }) =>
      kind !== 'superseded' || !sides.some(({ finding }) => told.has(finding.evidence[0]!.document)),
  )
  return [...own, ...others]
}

function notesOf(
  consulted: readonly Consulted[],
  dropped: number,
  language: Study['task']['language'],
): string[] {
  const words = provisionWords(language)
  const notes = consulted.flatMap((one) => [
    ...one.missing.map(({ start, end }) => words.missing(one.inquiry.text.slice(start, end), one.codes)),
    ...[...one.repealed, ...[...one.asked.keys()].filter(({ repealed }) => repealed)].map((gone) =>
      words.repealed(nameOf(gone)),
    ),
    ...one.replaced.flatMap(({ older, newer, by }) => (newer ? [] : [words.gone(nameOf(older), by.title)])),
  ])
  return [...new Set(notes), ...(dropped > 0 ? [words.uncited(dropped)] : [])]
}
