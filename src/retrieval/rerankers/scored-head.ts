import type { Hit, Passage, PassageId, Ranking } from '#vocabulary'
import { KaojuError, sha256, type Context } from '#runtime'
import type { Scored } from '#models'
import { estimateTokens } from '#reading'
import { isModelFailure, tellFallback } from '../model-failure.ts'
import { once } from '../once.ts'
import type { RetrievalParts } from '../retriever.ts'

/**
 * What rerankers by a model have in common.
 *
 * 1. Only the head of a ranking is shown to the model: rerankers get worse past a depth (arXiv 2411.11767), and
 *    each passage costs. Nothing is lost: what the model did not see or score follows in its order.
 * 2. Scores of one ranking are of one origin, which stands in its method: `pointwise-yes-no[logprobs](bm25)`.
 *    A hit without a score takes the lowest that was given. The first stage's score stays as a feature.
 * 3. Where no model answers, the ranking comes back as it was, with its method, and the log says why.
 */
export interface HeadPassage {
  readonly hit: Hit
  readonly passage: Passage
}

/** Tokens of a passage shown to a model, about: RankGPT shows 300 words. */
const shownTokens = 400

/** The first `depth` hits whose passages are held. */
export async function headOf(
  ranking: Ranking,
  depth: number,
  library: RetrievalParts['library'],
): Promise<HeadPassage[]> {
  const head = ranking.hits.slice(0, depth)
  const passages = await library.passagesById(head.map((hit) => hit.passage))
  return head.flatMap((hit) => {
    const passage = passages.get(hit.passage)
    return passage ? [{ hit, passage }] : []
  })
}

/** A passage as a model is shown it: its headings, then its words, cut to about 300. */
export function shownText({ headings, text }: Passage): string {
  const whole = headings.length > 0 ? `${headings.join(' > ')}\n${text}` : text
  const tokens = estimateTokens(whole)
  if (tokens <= shownTokens) return whole
  const cut = whole.slice(0, Math.floor((whole.length * shownTokens) / tokens))
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}

/** The name of the work on this query and these passages, the same in every attempt at a run. */
export function workName(method: string, ranking: Ranking, head: readonly HeadPassage[]): string {
  const ids = head.map(({ hit }) => hit.passage)
  return `${method}-${sha256([ranking.query.text, ...ids].join('\n')).slice(0, 16)}`
}

/** Reorders the head by the scores that `score` gives its texts, in the order of the texts. */
export async function rerankByScore(
  ranking: Ranking,
  about: { readonly method: string; readonly model: string; readonly depth: number },
  library: RetrievalParts['library'],
  context: Context,
  score: (name: string, head: readonly HeadPassage[]) => Promise<Scored>,
): Promise<Ranking> {
  context.abort.throwIfAborted()
  const head = await headOf(ranking, about.depth, library)
  // One passage has no order.
  if (head.length < 2) return ranking
  const name = workName(about.method, ranking, head)
  let scored: Scored
  try {
    scored = await once(context, name, () => score(name, head))
    if (scored.scores.every((one) => one === undefined))
      throw new KaojuError('model-malformed', {
        model: about.model,
        prompt: about.method,
        reason: 'no scores',
      })
  } catch (error) {
    if (!isModelFailure(error)) throw error
    tellFallback(context, about.method, about.model, ranking.method, error)
    return ranking
  }
  const scores = new Map(
    head.flatMap(({ hit }, place): [PassageId, number][] => {
      const value = scored.scores[place]
      return value === undefined || !Number.isFinite(value) ? [] : [[hit.passage, value]]
    }),
  )
  return orderedBy(ranking, about.method, scored.origin, scores)
}

function orderedBy(
  ranking: Ranking,
  method: string,
  origin: Scored['origin'],
  scores: ReadonlyMap<PassageId, number>,
): Ranking {
  const lowest = Math.min(...scores.values())
  const seen = ranking.hits.filter((hit) => scores.has(hit.passage))
  const unseen = ranking.hits.filter((hit) => !scores.has(hit.passage))
  const best = seen
    .map((hit): Hit => {
      const score = scores.get(hit.passage)!
      return { ...hit, score, features: { ...withFirstStage(hit), [method]: score } }
    })
    // Stable: equal scores keep the first stage's order.
    .sort((a, b) => b.score - a.score)
  const rest = unseen.map((hit): Hit => ({ ...hit, score: lowest, features: withFirstStage(hit) }))
  return { ...ranking, method: `${method}[${origin}](${ranking.method})`, hits: [...best, ...rest] }
}

/** A hit's features with the score that it had before any model reordered it. */
export function withFirstStage({ features, score }: Hit): Record<string, number> {
  return { 'first-stage': score, ...features }
}
