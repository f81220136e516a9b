import type { Document, DocumentId, PlannedQuestion } from '#vocabulary'
import { judgeAnswer, type Answer } from './answered.ts'
import { choose } from './choose.ts'
import type { Candidate } from './candidates.ts'
import { computeAnswer } from './compute.ts'
import { asFinding } from './conflicts.ts'
import type { Measure } from './effort.ts'
import type { Inquiry } from './inquiry.ts'
import type { Finding, FoundSection } from './strategy.ts'
import type { SourceOf } from './value-groups.ts'

/** Sentences shown in place of a value that was not found. */
const nearest = 2

/** A section, and how far it answers its question. */
export interface Written {
  readonly section: FoundSection
  readonly planned: PlannedQuestion
  readonly answer: Answer
}

/** Writes a section of the sources' own sentences, and of what can be computed from their tables. */
export function extractSection(
  inquiry: Inquiry,
  candidates: readonly Candidate[],
  measure: Measure,
  leaderOf: (id: DocumentId) => DocumentId,
  sourceOf: SourceOf = leaderOf,
): Written {
  const { id, text, origin, dependsOn, aim } = inquiry
  const chosen = choose(inquiry, candidates, measure, sourceOf)
  const computed = origin === 'facet' ? undefined : computeAnswer(aim, tablesOf(candidates))
  const sources = new Set(chosen.map((candidate) => leaderOf(candidate.document.id))).size
  const answer = judgeAnswer(aim, chosen, computed !== undefined, sources)
  // Where a value was asked for and none was found, the nearest words are shown, not a page of them.
  const shown = answer.valueless ? chosen.slice(0, nearest) : chosen
  const findings: Finding[] =
    answer.state === 'unanswered' ? [] : [...(computed ? [computed] : []), ...shown.map(asFinding)]
  return {
    section: { heading: text, subQuestion: id, findings },
    planned: { id, text, origin, dependsOn, state: answer.state, why: answer.why },
    answer,
  }
}

/** The tables that the best candidates' rows come from, each once. */
function tablesOf(candidates: readonly Candidate[]): { document: Document; index: number }[] {
  const found = new Map<string, { document: Document; index: number }>()
  for (const { document, evidence, fromTable } of candidates.slice(0, 200)) {
    if (!fromTable) continue
    const index = document.tables.findIndex(
      (table) => evidence[0]!.start >= table.start && evidence[0]!.end <= table.end,
    )
    if (index >= 0) found.set(`${document.id} ${index}`, { document, index })
  }
  return [...found.values()]
}

/** What a sentence says, however it is spaced, cased and punctuated. */
export function sayingOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
}

/**
 * A sentence is published once, in the first section that wants it. A model's may cite rightly what it cited wrongly
 * before: of these the repeats are left out once they are verified.
 */
export function withoutRepeats(sections: readonly FoundSection[]): FoundSection[] {
  const said = new Set<string>()
  return sections
    .map((section) => ({
      ...section,
      findings: section.findings.filter(({ claim, writer }) => {
        const key = sayingOf(claim.text)
        if (writer !== 'extractive') return true
        if (said.has(key)) return false
        said.add(key)
        return true
      }),
    }))
    .filter((section) => section.findings.length > 0)
}
