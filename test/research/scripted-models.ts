import { KaojuError, type Context } from '#runtime'
import type { Chat, ChatAnswer, ChatRequest, Models, ModelSpec, Profile, Rerank, Role, Usage } from '#models'
import { boundOf } from '#models'
import { spec } from '../models/specs.ts'

/** What was asked: the prompt's name with the rung, and everything that was said, in one text. */
export interface Asked {
  readonly name: string
  readonly role: Role
  readonly text: string
  readonly request: ChatRequest
}

/** What a scripted model says to a question; undefined = an empty answer. */
export type Script = (asked: Asked) => string | undefined

/** A chat model that follows a script; every answer is a paid call in the run's journal. */
export function scriptedChat(
  role: Role,
  script: Script,
  options: {
    readonly id?: string
    readonly priced?: boolean
    readonly profile?: Profile
    readonly log?: Asked[]
    /** What an answer is billed as; default 100 tokens in, 20 out, 10 cached. */
    readonly usage?: (asked: Asked, answer: string) => Usage
  } = {},
): Chat {
  const { price, ...known } = spec({
    id: options.id ?? `test/${role}`,
    name: options.id ?? role,
    ...(options.profile ? { profile: options.profile } : {}),
  })
  const model: ModelSpec = options.priced === false || !price ? known : { ...known, price }
  return {
    spec: model,
    role,
    generate: (name, request, context) => paid(name, request, context),
  }

  async function paid(name: string, request: ChatRequest, context: Context): Promise<ChatAnswer> {
    if (!model.price && context.budget.limit('micro-usd') < Infinity)
      throw new KaojuError('budget-unpriced', { model: model.id })
    return context.call<ChatAnswer>({
      name,
      inputs: { model: model.id, request },
      kind: 'chat',
      service: model.id,
      purpose: role,
      endpoint: model.baseUrl,
      concurrency: model.concurrency,
      bound: boundOf(20_000, 4_000, model.price),
      attempts: 1,
      attempt: () => {
        const asked = { name, role, text: textOf(request), request }
        options.log?.push(asked)
        const text = script(asked) ?? ''
        const usage = options.usage?.(asked, text) ?? { inputTokens: 100, outputTokens: 20, cachedTokens: 10 }
        const usd = model.price
          ? (usage.inputTokens * model.price.input + usage.outputTokens * model.price.output) / 1e6
          : null
        return Promise.resolve({
          result: { text, thinking: '', finish: 'stop', usage },
          cost: {
            ...usage,
            measured: 'reported',
            usd,
            amounts: {
              tokens: usage.inputTokens + usage.outputTokens,
              ...(usd === null ? {} : { 'micro-usd': Math.ceil(usd * 1e6) }),
            },
          },
        })
      },
    })
  }
}

/** A reranker that scores by a function of the text. */
export function scriptedReranker(score: (query: string, text: string) => number): Rerank {
  const model = spec({ id: 'test/reranker', protocol: 'rerank' })
  return {
    spec: model,
    rerank: (name, query, texts, context) =>
      context.call({
        name,
        inputs: { query, texts },
        kind: 'rerank',
        service: model.id,
        purpose: 'reranker',
        endpoint: model.baseUrl,
        concurrency: 8,
        bound: boundOf(1_000, 0, model.price),
        attempts: 1,
        attempt: () =>
          Promise.resolve({
            result: {
              origin: 'endpoint' as const,
              model: model.id,
              scores: texts.map((text) => score(query, text)),
            },
            cost: {
              inputTokens: 50,
              outputTokens: 0,
              cachedTokens: 0,
              measured: 'reported',
              usd: 0.0001,
              amounts: { tokens: 50, 'micro-usd': 100 },
            },
          }),
      }),
  }
}

/** Everything a request says to the model. */
function textOf({ system = '', messages }: ChatRequest): string {
  const parts = messages.flatMap(({ content }) =>
    typeof content === 'string'
      ? [content]
      : content.flatMap((part) => (part.type === 'text' ? [part.text] : [])),
  )
  return [system, ...parts].join('\n\n')
}

/** The statements offered in a `write-section` prompt, and the blocks of `judge` and `repair` prompts, by id. */
export function statementsIn(text: string): Map<string, string> {
  const lines = [...text.matchAll(/^\[(E\d+)\] (.+)$/gm)].map(([, id, said]) => [id!, said!] as const)
  const blocks = [
    ...text.matchAll(/^\[source-text (\w+) begin\]\n([\s\S]*?)\n\[source-text \1 end\]$/gm),
  ].map(([, id, block]) => [id!, block!.replace(/^\[source-text \w+ \w+\] .*\n/gm, '')] as const)
  return new Map([...blocks, ...lines])
}

const wordsIn = (text: string): string[] =>
  text
    .toLowerCase()
    .match(/\p{Script=Han}|[\p{L}\p{N}]+/gu)
    ?.filter((word) => word.length > 3 || /\p{Script=Han}/u.test(word)) ?? []

/** The statements nearest to the question by shared words, best first. */
export function nearest(text: string): [id: string, said: string][] {
  // The report's question comes before the section's own.
  const asked = [...text.slice(text.lastIndexOf('\n\n')).matchAll(/(?:answers|回答)[：:] ?(.+)\n/g)]
  const question = asked.at(-1)?.[1] ?? ''
  const wanted = new Set(wordsIn(question))
  return [...statementsIn(text)]
    .filter(([id]) => id.startsWith('E'))
    .map(([id, said]) => ({
      id,
      said,
      shared: new Set(wordsIn(said).filter((word) => wanted.has(word))).size,
    }))
    .toSorted((a, b) => b.shared - a.shared)
    .map(({ id, said }) => [id, said])
}

/** Honest scripts: a plan of one question, keywords from the question, verbatim sentences, a judge that quotes. */
export const honest: Readonly<Record<string, Script>> = {
  plan: ({ text }) =>
    JSON.stringify({
      questions: [/^(?:Question|问题)[：:] ?(.+)$/m.exec(text.slice(text.lastIndexOf('\n\n')))![1]],
    }),
  'rewrite-query': ({ text }) =>
    JSON.stringify({ keywords: wordsIn(text.split(/Question:|问题：/).at(-1)!).join(' '), statement: '' }),
  'write-section': ({ text }) =>
    JSON.stringify({
      answers: 'yes',
      missing: '',
      sentences: nearest(text)
        .slice(0, 2)
        .map(([id, said]) => ({ text: said, evidence: [id] })),
    }),
  judge: ({ text }) =>
    JSON.stringify({
      verdicts: [...text.matchAll(/\[source-text (S\d+) evidence\] (E\d+)/g)].map(([, id, evidence]) => ({
        id,
        label: 'supported',
        quote: statementsIn(text).get(evidence!)!,
      })),
    }),
  repair: ({ text }) =>
    JSON.stringify({
      sentences: [...text.matchAll(/\[source-text (S\d+) evidence\] (E\d+)/g)].map(([, id, evidence]) => ({
        id,
        text: statementsIn(text).get(evidence!)!,
      })),
    }),
}

/** Models in the chat roles that follow these scripts by prompt name; roles in `own` are models of their own. */
export function scriptedModels(
  scripts: Readonly<Record<string, Script>> = {},
  options: {
    readonly log?: Asked[]
    readonly ids?: Partial<Record<Role, string>>
    readonly usage?: (asked: Asked, answer: string) => Usage
    /** Whether the price of the models is known; default true. */
    readonly priced?: boolean
  } = {},
): Models {
  const all: Readonly<Record<string, Script>> = { ...honest, ...scripts }
  const script: Script = (asked) => all[asked.name.split('/')[0]!]?.(asked)
  const chat = (role: Role): Chat =>
    scriptedChat(role, script, {
      ...(options.log ? { log: options.log } : {}),
      ...(options.usage ? { usage: options.usage } : {}),
      ...(options.priced === undefined ? {} : { priced: options.priced }),
      ...(options.ids?.[role] ? { id: options.ids[role] } : {}),
    })
  return {
    castings: [],
    planner: chat('planner'),
    worker: chat('worker'),
    writer: chat('writer'),
    judge: chat('judge'),
  }
}
