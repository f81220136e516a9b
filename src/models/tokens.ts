import { estimateTokenCount } from 'tokenx'
import type { ChatRequest } from './chat.ts'
import type { ModelSpec } from './model.ts'

/**
 * How many tokens a text is for a model, about. `tokenx` estimates stand within 15 % of o200k (GPT-4o and later)
 * on English and Chinese prose, JSON and HTML, measured against `gpt-tokenizer`; older vocabularies split Chinese
 * finer (cl100k: 1.4 times), Claude's splits everything finer.
 */
export function countTokens(text: string, spec: Pick<ModelSpec, 'name'>): number {
  return Math.ceil(estimateTokenCount(text) * factorOf(text, spec.name.toLowerCase()))
}

function factorOf(text: string, name: string): number {
  if (name.includes('claude')) return 1.25
  if (!/gpt-3\.5|gpt-4(?!o|\.)|llama|mistral|phi/.test(name)) return 1
  const sample = text.slice(0, 4_000)
  const han = sample.match(/\p{Script=Han}/gu)?.length ?? 0
  return 1 + (0.45 * han) / Math.max(1, sample.length)
}

/** Roles, separators and the template around a message, at most. */
const aroundMessage = 16
/** What providers put before a prompt that has a tool or a schema, at most (Anthropic, "Tool use", system prompt tokens: up to 530). */
const aroundTool = 600
/** What stands around a text to embed or to rank, at most: a model's instruction has up to 100 bytes. */
const aroundText = 128
/** What a picture is billed as: about, and at most (Qwen-VL's limit, the largest of the vendors read). */
const picture = { about: 1_500, most: 16_384 }

/** Tokens of a request's prompt: what is likely, and what cannot be exceeded. */
export interface PromptSize {
  readonly about: number
  /** Every token of a byte-level vocabulary holds at least one byte. */
  readonly most: number
}

/** The size of one text as part of a prompt or an answer. */
export function sizeOfText(text: string, spec: Pick<ModelSpec, 'name'>): PromptSize {
  return {
    about: countTokens(text, spec) + aroundMessage / 4,
    most: Buffer.byteLength(text, 'utf8') + aroundMessage,
  }
}

/** The size of texts to embed or to rank. */
export function sizeOfTexts(texts: readonly string[], spec: Pick<ModelSpec, 'name'>): PromptSize {
  return texts.reduce(
    ({ about, most }, text) => ({
      about: about + countTokens(text, spec),
      most: most + Buffer.byteLength(text, 'utf8') + aroundText,
    }),
    { about: 0, most: 0 },
  )
}

/** The size of a request's prompt, schema and tool included. */
export function sizeOf(request: ChatRequest, spec: Pick<ModelSpec, 'name'>): PromptSize {
  let about = 0
  let most = 4 * aroundMessage
  const add = (text: string): void => {
    const size = sizeOfText(text, spec)
    about += size.about
    most += size.most
  }
  if (request.system !== undefined) add(request.system)
  if (request.prefill !== undefined) add(request.prefill)
  if (request.output.mode === 'json-schema' || request.output.mode === 'tool') {
    add(JSON.stringify(request.output))
    most += aroundTool
  }
  for (const { content } of request.messages) {
    if (typeof content === 'string') add(content)
    else
      for (const part of content) {
        if (part.type === 'text') add(part.text)
        else {
          about += picture.about
          most += picture.most
        }
      }
  }
  return { about: Math.ceil(about), most }
}

/** Room for material in one call, in tokens: the window less the answer, its thinking, and a reserve for what is only estimated. */
export function roomFor(spec: ModelSpec, answerTokens: number): number {
  const answer = Math.min(spec.maxOutput, answerTokens + spec.profile.thinkingTokens)
  return Math.max(0, Math.floor((spec.contextWindow - answer) / 1.2) - 200)
}
