import type { DocumentId, PassageId } from '#vocabulary'
import type { Context } from '#runtime'
import { termsOf } from '#library'
import { createRetriever } from '#retrieval'
import type { Library } from '#library'
import type { Aim } from './aim.ts'
import { candidatesIn, type Candidate } from './candidates.ts'
import type { Measure } from './effort.ts'
import type { Shelf } from './shelf.ts'

/** What one sub-question brought in. */
export interface Gathered {
  /** Best first; copies and all. */
  readonly candidates: readonly Candidate[]
  readonly rounds: number
  /** Set when the budget or a stop ended the search early. */
  readonly endedBy?: 'budget' | 'stop'
}

/** A round that lifts the best coverage by less than this has brought nothing new. */
const gain = 0.02
/** Covered so well that looking further is waste. */
const enough = 0.95

/**
 * Searches for one aim, round by round, until it is covered, a round brings no new evidence, or the effort
 * is spent: first as asked (BM25), then expanded by what was found (RM3), then for the words still uncovered.
 */
export async function gather(
  id: string,
  aim: Aim,
  measure: Measure,
  parts: { readonly library: Library; readonly shelf: Shelf; readonly documents?: readonly DocumentId[] },
  context: Context,
): Promise<Gathered> {
  const seen = new Set<PassageId>()
  const candidates: Candidate[] = []
  let best = 0
  let round = 0
  while (round < measure.rounds) {
    if (context.stop.aborted) return { candidates: ranked(candidates), rounds: round, endedBy: 'stop' }
    if (context.budget.left('searches') < 1)
      return { candidates: ranked(candidates), rounds: round, endedBy: 'budget' }
    const { text, method } = nextQuery(round, aim, candidates)
    round++
    const hits = await search(`${id}/round-${round}`, text, method, aim, measure, parts, context)
    const fresh = hits.filter((hit) => !seen.has(hit.passage))
    for (const hit of fresh) seen.add(hit.passage)
    candidates.push(...(await readPassages(fresh, aim, parts, context)))
    context.emit({ type: 'question-searched', question: id, query: text, hits: hits.length, round })
    const reached = candidates.reduce((most, candidate) => Math.max(most, candidate.coverage), 0)
    if (fresh.length === 0 || reached >= enough || (round > 1 && reached - best < gain)) break
    best = reached
  }
  return { candidates: ranked(candidates), rounds: round }
}

function nextQuery(
  round: number,
  aim: Aim,
  candidates: readonly Candidate[],
): { text: string; method: 'bm25' | 'bm25+rm3' } {
  if (round === 0) return { text: aim.text, method: 'bm25' }
  if (round === 1 && candidates.length > 0) return { text: aim.text, method: 'bm25+rm3' }
  const covered = new Set(
    ranked(candidates)
      .slice(0, 5)
      .flatMap((candidate) => [...candidate.terms.keys()]),
  )
  const missing = [...new Intl.Segmenter(aim.language, { granularity: 'word' }).segment(aim.text)]
    .filter(
      ({ segment, isWordLike }) =>
        isWordLike &&
        [...termsOf(segment).keys()].some((term) => aim.weights.has(term) && !covered.has(term)),
    )
    .map(({ segment }) => segment)
  return { text: missing.join(' ') || aim.text, method: missing.length > 0 ? 'bm25' : 'bm25+rm3' }
}

interface FoundPassage {
  readonly passage: PassageId
  readonly document: DocumentId
  readonly score: number
}

async function search(
  path: string,
  text: string,
  method: string,
  aim: Aim,
  measure: Measure,
  parts: { readonly library: Library; readonly documents?: readonly DocumentId[] },
  context: Context,
): Promise<FoundPassage[]> {
  const reservation = context.budget.reserve({
    searches: 1,
    'passages-read': Math.min(measure.passages, context.budget.left('passages-read')),
  })
  const filter = parts.documents ? { documents: parts.documents } : undefined
  const query = {
    text,
    language: aim.language,
    origin: 'asked',
    limit: measure.passages,
    ...(filter ? { filter } : {}),
  }
  const hits = await context.step(
    path,
    { text, method, limit: measure.passages, documents: parts.documents ?? [] },
    async (inner) => {
      const ranking = await createRetriever(method, parts)(query, inner)
      return ranking.hits.map(({ passage, document, score }) => ({ passage, document, score }))
    },
  )
  reservation.settle({ searches: 1, 'passages-read': Math.min(hits.length, measure.passages) })
  return hits
}

async function readPassages(
  hits: readonly FoundPassage[],
  aim: Aim,
  parts: { readonly shelf: Shelf },
  context: Context,
): Promise<Candidate[]> {
  const top = hits[0]?.score ?? 1
  const scoreOf = new Map(hits.map((hit) => [hit.passage, hit.score]))
  const found: Candidate[] = []
  for (const passage of await parts.shelf.passages(hits.map((hit) => hit.passage))) {
    if (context.abort.aborted) break
    const document = await parts.shelf.document(passage.document)
    if (document)
      found.push(...candidatesIn({ passage, document, rankScore: (scoreOf.get(passage.id) ?? 0) / top }, aim))
  }
  return found
}

function ranked(candidates: readonly Candidate[]): Candidate[] {
  return [...candidates].sort((a, b) => b.score - a.score || (a.evidence[0]!.id < b.evidence[0]!.id ? -1 : 1))
}

/** Whether two candidates say the same: in overlapping words of one document, or in nearly the same words (Jaccard over their terms). */
export function saysTheSame(a: Candidate, b: Candidate): boolean {
  const [first, second] = [a.evidence[0]!, b.evidence[0]!]
  if (first.document === second.document && first.start < second.end && second.start < first.end) return true
  let shared = 0
  for (const term of a.terms.keys()) if (b.terms.has(term)) shared++
  const union = a.terms.size + b.terms.size - shared
  return union > 0 && shared / union >= 0.8
}

/**
 * Picks what to publish: relevant enough beside the best, each adding something (Maximal Marginal Relevance,
 * Carbonell and Goldstein 1998, over sentences).
 */
export function selectDiverse(candidates: readonly Candidate[], aim: Aim, limit: number): Candidate[] {
  const best = candidates[0]?.score ?? 0
  const pool = candidates.filter((candidate) => candidate.score >= Math.max(0.5 * best, 0.25)).slice(0, 60)
  const chosen: Candidate[] = []
  while (chosen.length < limit && pool.length > 0) {
    let pick = 0
    let pickValue = -Infinity
    pool.forEach((candidate, index) => {
      const redundancy = chosen.reduce((most, other) => Math.max(most, overlap(candidate, other, aim)), 0)
      const value = 0.7 * candidate.score - 0.3 * redundancy
      if (value > pickValue) [pick, pickValue] = [index, value]
    })
    const [candidate] = pool.splice(pick, 1)
    if (chosen.some((other) => saysTheSame(candidate!, other))) continue
    chosen.push(candidate!)
  }
  return chosen
}

/** Cosine of the two sentences over their terms; the aim's own terms are what they should share, and do not count. */
function overlap(a: Candidate, b: Candidate, aim: Aim): number {
  let dot = 0
  let left = 0
  let right = 0
  for (const [term, count] of a.terms) {
    if (aim.weights.has(term)) continue
    left += count * count
    dot += count * (b.terms.get(term) ?? 0)
  }
  for (const [term, count] of b.terms) if (!aim.weights.has(term)) right += count * count
  return left === 0 || right === 0 ? 0 : dot / Math.sqrt(left * right)
}
