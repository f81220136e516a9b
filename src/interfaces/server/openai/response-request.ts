import { z } from 'zod'
import { wishes } from '../conversation/ask.ts'
import type { Turn } from '../conversation/follow-up.ts'
import { content, turnOf } from './content.ts'
import { reasoningEfforts } from './models.ts'
import { WireRefusal } from './refuse.ts'

/** What is read of `POST /v1/responses`; all else is accepted and changes nothing. */
export const responseRequest = z.looseObject({
  model: z.string(),
  input: z.union([
    z.string(),
    z.array(
      z.looseObject({ type: z.string().nullish(), role: z.string().nullish(), content: content.nullish() }),
    ),
  ]),
  stream: z.boolean().nullish(),
  background: z.boolean().nullish(),
  store: z.boolean().nullish(),
  previous_response_id: z.string().max(200).nullish(),
  metadata: z.record(z.string().max(64), z.string().max(512)).nullish(),
  user: z.string().max(512).nullish(),
  reasoning: z.looseObject({ effort: z.enum(reasoningEfforts).nullish() }).nullish(),
  kaoju: wishes.nullish(),
})

export type ResponseRequest = z.output<typeof responseRequest>

/** The id under which a run is known on this wire. */
export function responseIdOf(run: string): string {
  return `resp_${run}`
}

/** The run that a response's id names. @throws WireRefusal `response_not_found` */
export function runOfResponse(id: string, param = 'response_id'): string {
  const run = /^resp_(run-[\dTa-f-]{10,60})$/.exec(id)?.[1]
  if (run === undefined) throw notFound(id, param)
  return run
}

export function notFound(id: string, param = 'response_id'): WireRefusal {
  const code = param === 'previous_response_id' ? 'previous_response_not_found' : 'response_not_found'
  const about = { en: `There is no response ${id}.`, zh: `没有 ${id} 这个回应。` }
  return new WireRefusal(param, about, { code, status: param === 'previous_response_id' ? 400 : 404 })
}

/** What was said, from all forms that input has. @throws WireRefusal where it holds what is no text */
export function turnsOf(input: ResponseRequest['input']): Turn[] {
  if (typeof input === 'string') return [{ role: 'user', text: input }]
  return input.flatMap((item, index) => {
    const param = `input[${index}]`
    switch (item.type ?? 'message') {
      case 'message':
        return turnOf(item.role ?? 'user', item.content, param)
      case 'reasoning':
        return []
      case 'item_reference':
        return referred(item['id'])
      default:
        throw new WireRefusal(
          `${param}.type`,
          {
            en: `Items of the type ${item.type} are not taken here.`,
            zh: `这里不接受类型为 ${item.type} 的项。`,
          },
          { code: 'unsupported_content' },
        )
    }
  })
}

/** An answer that is not sent again but named. */
function referred(id: unknown): Turn[] {
  const run = typeof id === 'string' ? /^msg_(run-[\dTa-f-]{10,60})$/.exec(id)?.[1] : undefined
  return run === undefined ? [] : [{ role: 'assistant', text: '', run }]
}

/** An item of input as it is listed. */
export interface InputItem {
  readonly id: string
  readonly type: 'message'
  readonly role: 'user' | 'assistant'
  readonly status: 'completed'
  readonly content: readonly Readonly<Record<string, unknown>>[]
}

export function inputItemsOf(turns: readonly Turn[], run: string): InputItem[] {
  return turns
    .filter(({ text }) => text !== '')
    .map(({ role, text }, index) => ({
      id: `msg_${run}_in_${index}`,
      type: 'message',
      role,
      status: 'completed',
      content: [
        role === 'user' ? { type: 'input_text', text } : { type: 'output_text', text, annotations: [] },
      ],
    }))
}
