import { z } from 'zod'
import type { Turn } from '../conversation/follow-up.ts'
import { WireRefusal } from './refuse.ts'

/** Text, or parts of it; what is no text is refused by name. */
export const content = z.union([z.string(), z.array(z.looseObject({ type: z.string() }))])

type Content = z.output<typeof content>

/** @param param where it stands in the request */
export function textOf(given: Content | null | undefined, param: string): string {
  if (given === null || given === undefined) return ''
  if (typeof given === 'string') return given
  return given
    .flatMap((part, index) => {
      if (!['text', 'input_text', 'output_text'].includes(part.type)) {
        if (part.type === 'refusal') return []
        throw new WireRefusal(
          `${param}[${index}].type`,
          { en: `Only text is taken here, no ${part.type}.`, zh: `这里只接受文本，不接受 ${part.type}。` },
          { code: 'unsupported_content' },
        )
      }
      return typeof part['text'] === 'string' ? [part['text']] : []
    })
    .join('\n')
}

/**
 * What was said, of a message. Instructions (`system`, `developer`) are none to the engine, which writes what its
 * sources bear and nothing else: they are left out. What tools answered is no question.
 *
 * @throws WireRefusal where it holds what is no text
 */
export function turnOf(role: string, given: Content | null | undefined, param: string): Turn[] {
  switch (role) {
    case 'user':
    case 'assistant':
      return [{ role, text: textOf(given, `${param}.content`) }]
    case 'system':
    case 'developer':
      return []
    default:
      throw new WireRefusal(
        `${param}.role`,
        { en: `Messages of the role ${role} are not taken here.`, zh: `这里不接受角色为 ${role} 的消息。` },
        { code: 'unsupported_content' },
      )
  }
}

/** Refuses what is asked for and cannot be given, so that nobody takes what they get for it. @throws WireRefusal */
export function refuseUnable(asked: Readonly<Record<string, unknown>>): void {
  for (const [param, isAsked] of Object.entries(unable))
    if (isAsked(asked[param]))
      throw new WireRefusal(param, {
        en: `Kaoju cannot give this: ${param}. Leave it out.`,
        zh: `Kaoju 不支持 ${param}。请去掉它。`,
      })
}

const filled = (value: unknown): boolean => Array.isArray(value) && value.length > 0
const given = (value: unknown): boolean => value !== undefined && value !== null && value !== false
const noText = (value: unknown): boolean => given(value) && (value as { type?: unknown }).type !== 'text'

const unable: Readonly<Record<string, (value: unknown) => boolean>> = {
  n: (value) => given(value) && value !== 1,
  tools: filled,
  functions: filled,
  audio: given,
  modalities: (value) => filled(value) && (value as unknown[]).some((one) => one !== 'text'),
  response_format: noText,
  text: (value) => given(value) && noText((value as { format?: unknown }).format),
  logprobs: given,
  top_logprobs: (value) => given(value) && value !== 0,
  conversation: given,
  prompt: given,
}
