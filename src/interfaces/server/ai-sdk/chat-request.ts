import { z } from 'zod'
import { effort, text } from '../schemas/common.ts'
import { wishes } from '../conversation/ask.ts'
import type { Turn } from '../conversation/follow-up.ts'

const identity = text(200).min(1)

/** A message of the AI SDK's user interface (`UIMessage`), as far as it is read here. */
const message = z.looseObject({
  id: identity,
  role: z.enum(['system', 'user', 'assistant']),
  metadata: z.unknown().optional(),
  parts: z.array(z.looseObject({ type: z.string() })),
})

/**
 * What `DefaultChatTransport` of `ai` sends, and beside it what its option `body` adds: how the run is to be made. What
 * else an application sends along changes nothing.
 */
export const chatRequest = z.looseObject({
  id: identity,
  messages: z.array(message).min(1),
  trigger: z.enum(['submit-message', 'regenerate-message']).optional(),
  effort: effort.optional(),
  ...wishes.shape,
})

export type ChatRequest = z.output<typeof chatRequest>
type Message = z.output<typeof message>

/** What was said; an answer names its run in its metadata. Instructions (`system`) are none to the engine. */
export function turnsOf(messages: readonly Message[]): Turn[] {
  return messages.flatMap(({ role, parts, metadata }) =>
    role === 'system' ? [] : [{ role, text: textOf(parts), run: runIn(metadata) }],
  )
}

/** Parts that hold no text are left out: what a tool answered or a page cited is no question. */
function textOf(parts: Message['parts']): string {
  return parts
    .flatMap((part) => (part.type === 'text' && typeof part['text'] === 'string' ? [part['text']] : []))
    .join('\n')
}

/** Whether the last question comes with a file, which would not be read. */
export function bringsFile({ messages }: ChatRequest): boolean {
  const asked = messages.findLast(({ role }) => role === 'user')
  return asked?.parts.some(({ type }) => type === 'file') === true
}

function runIn(metadata: unknown): string | undefined {
  const run = (metadata as { readonly run?: unknown } | null | undefined)?.run
  return typeof run === 'string' ? run : undefined
}
