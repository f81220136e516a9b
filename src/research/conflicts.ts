import type { Document, DocumentId } from '#vocabulary'
import type { Context } from '#runtime'
import { termsOf } from '#library'
import { datesIn, evidenceAt } from '#reading'
import { createVerifier, findConflict, tellQuote, type FoundDisagreement } from '#reasoning'
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
 * source, save in what one of them changed; of two versions the newer is preferred, and the reader is told what the older said.
 */
export function findConflicts(
  candidates: readonly Candidate[],
  groups: {
    readonly leaderOf: (id: DocumentId) => DocumentId
    readonly supersessions: readonly Supersession[]
  },
): FoundConflict[] {
  // Rows of tables hold many values under one heading: they are computed with, not held against each other.
  const pool = candidates
    .filter((candidate) => candidate.coverage >= relevant && !candidate.fromTable)
    .slice(0, compared)
  const conflicts: FoundConflict[] = []
  const told = new Set<string>()
  pool.forEach((a, index) => {
    for (const b of pool.slice(index + 1)) {
      const oneText = groups.leaderOf(a.document.id) === groups.leaderOf(b.document.id)
      if (oneText && !isChanged(a, b)) continue
      const conflict = disagreement(a, b)
      if (!conflict) continue
      const key = [conflict.kind, ...[conflict.valueA, conflict.valueB].sort()].join('\n')
      if (told.has(key)) continue
      told.add(key)
      conflicts.push(sideBySide(a, b, conflict, groups.supersessions))
    }
  })
  return conflicts
}

/** Of two copies, whether each sentence stands in one of them alone. */
function isChanged(a: Candidate, b: Candidate): boolean {
  return a.document.id !== b.document.id && !holds(a.document, b) && !holds(b.document, a)
}

function holds({ text }: Document, { document, evidence }: Candidate): boolean {
  const plain = (said: string): string => said.replace(/\s+/gu, ' ')
  const { start, end } = evidence[0]!
  return plain(text).includes(plain(document.text.slice(start, end)))
}

/** Words of one clause; a shorter one names no subject. */
const fewestTerms = 3

/** Whole sentences first, then their clauses: "…completed on 14 September, 186,000 m³ in all" disagrees in its first half. */
function disagreement(a: Candidate, b: Candidate): FoundDisagreement | undefined {
  let shared = 0
  for (const term of a.terms.keys()) if (b.terms.has(term)) shared++
  if (shared < fewestTerms) return undefined
  const whole = comparable(a.text, b.text)
  if (whole) return whole
  for (const one of clausesOf(a.text))
    for (const other of clausesOf(b.text)) {
      const found = comparable(one, other)
      if (found) return found
    }
  return undefined
}

/** A number of one time against a number of another or of none ("52% in July", "38%") is no disagreement. */
function comparable(a: string, b: string): FoundDisagreement | undefined {
  const conflict = findConflict({ text: a }, { text: b })
  if (conflict?.kind !== 'number') return conflict
  const times = (text: string): string =>
    [
      ...new Set([
        ...datesIn(text).map((date) => date.value),
        ...(text.match(/全年|年均|月均|日均|每[年月日]|\b(?:annual|monthly|daily|yearly)\b/giu) ?? []),
      ]),
    ]
      .sort()
      .join()
  return times(a) === times(b) ? conflict : undefined
}

function clausesOf(text: string): string[] {
  const clauses = text.split(/[，；：]|[,;:]\s/u).map((clause) => clause.trim())
  return clauses.filter(
    (clause) => termsOf(clause).size >= fewestTerms && /[\d一二三四五六七八九十]/u.test(clause),
  )
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
