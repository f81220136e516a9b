import type { ModelSpec, Profile } from '#models'

/** A profile without peculiarities. */
export const instruct: Profile = {
  name: 'instruct',
  systemRole: 'system',
  reasoning: false,
  temperature: { low: 0, high: 2, default: 0 },
  thinkingTokens: 0,
  outputLimitField: 'max_tokens',
  lacks: [],
  vision: false,
}

/** A model for tests; `changes` are its own. */
export function spec(changes: Partial<ModelSpec> = {}): ModelSpec {
  return {
    id: 'test/model',
    provider: 'test',
    name: 'model',
    protocol: 'openai',
    baseUrl: 'http://127.0.0.1:9/v1',
    contextWindow: 32_768,
    maxOutput: 4_096,
    limitsFrom: 'configured',
    price: { input: 0.15, output: 0.6, asOf: 'configured' },
    profile: instruct,
    concurrency: 8,
    ...changes,
  }
}
