import type { Document, DocumentId } from '#vocabulary'
import type { Context } from '#runtime'
import { siteOf } from '#sources'
import type { Candidate } from './candidates.ts'
import { findConflicts, findSuperseded } from './conflicts.ts'
import { findCopies } from './copies.ts'
import { saysTheSame } from './gather.ts'
import type { Inquiry } from './inquiry.ts'
import type { Shelf } from './shelf.ts'
import type { FoundConflict } from './strategy.ts'
import { findValueConflicts } from './value-conflicts.ts'
import { findSupersessions, type Supersession } from './versions.ts'
import type { SourceOf } from './value-groups.ts'

/** What was found, held against itself: copies, versions, disagreements. */
export interface Weighed {
  readonly taken: readonly Document[]
  readonly copies: ReadonlyMap<DocumentId, readonly DocumentId[]>
  readonly supersessions: readonly Supersession[]
  readonly conflicts: readonly FoundConflict[]
  readonly leaderOf: (id: DocumentId) => DocumentId
  /** Copies of one text and pages of one site are one source. */
  readonly sourceOf: SourceOf
  /** Best first: copies speak through their leader, older versions last, what a later version revised not at all. */
  preferred(candidates: readonly Candidate[]): Candidate[]
  /** Evidence whose words a later version has replaced. */
  readonly outdated: ReadonlySet<string>
}

/** Counts copies once, prefers newer versions and sets disagreement side by side, over all that was found. */
export async function weigh(
  inquiries: readonly Inquiry[],
  question: string,
  shelf: Shelf,
  context: Context,
): Promise<Weighed> {
  const taken = shelf.inOrder()
  const copies = findCopies(taken, shelf.isOwn)
  const leaders = new Map(
    [...copies].flatMap(([leader, others]) => others.map((other) => [other, leader] as const)),
  )
  const leaderOf = (id: DocumentId): DocumentId => leaders.get(id) ?? id
  const sourceOf: SourceOf = (id) => {
    const leader = leaderOf(id)
    const place = shelf.holding(leader)
    return place && /^https?:/i.test(place.uri) ? siteOf(place.uri) : leader
  }
  const supersessions = findSupersessions(taken, shelf.mayReplace)
  const pool = inquiries
    .flatMap(({ gathered }) => gathered.candidates.slice(0, 30))
    .sort((a, b) => b.score - a.score)
  const distinct = unique(pool)
  const askedBy = (candidate: Candidate): string =>
    inquiries.find(({ gathered }) => gathered.candidates.includes(candidate))?.text ?? question
  const superseded = await findSuperseded(distinct, askedBy, supersessions, shelf.taken, context)
  const outdated = new Set(
    superseded.flatMap(({ sides }) => sides.slice(1).map(({ finding }) => finding.evidence[0]!.id)),
  )
  // What a later version replaced disagrees with nobody: that it was replaced is told.
  const current = inquiries.map((inquiry) => {
    const candidates = inquiry.gathered.candidates.filter(({ evidence }) => !outdated.has(evidence[0]!.id))
    return { ...inquiry, gathered: { ...inquiry.gathered, candidates } }
  })
  const byValue = findValueConflicts(current, sourceOf)
  const found = findConflicts(distinct, { leaderOf, supersessions }).filter(
    (conflict) => !byValue.some((other) => hasSidesOf(conflict, other)),
  )
  return {
    taken,
    copies,
    supersessions,
    conflicts: [...superseded, ...byValue, ...found.filter((conflict) => !isTold(conflict, superseded))],
    leaderOf,
    sourceOf,
    preferred: (candidates) =>
      preferLeadersAndNewer(candidates, leaderOf, supersessions).filter(
        ({ evidence }) => !outdated.has(evidence[0]!.id),
      ),
    outdated,
  }
}

/** Whether each side of a disagreement is told by another already. */
function hasSidesOf({ sides }: FoundConflict, other: FoundConflict): boolean {
  return sides.every(({ value }) => other.sides.some((side) => side.value === value))
}

/** Whether the same sentence of an earlier version was told already to be replaced by the same later one. */
function isTold({ kind, sides }: FoundConflict, superseded: readonly FoundConflict[]): boolean {
  const [newer, older] = sides.map(({ finding }) => finding.evidence[0]!)
  return (
    kind === 'superseded' &&
    superseded.some(
      ({ sides: [later, earlier] }) =>
        later!.finding.evidence[0]!.document === newer!.document &&
        earlier!.finding.evidence[0]!.id === older!.id,
    )
  )
}

/** A copy speaks through the document that leads its group; an older version speaks last. */
function preferLeadersAndNewer(
  candidates: readonly Candidate[],
  leaderOf: (id: DocumentId) => DocumentId,
  supersessions: readonly Supersession[],
): Candidate[] {
  const older = new Set(supersessions.map((version) => version.older))
  const rank = (candidate: Candidate): number =>
    candidate.score * (older.has(candidate.document.id) ? 0.5 : 1) +
    (leaderOf(candidate.document.id) === candidate.document.id ? 1e-6 : 0)
  return [...candidates]
    .map((candidate) => ({ ...candidate, score: rank(candidate) }))
    .sort((a, b) => b.score - a.score)
}

function unique(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = []
  for (const candidate of candidates)
    if (!kept.some((other) => other.document.id === candidate.document.id && saysTheSame(other, candidate)))
      kept.push(candidate)
  return kept
}
