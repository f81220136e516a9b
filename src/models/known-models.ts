import type { Ability, Price } from './model.ts'
import type { ProfileName } from './profiles.ts'

/**
 * What is known of common models by their names, as data.
 *
 * 1. A figure that could not be looked up is left out: an unknown price is unknown, never 0.
 * 2. Prices hold for one provider's own endpoint (`provider`), limits and manners for the model wherever it runs.
 * 3. A price is never below what is billed: where a longer prompt costs more, the window ends where the dearer
 *    tier begins; where the hour decides, the dearer hour stands here. A budget kept with it is kept.
 * 4. The first entry that fits wins: narrower patterns stand first.
 *
 * Source of limits and prices: models.dev (anomalyco/models.dev, commit f3fc692, 2026-07-02), which cites the
 * vendors' pages; DeepSeek's: api-docs.deepseek.com, "Models & Pricing", on the dates given.
 */
export interface KnownModel {
  /** Of the name without vendor folders, in lower case. */
  readonly name: RegExp
  /** Whose endpoint `price` and limits hold for; absent: limits hold everywhere. */
  readonly provider?: string
  readonly kind: ModelKind
  readonly contextWindow?: number
  readonly maxOutput?: number
  readonly price?: Price
  readonly profile?: ProfileName
  readonly vision?: true
  readonly fixedTemperature?: true
  readonly lacks?: readonly Ability[]
  readonly dimensions?: number
  /** Its provider serves it no longer: since when, and what stands in. */
  readonly retired?: { readonly on: string; readonly use: string }
}

/** What a model is made for. */
export type ModelKind = 'chat' | 'embed' | 'rerank'

const july = '2026-07-02'

function price(input: number, output: number, cachedInput?: number, asOf = july): Price {
  return { input, output, ...(cachedInput === undefined ? {} : { cachedInput }), asOf }
}

interface Limits {
  readonly window: number
  readonly output: number
}

function chat(
  provider: string | undefined,
  name: RegExp,
  limits: Limits,
  profile: ProfileName,
  rest: Partial<KnownModel> = {},
): KnownModel {
  return {
    name,
    ...(provider ? { provider } : {}),
    kind: 'chat',
    contextWindow: limits.window,
    maxOutput: limits.output,
    profile,
    ...rest,
  }
}

/** Vectors: `maxOutput` has no meaning for them. */
function embed(
  provider: string | undefined,
  name: RegExp,
  window: number,
  dimensions: number | undefined,
  cost?: Price,
): KnownModel {
  return {
    name,
    ...(provider ? { provider } : {}),
    kind: 'embed',
    contextWindow: window,
    ...(dimensions === undefined ? {} : { dimensions }),
    ...(cost ? { price: cost } : {}),
  }
}

const gpt5 = { window: 400_000, output: 128_000 }
/** The prices of gpt-5.4 and later double beyond 272,000 tokens. */
const gpt54 = { window: 272_000, output: 128_000 }
const gpt41 = { window: 1_047_576, output: 32_768 }
const gpt4o = { window: 128_000, output: 16_384 }
const oSeries = { window: 200_000, output: 100_000 }
const seen = { vision: true } as const
const seenFixed = { vision: true, fixedTemperature: true } as const

const openai: readonly KnownModel[] = [
  chat('openai', /^gpt-5\.4-mini/, gpt5, 'reasoning', { ...seen, price: price(0.75, 4.5, 0.075) }),
  chat('openai', /^gpt-5\.4-nano/, gpt5, 'reasoning', { ...seen, price: price(0.2, 1.25, 0.02) }),
  chat('openai', /^gpt-5\.4(-\d|$)/, gpt54, 'reasoning', { ...seen, price: price(2.5, 15, 0.25) }),
  chat('openai', /^gpt-5\.5(-\d|$)/, gpt54, 'reasoning', { ...seen, price: price(5, 30, 0.5) }),
  chat('openai', /^gpt-5\.2(-\d|$)/, gpt5, 'reasoning', { ...seen, price: price(1.75, 14, 0.175) }),
  chat('openai', /^gpt-5(\.1)?(-\d|$)/, gpt5, 'reasoning', { ...seen, price: price(1.25, 10, 0.125) }),
  chat('openai', /^gpt-5-mini/, gpt5, 'reasoning', { ...seen, price: price(0.25, 2, 0.025) }),
  chat('openai', /^gpt-5-nano/, gpt5, 'reasoning', { ...seen, price: price(0.05, 0.4, 0.005) }),
  chat(undefined, /^gpt-[5-9]/, gpt54, 'reasoning', seen),
  chat('openai', /^o4-mini(-\d|$)/, oSeries, 'reasoning', { ...seen, price: price(1.1, 4.4, 0.275) }),
  chat('openai', /^o3-mini/, oSeries, 'reasoning', { price: price(1.1, 4.4, 0.55) }),
  chat('openai', /^o3(-\d|$)/, oSeries, 'reasoning', { ...seen, price: price(2, 8, 0.5) }),
  chat('openai', /^o1(-\d|$)/, oSeries, 'reasoning', { ...seen, price: price(15, 60, 7.5) }),
  chat(undefined, /^o[1-9](-|$)/, oSeries, 'reasoning'),
  chat('openai', /^gpt-4\.1-mini/, gpt41, 'instruct', { ...seen, price: price(0.4, 1.6, 0.1) }),
  chat('openai', /^gpt-4\.1-nano/, gpt41, 'instruct', { ...seen, price: price(0.1, 0.4, 0.025) }),
  chat('openai', /^gpt-4\.1/, gpt41, 'instruct', { ...seen, price: price(2, 8, 0.5) }),
  chat('openai', /^gpt-4o-mini/, gpt4o, 'instruct', { ...seen, price: price(0.15, 0.6, 0.075) }),
  chat('openai', /^gpt-4o-2024-05-13/, { window: 128_000, output: 4_096 }, 'instruct', {
    ...seen,
    price: price(5, 15),
  }),
  chat('openai', /^gpt-4o/, gpt4o, 'instruct', { ...seen, price: price(2.5, 10, 1.25) }),
  chat(undefined, /^gpt-4\.1/, gpt41, 'instruct', seen),
  chat(undefined, /^gpt-4o/, gpt4o, 'instruct', seen),
  chat(undefined, /^gpt-oss/, { window: 131_072, output: 32_768 }, 'thinking'),
  embed('openai', /^text-embedding-3-small/, 8_191, 1_536, price(0.02, 0)),
  embed('openai', /^text-embedding-3-large/, 8_191, 3_072, price(0.13, 0)),
  embed('openai', /^text-embedding-ada-002/, 8_191, 1_536, price(0.1, 0)),
]

const large = { window: 1_000_000, output: 128_000 }
const claude4 = { window: 200_000, output: 64_000 }

const anthropic: readonly KnownModel[] = [
  chat('anthropic', /^claude-sonnet-5(?!-\d)/, large, 'claude-thinking', {
    ...seen,
    price: price(2, 10, 0.2),
  }),
  chat('anthropic', /^claude-opus-4-[78]/, large, 'claude', { ...seenFixed, price: price(5, 25, 0.5) }),
  chat('anthropic', /^claude-opus-4-6/, large, 'claude', { ...seen, price: price(5, 25, 0.5) }),
  chat('anthropic', /^claude-opus-4-5/, claude4, 'claude', { ...seen, price: price(5, 25, 0.5) }),
  chat('anthropic', /^claude-opus-4/, { window: 200_000, output: 32_000 }, 'claude', {
    ...seen,
    price: price(15, 75, 1.5),
  }),
  chat('anthropic', /^claude-sonnet-4-6/, { window: 1_000_000, output: 64_000 }, 'claude', {
    ...seen,
    price: price(3, 15, 0.3),
  }),
  chat('anthropic', /^claude-sonnet-4/, claude4, 'claude', { ...seen, price: price(3, 15, 0.3) }),
  chat('anthropic', /^claude-haiku-4-5/, claude4, 'claude', { ...seen, price: price(1, 5, 0.1) }),
  // Claude 5 and later think unless told not to; the window is kept at what all have.
  chat(undefined, /^claude-(opus|sonnet|haiku|fable)-[5-9]/, claude4, 'claude-thinking', seen),
  chat(undefined, /^claude-opus-4[-.][78]/, claude4, 'claude', seenFixed),
  chat(undefined, /^claude-(opus|sonnet|haiku)-4/, { window: 200_000, output: 32_000 }, 'claude', seen),
  chat(undefined, /^claude-3/, { window: 200_000, output: 4_096 }, 'claude', seen),
]

const flash = { window: 1_048_576, output: 65_536 }
/** The prices of Gemini's pro models double beyond 200,000 tokens. */
const pro = { window: 200_000, output: 65_536 }

const google: readonly KnownModel[] = [
  embed('google', /^gemini-embedding-001/, 2_048, 3_072, price(0.15, 0)),
  chat('google', /^gemini-3\.5-flash$/, flash, 'gemini', { ...seen, price: price(1.5, 9, 0.15) }),
  chat('google', /^gemini-3\.1-flash-lite$/, flash, 'gemini', { ...seen, price: price(0.25, 1.5, 0.025) }),
  chat('google', /^gemini-3-flash-preview$/, flash, 'gemini', { ...seen, price: price(0.5, 3, 0.05) }),
  chat('google', /^gemini-3\.1-pro-preview$/, pro, 'gemini', { ...seen, price: price(2, 12, 0.2) }),
  chat('google', /^gemini-2\.5-flash-lite/, flash, 'gemini', { ...seen, price: price(0.1, 0.4, 0.01) }),
  chat('google', /^gemini-2\.5-flash$/, flash, 'gemini', { ...seen, price: price(0.3, 2.5, 0.03) }),
  chat('google', /^gemini-2\.5-pro$/, pro, 'gemini', { ...seen, price: price(1.25, 10, 0.125) }),
  chat(undefined, /^gemini-.*pro/, pro, 'gemini', seen),
  chat(undefined, /^gemini-/, { window: 1_048_576, output: 8_192 }, 'gemini', seen),
  chat(undefined, /^gemma-?4/, { window: 262_144, output: 32_768 }, 'instruct', seen),
  chat(undefined, /^gemma-?3/, { window: 131_072, output: 8_192 }, 'instruct', seen),
]

const v4 = { window: 1_000_000, output: 384_000 }
const openV3 = { window: 131_072, output: 8_192 }

/** DeepSeek bills double in its peak hours (01:00–04:00 and 06:00–10:00 UTC on weekdays): those rates stand here. */
const deepseek: readonly KnownModel[] = [
  chat('deepseek', /^deepseek-(flash|v4-flash)$/, v4, 'deepseek-reasoner', {
    price: price(0.3, 1.2, 0.006, '2026-09-10'),
  }),
  chat('deepseek', /^deepseek-v4-pro$/, v4, 'deepseek-reasoner', {
    price: price(1.32, 3.96, 0.044, '2026-08-17'),
  }),
  chat('deepseek', /^deepseek-(chat|reasoner)$/, v4, 'deepseek-reasoner', {
    retired: { on: '2026-07-24', use: 'deepseek-flash' },
  }),
  chat(undefined, /deepseek-r1/, { window: 131_072, output: 16_384 }, 'deepseek-r1'),
  chat('siliconflow-intl', /^deepseek-v3\.2$/, { window: 163_840, output: 65_536 }, 'instruct', {
    price: price(0.27, 0.42),
  }),
  chat('openrouter', /^deepseek-v4-(pro|flash)$/, { window: 1_000_000, output: 65_536 }, 'thinking'),
  chat(undefined, /^deepseek-v4/, { window: 1_000_000, output: 65_536 }, 'thinking'),
  chat(undefined, /^deepseek-v3/, openV3, 'instruct'),
]

const qwenPlus = { window: 256_000, output: 65_536 }

const qwen: readonly KnownModel[] = [
  chat('qwen-intl', /^qwen3\.[67]-plus/, qwenPlus, 'qwen-thinking', { ...seen, price: price(0.5, 3, 0.05) }),
  chat('qwen', /^qwen3\.[67]-plus/, qwenPlus, 'qwen-thinking', { ...seen, price: price(0.5, 3, 0.05) }),
  chat('qwen-intl', /^qwen3\.6-flash/, large, 'qwen-thinking', {
    ...seen,
    maxOutput: 65_536,
    price: price(0.1875, 1.125),
  }),
  chat('qwen', /^qwen3\.6-flash/, large, 'qwen-thinking', {
    ...seen,
    maxOutput: 65_536,
    price: price(0.1875, 1.125),
  }),
  chat('qwen-intl', /^qwen3\.7-max/, large, 'qwen-thinking', {
    maxOutput: 65_536,
    price: price(2.5, 7.5, 0.5),
  }),
  chat('qwen', /^qwen3\.7-max/, large, 'qwen-thinking', { maxOutput: 65_536, price: price(2.5, 7.5, 0.5) }),
  // Prices of qwen-plus, -flash and -turbo depend on the length of the prompt and on thinking: unknown here.
  chat('qwen', /^qwen-(plus|flash|turbo)/, { window: 131_072, output: 16_384 }, 'instruct'),
  chat('qwen-intl', /^qwen-(plus|flash|turbo)/, { window: 131_072, output: 16_384 }, 'instruct'),
  chat(undefined, /^qwen-max/, { window: 32_768, output: 8_192 }, 'instruct'),
  chat(undefined, /^qwen-?(2\.5|3)?-?vl/, { window: 131_072, output: 8_192 }, 'instruct', seen),
  embed('qwen', /^text-embedding-v[34]/, 8_192, 1_024),
  embed('qwen-intl', /^text-embedding-v[34]/, 8_192, 1_024),
  { name: /^qwen3-reranker/, kind: 'rerank', contextWindow: 32_768 },
  embed(undefined, /^qwen3-embedding/, 32_768, undefined),
  chat(undefined, /^qwq/, { window: 131_072, output: 8_192 }, 'qwen-thinking'),
  chat(undefined, /^qwen3.*thinking/, { window: 131_072, output: 32_768 }, 'qwen-thinking'),
  chat(undefined, /^qwen3.*(instruct|coder)/, { window: 131_072, output: 16_384 }, 'instruct'),
  chat(undefined, /^qwen3\.[5-9]/, { window: 131_072, output: 32_768 }, 'qwen-thinking', seen),
  chat(undefined, /^qwen3/, { window: 32_768, output: 8_192 }, 'qwen-thinking'),
  chat(undefined, /^qwen-?2/, { window: 32_768, output: 8_192 }, 'instruct'),
]

const kimi = { window: 262_144, output: 65_536 }
const glm = { window: 200_000, output: 131_072 }
const minimax = { window: 204_800, output: 65_536 }
/** MiniMax documents neither `response_format` nor `tool_choice`. */
const minimaxLacks = ['json-schema', 'tools', 'json-mode', 'logprobs', 'seed'] as const
const doubao = { window: 256_000, output: 16_384 }

const others: readonly KnownModel[] = [
  chat('moonshot-intl', /^kimi-k2\.6/, kimi, 'thinking', { ...seenFixed, price: price(0.95, 4, 0.16) }),
  chat('moonshot-intl', /^kimi-k2\.5/, kimi, 'thinking', { ...seenFixed, price: price(0.6, 3, 0.1) }),
  chat('moonshot-intl', /^kimi-k2-thinking$/, kimi, 'thinking', { price: price(0.6, 2.5, 0.15) }),
  chat(undefined, /^kimi-k2\.[56]/, kimi, 'thinking', seenFixed),
  chat(undefined, /^kimi-k2.*thinking/, kimi, 'thinking'),
  chat(undefined, /^kimi-k2/, { window: 131_072, output: 16_384 }, 'instruct'),
  chat(undefined, /^moonshot-v1-8k/, { window: 8_192, output: 4_096 }, 'instruct'),
  chat(undefined, /^moonshot-v1-32k/, { window: 32_768, output: 8_192 }, 'instruct'),
  chat(undefined, /^moonshot-v1-128k/, { window: 131_072, output: 8_192 }, 'instruct'),
  chat('zai', /^glm-5\.[12]$/, glm, 'thinking', { price: price(1.4, 4.4, 0.26) }),
  chat('zai', /^glm-5$/, glm, 'thinking', { price: price(1, 3.2, 0.2) }),
  chat('zai', /^glm-4\.[67]$/, glm, 'thinking', { price: price(0.6, 2.2, 0.11) }),
  chat('zai', /^glm-4\.5-air$/, { window: 131_072, output: 98_304 }, 'thinking', {
    price: price(0.2, 1.1, 0.03),
  }),
  chat(undefined, /^glm-4\.[56]v/, { window: 64_000, output: 16_384 }, 'thinking', seen),
  chat(undefined, /^glm-5v/, { window: 200_000, output: 65_536 }, 'thinking', seen),
  chat(undefined, /^glm-(5|4\.[67])/, { window: 200_000, output: 65_536 }, 'thinking'),
  chat(undefined, /^glm-4\.5/, { window: 131_072, output: 65_536 }, 'thinking'),
  embed(undefined, /^embedding-3$/, 8_192, 2_048),
  chat('minimax-intl', /^minimax-m2\.[57]$/, minimax, 'thinking', {
    price: price(0.3, 1.2, 0.06),
    lacks: minimaxLacks,
  }),
  chat(undefined, /^minimax-m/, { window: 196_608, output: 65_536 }, 'thinking', { lacks: minimaxLacks }),
  chat(undefined, /^doubao-seed/, doubao, 'thinking', seen),
  chat(undefined, /^doubao/, { window: 32_768, output: 4_096 }, 'instruct'),
  chat(undefined, /^llama-?3[.-][123]/, { window: 131_072, output: 8_192 }, 'instruct'),
  chat(undefined, /^llama-?4/, { window: 131_072, output: 8_192 }, 'instruct', seen),
  chat(undefined, /llava|minicpm-v|pixtral|internvl/, { window: 8_192, output: 2_048 }, 'instruct', seen),
]

const vectors: readonly KnownModel[] = [
  { name: /^jina-reranker/, kind: 'rerank', contextWindow: 8_192 },
  { name: /bge-reranker|rerank/, kind: 'rerank', contextWindow: 8_192 },
  embed(undefined, /^jina-embeddings-v3/, 8_192, 1_024),
  embed(undefined, /^jina-embeddings/, 8_192, undefined),
  embed(undefined, /^bge-m3/, 8_192, 1_024),
  embed(undefined, /^bge-large/, 512, 1_024),
  embed(undefined, /^bge-base/, 512, 768),
  embed(undefined, /^bge-small-zh/, 512, 512),
  embed(undefined, /^bge-small/, 512, 384),
  embed(undefined, /^nomic-embed-text/, 2_048, 768),
  embed(undefined, /^all-minilm/, 256, 384),
  embed(undefined, /^mxbai-embed-large/, 512, 1_024),
  embed(undefined, /^multilingual-e5-(small)/, 512, 384),
  embed(undefined, /^multilingual-e5-large/, 512, 1_024),
  { name: /embed|(^|[-/])(e5|gte|bge|m3e|conan)-/, kind: 'embed', contextWindow: 512 },
]

const all = [...openai, ...anthropic, ...google, ...deepseek, ...qwen, ...others, ...vectors]

/**
 * What is known of a model: the figures of this provider's endpoint where there are any, else what holds for the
 * model anywhere. Names may carry vendor folders (`Qwen/Qwen3-8B`) and tags (`qwen3:8b`, `…:free`).
 */
export function knownModel(provider: string, name: string): KnownModel | undefined {
  const bare = name.toLowerCase().replace(/^.*\//, '')
  const fits = all.filter((known) => known.name.test(bare))
  return (
    fits.find((known) => known.provider === provider) ??
    fits.find((known) => known.provider === undefined) ??
    withoutPrice(fits[0])
  )
}

function withoutPrice(known: KnownModel | undefined): KnownModel | undefined {
  if (!known) return undefined
  const { price: _price, retired: _retired, ...rest } = known
  return rest
}

/** What a model is made for, as far as its name tells; chat where nothing speaks against it. */
export function modelKind(name: string): ModelKind {
  return knownModel('', name)?.kind ?? 'chat'
}

/** Whether a price was looked up more than a year (366 days) before `now` (milliseconds since the Unix epoch). */
export function isPriceOld({ asOf }: Price, now: number): boolean {
  const then = Date.parse(asOf)
  return Number.isFinite(then) && now - then > 366 * 86_400_000
}
