import { termsOf } from '#library'
import type { Chat, Models, Rerank, Score, ScoreQuestion } from '#models'
import { testSpec } from './hashing-embedder.ts'

/** How many different terms of the query a text has: what the scripted models think of it. */
function overlap(query: string, text: string): number {
  const terms = termsOf(text)
  return [...termsOf(query).keys()].filter((term) => terms.has(term)).length
}

/** Models that count shared words: they stand in for models in tests and are never a measure of quality. */
export function scriptedModels(): Pick<Models, 'castings' | 'judge' | 'reranker' | 'score'> {
  return {
    castings: [],
    judge: scriptedChat((prompt) => JSON.stringify({ order: idsIn(prompt).toReversed() })),
    reranker: scriptedReranker((query, texts) => texts.map((text) => overlap(query, text) / 10)),
    score: scriptedScore(({ items }) => items.map((item) => 1 / (1 + item.length))),
  }
}

/** The ids of the passages that a prompt shows. */
export function idsIn(prompt: string): string[] {
  return [...prompt.matchAll(/^\[source-text (P\d+) begin\]$/gm)].map(([, id]) => id!)
}

export function scriptedReranker(
  scores: (query: string, texts: readonly string[]) => readonly (number | undefined)[],
): Rerank & { readonly asked: { readonly name: string; readonly texts: readonly string[] }[] } {
  const asked: { name: string; texts: readonly string[] }[] = []
  return {
    spec: testSpec('test/reranker'),
    asked,
    async rerank(name, query, texts) {
      asked.push({ name, texts })
      return { origin: 'endpoint', model: 'test/reranker', scores: scores(query, texts) }
    },
  }
}

export function scriptedScore(
  scores: (question: ScoreQuestion) => readonly (number | undefined)[],
  origin: 'logprobs' | 'sampling' | 'grade' = 'logprobs',
): Score & { readonly asked: ScoreQuestion[] } {
  const asked: ScoreQuestion[] = []
  return {
    spec: testSpec('test/score'),
    asked,
    async score(_name, question) {
      asked.push(question)
      return { origin, model: 'test/score', scores: scores(question) }
    },
  }
}

/** A chat model that answers with what `answer` makes of the whole prompt; each question is a call of one `calls`. */
export function scriptedChat(answer: (prompt: string) => string): Chat & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    spec: testSpec('test/chat'),
    role: 'judge',
    asked,
    async generate(name, request, context) {
      const prompt = [request.system ?? '', ...request.messages.map(({ content }) => textOf(content))].join(
        '\n',
      )
      const text = await context.call({
        name,
        inputs: { prompt },
        kind: 'chat',
        service: 'test/chat',
        purpose: 'judge',
        endpoint: 'http://127.0.0.1:1',
        concurrency: 1,
        bound: {},
        attempts: 1,
        attempt: () => {
          asked.push(prompt)
          return Promise.resolve({
            result: answer(prompt),
            cost: {
              inputTokens: 1,
              outputTokens: 1,
              cachedTokens: 0,
              measured: 'reported' as const,
              usd: 0,
              amounts: {},
            },
          })
        },
      })
      return { text, thinking: '', finish: 'stop' }
    },
  }
}

function textOf(content: Parameters<Chat['generate']>[1]['messages'][number]['content']): string {
  return typeof content === 'string'
    ? content
    : content.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
}
