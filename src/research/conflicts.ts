import type { Document, DocumentId } from '#vocabulary'
import type { Context } from '#runtime'
import { evidenceAt } from '#reading'
import { createVerifier, findConflict, tellQuote } from '#reasoning'
import { oneLine, type Candidate } from './candidates.ts'
import { findRevision } from './revised.ts'
import { statementsIn } from './statements.ts'
import type { FoundConflict } from './strategy.ts'
import type { Supersession } from './versions.ts'

/** How many of the best candidates are held against each other; pairs grow with the square. */
const compared = 40
/** A sentence must bear on the question this much before its disagreement matters. */
const relevant = 0.35

/**
 * Sets sentences of different sources that cannot both be right side by side. Copies of one text are one
 * source; of two versions the newer is preferred, and the reader is told what the older said.
 */
export function findConflicts(
  candidates: readonly Candidate[],
  groups: {
    readonly leaderOf: (id: DocumentId) => DocumentId
    readonly supersessions: readonly Supersession[]
  },
): FoundConflict[] {
  const pool = candidates.filter((candidate) => candidate.coverage >= relevant).slice(0, compared)
  const conflicts: FoundConflict[] = []
  const told = new Set<string>()
  pool.forEach((a, index) => {
    for (const b of pool.slice(index + 1)) {
      if (groups.leaderOf(a.document.id) === groups.leaderOf(b.document.id)) continue
      const conflict = findConflict({ text: a.text }, { text: b.text })
      if (!conflict) continue
      const key = [conflict.kind, ...[conflict.valueA, conflict.valueB].sort()].join('\n')
      if (told.has(key)) continue
      told.add(key)
      conflicts.push(sideBySide(a, b, conflict, groups.supersessions))
    }
  })
  return conflicts
}

function sideBySide(
  a: Candidate,
  b: Candidate,
  conflict: {
    readonly kind: 'number' | 'date' | 'polarity'
    readonly about: string
    readonly valueA: string
    readonly valueB: string
  },
  supersessions: readonly Supersession[],
): FoundConflict {
  const version = supersessions.find(
    ({ newer, older }) =>
      (newer === a.document.id && older === b.document.id) ||
      (newer === b.document.id && older === a.document.id),
  )
  const side = (candidate: Candidate, value: string): FoundConflict['sides'][number] => ({
    value,
    finding: asFinding(candidate),
  })
  const sides = [side(a, conflict.valueA), side(b, conflict.valueB)]
  if (version?.newer === b.document.id) sides.reverse()
  return {
    kind: version ? 'superseded' : conflict.kind,
    about: conflict.about,
    resolution: version ? 'newer-preferred' : 'open',
    sides,
  }
}

/** A candidate as a finding: its own words as the claim, its spans as the evidence. */
export function asFinding(candidate: Candidate): FoundConflict['sides'][number]['finding'] {
  return {
    claim: { text: candidate.text, kind: 'quoted' },
    evidence: candidate.evidence,
    writer: 'extractive',
  }
}

/** How many statements of earlier versions are followed up. */
const followed = 12

/**
 * Follows what earlier versions said into the later ones: where the later says otherwise, the two stand side
 * by side and the later is preferred.
 */
export async function findSuperseded(
  candidates: readonly Candidate[],
  about: (candidate: Candidate) => string,
  supersessions: readonly Supersession[],
  documents: ReadonlyMap<DocumentId, Document>,
  context: Context,
): Promise<FoundConflict[]> {
  const verify = createVerifier('literal')
  const conflicts: FoundConflict[] = []
  const older = candidates.filter(
    (candidate) =>
      candidate.coverage >= relevant &&
      supersessions.some((version) => version.older === candidate.document.id),
  )
  for (const candidate of older.slice(0, followed)) {
    for (const { newer } of supersessions.filter((version) => version.older === candidate.document.id)) {
      const later = documents.get(newer)
      if (!later) continue
      const statements = statementsIn(later).map((span) => ({ document: later, span }))
      const revision = await findRevision(candidate.text, statements, verify, context)
      if (!revision) continue
      const evidence = evidenceAt(later, revision.candidate.span.start, revision.candidate.span.end)
      const finding = {
        claim: { text: oneLine(tellQuote(later, evidence)), kind: 'quoted' as const },
        evidence: [evidence],
        writer: 'extractive',
      }
      conflicts.push({
        kind: 'superseded',
        about: about(candidate),
        resolution: 'newer-preferred',
        sides: [
          { value: revision.now, finding },
          { value: revision.was, finding: asFinding(candidate) },
        ],
      })
    }
  }
  return conflicts
}
