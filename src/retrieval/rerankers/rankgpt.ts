import { z } from 'zod'
import { ask, type Chat } from '#models'
import { KaojuError, type Context } from '#runtime'
import type { Hit, Ranking } from '#vocabulary'
import { once } from '../once.ts'
import type { RerankerPlug } from '../retriever.ts'
import { placesOf, rankgptPrompt } from './rankgpt.prompt.ts'
import { headOf, shownText, withFirstStage, workName, type HeadPassage } from './scored-head.ts'

const options = z
  .object({
    /** How many of the best are put in a new order. */
    depth: z.number().int().min(2).max(100).default(30),
    /** Passages that the model sees at once. */
    window: z.number().int().min(2).max(40).default(20),
    /** How far the window moves up; as many as it is short of `window` stay in view. */
    step: z.number().int().min(1).max(40).default(10),
  })
  .refine(({ window, step }) => step <= window, 'step must not be larger than window')

/**
 * RankGPT (Sun et al. 2023): the model orders a window of passages; the window moves from the bottom of the list
 * to the top, so that the best rise. The window's places are those of rank_llm (a short list has one window, and
 * the first window always begins at the top), not of the first release. Unlike the paper, passages are asked for
 * in one turn, and the answer is a list of ids down the ladder of `ask`.
 *
 * One pass compares only the first `step` with everything. Ids that the model left out keep their order behind
 * those that it named. It gives an order and no scores: a hit's score is 1 / place.
 * Twin: the first stage's order, for the whole or for a window that got no usable answer.
 *
 * @throws KaojuError `models-none` when made
 */
export const plug: RerankerPlug<z.infer<typeof options>> = {
  name: 'rankgpt',
  options,
  create: (settings, { library, models }) => {
    const chat = models?.judge
    if (!chat) throw new KaojuError('models-none', { role: 'judge' })
    return async (ranking, context) => {
      context.abort.throwIfAborted()
      const head = await headOf(ranking, settings.depth, library)
      if (head.length < 2) return ranking
      const name = workName('rankgpt', ranking, head)
      const order = await once(context, name, () =>
        orderByWindows(head, ranking, { ...settings, chat }, context.at(name)),
      )
      return order ? inOrder(ranking, order) : ranking
    }
  },
}

/** Where windows stand over `length` passages, bottom first; each is `[start, end)`. */
export function windowsOver(length: number, window: number, step: number): [number, number][] {
  const places: [number, number][] = []
  for (let end = length, start = length - window; ; end -= step, start -= step) {
    places.push([Math.max(start, 0), end])
    if (start <= 0) return places
  }
}

/** Undefined: no window got an answer. */
async function orderByWindows(
  head: readonly HeadPassage[],
  { query }: Ranking,
  { window, step, chat }: { readonly window: number; readonly step: number; readonly chat: Chat },
  context: Context,
): Promise<readonly HeadPassage[] | undefined> {
  const order = [...head]
  let answered = false
  for (const [start, end] of windowsOver(head.length, window, step)) {
    const place = context.at(`window-${start + 1}-${end}`)
    // Recorded, so that a replay stops where the run did.
    if (await place.observe('stopped', {}, () => context.stop.aborted)) break
    const seen = order.slice(start, end)
    const prompt = rankgptPrompt({
      language: query.language === 'zh' ? 'zh' : 'en',
      query: query.text,
      passages: seen.map(({ passage }) => shownText(passage)),
    })
    const thought = await ask(prompt, chat, () => ({ order: seen.map((_, index) => `P${index + 1}`) }), place)
    if (thought.rung === 'classical') {
      // Without money no other window will be answered either.
      if (thought.because?.startsWith('budget-')) break
      continue
    }
    answered = true
    const places = placesOf(thought.value.order, seen.length)
    const named = new Set(places)
    const left = seen.filter((_, index) => !named.has(index))
    order.splice(start, seen.length, ...places.map((index) => seen[index]!), ...left)
  }
  return answered ? order : undefined
}

function inOrder(ranking: Ranking, order: readonly HeadPassage[]): Ranking {
  const seen = new Set(order.map(({ hit }) => hit.passage))
  const hits = [...order.map(({ hit }) => hit), ...ranking.hits.filter((hit) => !seen.has(hit.passage))].map(
    (hit, place): Hit => {
      const score = 1 / (place + 1)
      const before = withFirstStage(hit)
      return { ...hit, score, features: seen.has(hit.passage) ? { ...before, rankgpt: score } : before }
    },
  )
  return { ...ranking, method: `rankgpt(${ranking.method})`, hits }
}
