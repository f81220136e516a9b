import { z } from 'zod'
import { KaojuError } from '#runtime'
import type { RerankerPlug } from '../retriever.ts'
import { pointwiseYesNoPrompt } from './pointwise-yes-no.prompt.ts'
import { rerankByScore, shownText } from './scored-head.ts'

const options = z.object({
  /** How many of the best are asked about, one question each (more where answers are sampled). */
  depth: z.number().int().min(2).max(100).default(20),
})

/**
 * Pointwise yes/no reranking: p(yes) / (p(yes) + p(no)) of a model that is asked whether a passage answers, as
 * monoT5 scores true against false (Nogueira et al. 2020), zero-shot with a chat model (Liang et al. 2022).
 * Where log-probabilities cannot be had, `Score` samples or asks for a grade; which one stands in the method.
 * Twin: the first stage's order.
 *
 * @throws KaojuError `models-none` when made
 */
export const plug: RerankerPlug<z.infer<typeof options>> = {
  name: 'pointwise-yes-no',
  options,
  create: ({ depth }, { library, models }) => {
    const score = models?.score
    if (!score) throw new KaojuError('models-none', { role: 'judge' })
    const about = { method: 'pointwise-yes-no', model: score.spec.id, depth }
    return (ranking, context) =>
      rerankByScore(ranking, about, library, context, (name, head) => {
        const question = pointwiseYesNoPrompt({
          language: ranking.query.language === 'zh' ? 'zh' : 'en',
          query: ranking.query.text,
          passages: head.map(({ passage }) => shownText(passage)),
        })
        return score.score(name, question, context)
      })
  },
}
