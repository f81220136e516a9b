import { AttemptFailure } from '#runtime'
import type { ChatTransport } from '../chat.ts'
import { refusedPart } from '../faults/index.ts'

/**
 * A transport that learns from a refusal that its model takes no temperature (newer ones of Anthropic and OpenAI): the
 * request goes out again at once without it, and it is left out from then on. A refusal costs nothing, so this is still
 * one paid exchange.
 */
export function learningTemperature(transport: ChatTransport): ChatTransport {
  let taken = true
  return {
    ...transport,
    async exchange(request, wire) {
      const { temperature, ...plain } = request
      if (temperature === undefined || !taken) return transport.exchange(plain, wire)
      try {
        return await transport.exchange(request, wire)
      } catch (error) {
        if (!(error instanceof AttemptFailure) || refusedPart(error.error) !== 'temperature') throw error
        taken = false
        return transport.exchange(plain, wire)
      }
    },
  }
}
