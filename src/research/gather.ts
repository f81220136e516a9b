import type { DocumentId, PassageId, Query, Ranking } from '#vocabulary'
import type { Context, Reservation } from '#runtime'
import { termsOf, type Library } from '#library'
import { createRetriever } from '#retrieval'
import type { Aim } from './aim.ts'
import { candidatesIn, type Candidate, type ReadPassage } from './candidates.ts'
import type { Measure } from './effort.ts'
import { digestOf } from './recorded-library.ts'
import type { Shelf } from './shelf.ts'

/** What one sub-question brought in. */
export interface Gathered {
  /** Best first; copies and all. */
  readonly candidates: readonly Candidate[]
  /** The passages read, round by round, best first. */
  readonly read: readonly ReadPassage[]
  readonly rounds: number
  /** How each round's ranking was made: `bm25`, `rerank[endpoint](bm25)` … */
  readonly methods: readonly string[]
  /** Set when the budget or a stop ended the search early. */
  readonly endedBy?: 'budget' | 'stop'
}

/** A round that lifts the best coverage by less than this has brought nothing new. */
const gain = 0.02
/** Covered so well that looking further is waste. */
const enough = 0.95

/** How a search is done: by the retriever of that name, or by what a strategy makes of the query. */
export interface Seek {
  /** What else the hits depend on: part of the step's key. */
  readonly inputs?: unknown
  (query: Query, method: string, round: number, context: Context): Promise<Ranking>
}

/** Where a sub-question is searched for. */
export interface Where {
  readonly library: Library
  readonly shelf: Shelf
  readonly documents?: readonly DocumentId[]
  readonly seek?: Seek
  /** Something was fetched for this: it is looked through once by words, though the run is told to stop. */
  readonly fetched?: boolean
}

/**
 * Searches for one aim, round by round, until it is covered, a round brings no new evidence, or the effort
 * is spent: first as asked (BM25), then expanded by what was found (RM3), then for the words still uncovered.
 */
export async function gather(
  id: string,
  aim: Aim,
  measure: Measure,
  where: Where,
  context: Context,
): Promise<Gathered> {
  const seen = new Set<PassageId>()
  const read: ReadPassage[] = []
  const candidates: Candidate[] = []
  const methods: string[] = []
  const gathered = (rounds: number): Gathered => ({ candidates: ranked(candidates), read, rounds, methods })
  let best = 0
  let round = 0
  while (round < measure.rounds) {
    const permit = await goOn(
      `${id}/round-${round + 1}/go-on`,
      measure,
      round === 0 && where.fetched,
      context,
    )
    if (permit.endedBy) return { ...gathered(round), endedBy: permit.endedBy }
    const { text, method } = nextQuery(round, aim, candidates)
    round++
    const asked = { text, method, round }
    const { seek, ...plain } = where
    const place = permit.last || !seek ? plain : { ...plain, seek }
    const { hits, ...made } = await search(`${id}/round-${round}`, asked, aim, measure, place, context)
    methods.push(made.method)
    permit.reservation?.settle({ searches: 1, 'passages-read': Math.min(hits.length, permit.passages) })
    const fresh = hits.filter((hit) => !seen.has(hit.passage))
    for (const hit of fresh) seen.add(hit.passage)
    const passages = await readPassages(fresh, where, context)
    read.push(...passages)
    for (const passage of passages) candidates.push(...candidatesIn(passage, aim))
    context.emit({ type: 'question-searched', question: id, query: text, hits: hits.length, round })
    const reached = candidates.reduce((most, candidate) => Math.max(most, candidate.coverage), 0)
    if (fresh.length === 0 || reached >= enough || (round > 1 && reached - best < gain)) break
    best = reached
  }
  return gathered(round)
}

interface Permit {
  readonly endedBy?: 'stop' | 'budget'
  readonly reservation?: Reservation
  /** The run is told to stop: nobody else is asked any more. */
  readonly last?: boolean
  /** Passages reserved. */
  readonly passages: number
}

/**
 * Whether to search once more, decided once in a run: what was decided is recorded, and a run that is resumed or
 * replayed takes the same turn. The budget is asked and taken from in one go, so that no other sub-question
 * comes between.
 */
async function goOn(
  path: string,
  measure: Measure,
  fetched: boolean | undefined,
  context: Context,
): Promise<Permit> {
  let permit: Permit | undefined
  const take = (): Permit => {
    const passages = Math.min(measure.passages, context.budget.left('passages-read'))
    return { reservation: context.budget.reserve({ searches: 1, 'passages-read': passages }), passages }
  }
  const decided = await context.observe(path, {}, () => {
    context.abort.throwIfAborted()
    const stopped = context.stop.aborted
    if (stopped && !fetched) return 'stop'
    if (context.budget.left('searches') < 1) return 'budget'
    permit = take()
    return stopped ? 'last' : 'go'
  })
  if (decided === 'stop' || decided === 'budget') return { endedBy: decided, passages: 0 }
  const taken = permit ?? (context.budget.left('searches') < 1 ? { passages: 0 } : take())
  return decided === 'last' ? { ...taken, last: true } : taken
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
  asked: { readonly text: string; readonly method: string; readonly round: number },
  aim: Aim,
  measure: Measure,
  { library, documents, seek }: Where,
  context: Context,
): Promise<{ readonly hits: readonly FoundPassage[]; readonly method: string }> {
  const { text, method, round } = asked
  const query: Query = {
    text,
    language: aim.language,
    origin: 'asked',
    limit: measure.passages,
    ...(documents ? { filter: { documents } } : {}),
  }
  const inputs = {
    text,
    method,
    limit: measure.passages,
    documents: documents ? digestOf(documents) : [],
    by: seek?.inputs,
  }
  return await context.step(path, inputs, async (inner) => {
    const ranking = await (seek
      ? seek(query, method, round, inner)
      : createRetriever(method, { library })(query, inner))
    const hits = ranking.hits.map(({ passage, document, score }) => ({ passage, document, score }))
    return { hits, method: ranking.method }
  })
}

async function readPassages(
  hits: readonly FoundPassage[],
  { shelf }: Pick<Where, 'shelf'>,
  context: Context,
): Promise<ReadPassage[]> {
  const top = hits[0]?.score ?? 1
  // Where the best score is not above nothing (a reranker's logits), the rank itself must do.
  const scoreOf = new Map(
    hits.map((hit, rank) => [hit.passage, top > 0 ? Math.max(0, hit.score / top) : 1 / (rank + 1)]),
  )
  const read: ReadPassage[] = []
  for (const passage of await shelf.passages(hits.map((hit) => hit.passage))) {
    context.abort.throwIfAborted()
    const document = await shelf.document(passage.document)
    if (document) read.push({ passage, document, rankScore: scoreOf.get(passage.id) ?? 0 })
  }
  return read
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
