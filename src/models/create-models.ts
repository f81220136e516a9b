import type { Chat } from './chat.ts'
import { createChat } from './create-chat.ts'
import { createEmbed } from './create-embed.ts'
import { createRerank } from './create-rerank.ts'
import { createScore } from './create-score.ts'
import type { Credentials, Role } from './model.ts'
import type { Casting, Models, ModelsConfiguration } from './models.ts'

/**
 * The models of a run, ready to be asked; nothing is loaded or called before the first question. A run that is
 * only replayed needs no credentials: what is recorded is not asked again.
 */
export function createModels({ castings, credentials }: ModelsConfiguration): Models {
  const keyOf = (id: string): Credentials => credentials.get(id) ?? { origin: '' }
  const castingOf = (role: Role): Casting | undefined => castings.find((casting) => casting.role === role)
  const chatFor = (role: Role): Chat | undefined => {
    const casting = castingOf(role)
    if (!casting || casting.spec.protocol === 'rerank') return undefined
    return [casting.spec, ...casting.fallbacks].reduceRight<Chat | undefined>(
      (fallback, spec) => createChat(spec, keyOf(spec.id), role, fallback),
      undefined,
    )
  }
  const embedder = castingOf('embedder')
  const reranker = castingOf('reranker')
  const scoring = chatFor('reranker') ?? chatFor('judge')
  return given({
    castings,
    planner: chatFor('planner'),
    worker: chatFor('worker'),
    writer: chatFor('writer'),
    judge: chatFor('judge'),
    vision: chatFor('vision'),
    embedder: embedder && createEmbed(embedder.spec, keyOf(embedder.spec.id)),
    reranker:
      reranker?.spec.protocol === 'rerank' ? createRerank(reranker.spec, keyOf(reranker.spec.id)) : undefined,
    score: scoring && createScore(scoring),
  })
}

/** Without the roles that nobody plays. */
function given(models: Readonly<Record<keyof Models, unknown>>): Models {
  return Object.fromEntries(
    Object.entries(models).filter(([, model]) => model !== undefined),
  ) as unknown as Models
}
