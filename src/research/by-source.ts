import type { DocumentId, Evidence } from '#vocabulary'
import type { Candidate } from './candidates.ts'
import { asFinding } from './conflicts.ts'
import type { Inquiry } from './inquiry.ts'
import type { Finding, FoundSection } from './strategy.ts'

/**
 * The same report told by its sources: each document that sections cite, in the order in which they do, with the
 * statements that they cite from it, in its own words. A statement is told once.
 */
export function bySource(
  sections: readonly FoundSection[],
  inquiries: readonly Inquiry[],
  titleOf: (id: DocumentId) => string,
): readonly FoundSection[] {
  const candidates = new Map(
    inquiries.flatMap(({ gathered }) =>
      gathered.candidates.map((one) => [one.evidence[0]!.id, one] as const),
    ),
  )
  const cited = new Map(
    sections.flatMap(({ findings }) =>
      findings.flatMap(({ evidence }) => evidence.map((one) => [one.id, one] as const)),
    ),
  )
  const byDocument = Map.groupBy(cited.values(), ({ document }) => document)
  return [...byDocument].map(([document, evidence]) => ({
    heading: titleOf(document),
    findings: evidence.map((one) => inItsWords(one, candidates.get(one.id))),
  }))
}

function inItsWords(evidence: Evidence, candidate: Candidate | undefined): Finding {
  if (candidate) return asFinding(candidate)
  return { claim: { text: evidence.quote, kind: 'quoted' }, evidence: [evidence], writer: 'extractive' }
}
