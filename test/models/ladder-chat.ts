import type { Ability, Chat, ChatAnswer, ChatRequest, ModelSpec, Profile } from '#models'
import { AttemptFailure, type Context, type KaojuError } from '#runtime'

/** What a model says to a request; an error = what its endpoint says. */
export type Says = (request: ChatRequest, call: number) => Partial<ChatAnswer> | KaojuError

/** A chat model that is written by hand: real calls through the context (journal, budget, events), no wire. */
export interface LadderChat extends Chat {
  /** What was asked, in order; recalled calls are not. */
  readonly asked: { readonly path: string; readonly request: ChatRequest }[]
}

export const instruct: Profile = {
  name: 'instruct',
  systemRole: 'system',
  reasoning: false,
  temperature: { low: 0, high: 1, default: 0.3 },
  thinkingTokens: 0,
  outputLimitField: 'max_tokens',
  lacks: [],
  vision: false,
}

export function specOf(id: string, profile: Profile = instruct): ModelSpec {
  const [provider, name] = id.split('/') as [string, string]
  return {
    id,
    provider,
    name,
    protocol: 'scripted',
    baseUrl: '',
    contextWindow: 32_000,
    maxOutput: 8_000,
    limitsFrom: 'configured',
    price: { input: 0, output: 0, asOf: 'configured' },
    profile,
    concurrency: 4,
  }
}

export function ladderChat(
  says: Says,
  options: { id?: string; profile?: Partial<Profile>; lacks?: readonly Ability[]; fallback?: Chat } = {},
): LadderChat {
  const lacks = options.lacks ?? options.profile?.lacks ?? []
  const spec = specOf(options.id ?? 'test/model', { ...instruct, ...options.profile, lacks })
  const asked: LadderChat['asked'] = []
  return {
    spec,
    role: 'worker',
    asked,
    ...(options.fallback ? { fallback: options.fallback } : {}),
    generate: (name: string, request: ChatRequest, context: Context) =>
      context.call<ChatAnswer>({
        name,
        inputs: { model: spec.id, request },
        kind: 'chat',
        service: spec.id,
        purpose: 'worker',
        endpoint: 'http://scripted.test',
        bound: { tokens: 1 },
        attempts: 1,
        attempt: () => {
          asked.push({ path: `${context.path}/${name}`, request })
          const said = says(request, asked.length)
          if (said instanceof Error) return Promise.reject(new AttemptFailure(said))
          const result: ChatAnswer = { text: '', thinking: '', finish: 'stop', ...said }
          return Promise.resolve({
            result,
            cost: {
              inputTokens: 1,
              outputTokens: 1,
              cachedTokens: 0,
              measured: 'reported',
              usd: 0,
              amounts: { tokens: 1 },
            },
          })
        },
      }),
  }
}

/** The four sets of abilities that endpoints come with. */
export const abilities = {
  'schema only': ['tools', 'json-mode'],
  'tools only': ['json-schema', 'json-mode'],
  'JSON mode only': ['json-schema', 'tools'],
  'text only': ['json-schema', 'tools', 'json-mode'],
} as const satisfies Record<string, readonly Ability[]>
