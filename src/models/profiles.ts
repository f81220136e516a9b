import type { Ability, Profile } from './model.ts'

/**
 * How kinds of models want to be spoken to. A profile is chosen by the model's name (`known-models.ts`) or in
 * the configuration (`"profile": "deepseek-r1"`).
 */
const table = {
  /** Answers at once; what is not known to think. */
  instruct: {
    systemRole: 'system',
    reasoning: false,
    temperature: { low: 0, high: 1, default: 0.3 },
    thinkingTokens: 0,
    outputLimitField: 'max_tokens',
    lacks: [],
  },
  /**
   * OpenAI's o-series and gpt-5 kind: developer messages, no temperature, `max_completion_tokens`, no
   * log-probabilities (OpenAI, "Reasoning models" and "Reasoning best practices").
   */
  reasoning: {
    systemRole: 'developer',
    reasoning: true,
    thinkingTokens: 16_000,
    outputLimitField: 'max_completion_tokens',
    lacks: ['logprobs', 'seed'],
  },
  /**
   * DeepSeek-R1 and its distillations as open weights: everything in the user's turn, temperature 0.5 to 0.7
   * (0.6 advised), a think block opened for it, since it sometimes skips its thinking otherwise (deepseek-ai/
   * DeepSeek-R1, README, "Usage Recommendations").
   */
  'deepseek-r1': {
    systemRole: 'none',
    reasoning: true,
    temperature: { low: 0.5, high: 0.7, default: 0.6 },
    thinkPrefix: '<think>\n',
    thinkingTokens: 8_000,
    outputLimitField: 'max_tokens',
    lacks: ['json-schema', 'tools', 'json-mode', 'logprobs'],
  },
  /**
   * DeepSeek's own endpoint, where thinking is on by default and comes in a field of its own; temperature is
   * ignored there (DeepSeek API documentation, "Thinking mode").
   */
  'deepseek-reasoner': {
    systemRole: 'system',
    reasoning: true,
    thinkingTokens: 8_000,
    outputLimitField: 'max_tokens',
    lacks: ['json-schema', 'tools', 'logprobs', 'seed'],
  },
  /** Qwen3 and QwQ in thinking mode: 0.6 is advised, greedy decoding is warned against (Qwen3 model card, "Best Practices"). */
  'qwen-thinking': {
    systemRole: 'system',
    reasoning: true,
    temperature: { low: 0.5, high: 0.7, default: 0.6 },
    thinkingTokens: 8_000,
    outputLimitField: 'max_tokens',
    lacks: ['json-schema', 'logprobs'],
  },
  /** Other models that think by default behind an OpenAI-compatible endpoint (Kimi, GLM, MiniMax, Doubao, gpt-oss). */
  thinking: {
    systemRole: 'system',
    reasoning: true,
    temperature: { low: 0.6, high: 1, default: 1 },
    thinkingTokens: 8_000,
    outputLimitField: 'max_tokens',
    lacks: ['logprobs'],
  },
  /** Anthropic's models that answer at once, up to Claude 4. */
  claude: {
    systemRole: 'system',
    reasoning: false,
    temperature: { low: 0, high: 1, default: 0.3 },
    thinkingTokens: 0,
    outputLimitField: 'max_tokens',
    lacks: ['json-mode', 'logprobs', 'seed'],
  },
  /**
   * Anthropic's models that think unless told not to, Claude 5 and later: no temperature, and no tool may be forced
   * while they think (Anthropic documentation, "Extended thinking", "Adaptive thinking").
   */
  'claude-thinking': {
    systemRole: 'system',
    reasoning: true,
    thinkingTokens: 8_000,
    outputLimitField: 'max_tokens',
    lacks: ['tools', 'json-mode', 'logprobs', 'seed'],
  },
  /** Google's Gemini, which thinks as much as it wants and counts it as output. */
  gemini: {
    systemRole: 'system',
    reasoning: true,
    temperature: { low: 0, high: 2, default: 1 },
    thinkingTokens: 8_000,
    outputLimitField: 'max_tokens',
    lacks: ['logprobs'],
  },
} as const satisfies Record<string, Omit<Profile, 'name' | 'vision'>>

/** The name of a profile. */
export type ProfileName = keyof typeof table

/** All profiles' names, in the order of the documentation. */
export const profileNames = Object.keys(table) as readonly ProfileName[]

/** What a model of a profile's kind differs in. */
export interface ProfileVariation {
  readonly vision?: boolean
  /** Takes no temperature, although its kind does. */
  readonly fixedTemperature?: boolean
  /** Instead of the profile's own. */
  readonly lacks?: readonly Ability[]
}

/** A profile by name, varied for one model. */
export function profileNamed(name: ProfileName, variation: ProfileVariation = {}): Profile {
  const { temperature, ...rest }: Omit<Profile, 'name' | 'vision'> = table[name]
  return {
    name,
    ...rest,
    ...(temperature && !variation.fixedTemperature ? { temperature } : {}),
    ...(variation.lacks ? { lacks: variation.lacks } : {}),
    vision: variation.vision ?? false,
  }
}

/** Whether a word names a profile. */
export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(table, name)
}
