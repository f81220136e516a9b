import type { Amounts, Cost } from '#runtime'
import type { ChatAnswer, ChatRequest, Usage } from './chat.ts'
import type { ModelSpec, Price } from './model.ts'
import { sizeOf, sizeOfText } from './tokens.ts'

/** What one exchange may cost at most; `micro-usd` is absent where the price is unknown. */
export function boundOf(inputTokens: number, outputTokens: number, price: Price | undefined): Amounts {
  return {
    tokens: inputTokens + outputTokens,
    ...(price ? { 'micro-usd': Math.ceil(inputTokens * price.input + outputTokens * price.output) } : {}),
  }
}

/** What an estimate may be above the truth by (see tokens.ts): a text has at least its estimate over this. */
const estimateError = 1.15
/** What writing a prompt into the cache costs more than reading it plainly (Anthropic, "Prompt caching", 5 minutes). */
const cacheWriting = 1.25
/** Tokens by which a short text may be estimated too long. */
const slack = 16

/**
 * What an exchange cost, from the usage that the endpoint reports, where it can be believed: counts that are no
 * numbers, exceed what was possible, or are less than half of what went over the wire are not. Then what was
 * seen on the wire is counted, and the budget is charged with the most that it can have been: for a model that
 * thinks unseen, the whole bound.
 *
 * `usd` is what the reported usage costs. The budget is charged with at least what surely went over the wire, so that a
 * meter that reports a little too little in every call does not stretch it.
 */
export function costOf(
  usage: Usage | undefined,
  seen: {
    readonly inputAbout: number
    readonly inputMost: number
    readonly outputAbout: number
    readonly outputMost: number
  },
  bound: Amounts,
  price: Price | undefined,
): Cost {
  const most = bound.tokens ?? 0
  const believed =
    usage !== undefined &&
    [usage.inputTokens, usage.outputTokens].every((count) => Number.isInteger(count) && count >= 0) &&
    usage.inputTokens + usage.outputTokens <= most &&
    usage.inputTokens >= seen.inputAbout / 2 - slack &&
    usage.outputTokens >= seen.outputAbout / 2 - slack
  if (believed) {
    const { inputTokens, outputTokens } = usage
    const cachedTokens = Number.isInteger(usage.cachedTokens)
      ? Math.max(0, Math.min(usage.cachedTokens, inputTokens))
      : 0
    const { writtenTokens = 0 } = usage
    const usd = price ? usdOf({ inputTokens, outputTokens, cachedTokens, writtenTokens }, price) : null
    const input = Math.max(inputTokens, surely(seen.inputAbout))
    const output = Math.max(outputTokens, surely(seen.outputAbout))
    const charged = { inputTokens: input, outputTokens: output, cachedTokens, writtenTokens }
    return {
      inputTokens,
      outputTokens,
      cachedTokens,
      measured: 'reported',
      usd,
      amounts: clip(
        {
          tokens: input + output,
          ...(price ? { 'micro-usd': Math.ceil(usdOf(charged, price) * 1e6) } : {}),
        },
        bound,
      ),
    }
  }
  const counted = { inputTokens: seen.inputAbout, outputTokens: seen.outputAbout, cachedTokens: 0 }
  return {
    ...counted,
    measured: 'counted',
    usd: price ? usdOf(counted, price) : null,
    amounts: clip(boundOf(seen.inputMost, seen.outputMost, price), bound),
  }
}

/** What a chat exchange showed on the wire: its prompt, and the answer with whatever thinking was sent. */
export function seenIn(
  request: ChatRequest,
  answer: Pick<ChatAnswer, 'text' | 'thinking' | 'toolArguments'>,
  spec: ModelSpec,
): { inputAbout: number; inputMost: number; outputAbout: number; outputMost: number } {
  const input = sizeOf(request, spec)
  const written = answer.thinking + answer.text + (answer.toolArguments ?? '')
  const output = sizeOfText(written, spec)
  const unseen = spec.profile.reasoning && answer.thinking === ''
  return {
    inputAbout: input.about,
    inputMost: input.most,
    outputAbout: written === '' ? 0 : output.about,
    outputMost: unseen ? Infinity : output.most,
  }
}

function usdOf(usage: Usage, price: Price): number {
  const fresh = usage.inputTokens - usage.cachedTokens
  const cached = usage.cachedTokens * (price.cachedInput ?? price.input)
  const writing = (usage.writtenTokens ?? 0) * price.input * (cacheWriting - 1)
  return (fresh * price.input + writing + cached + usage.outputTokens * price.output) / 1e6
}

function surely(about: number): number {
  return Math.max(0, Math.floor(about / estimateError) - slack)
}

function clip(amounts: Amounts, bound: Amounts): Amounts {
  return Object.fromEntries(
    Object.entries(bound).map(([resource, most]) => [
      resource,
      Math.min(most, amounts[resource as keyof Amounts] ?? 0),
    ]),
  )
}
