import type { RunState } from '#runtime'
import type { Teller, Told } from '../conversation/teller.ts'
import {
  annotation,
  messageItem,
  outputText,
  reasoningItem,
  responseObject,
  statusOfEnded,
  type ItemStatus,
  type ResponseAbout,
  type ResponseError,
} from './response-object.ts'

/** An event of a streamed response; see platform.openai.com/docs/api-reference/responses-streaming. */
export type ResponseEvent = Readonly<Record<string, unknown>> & {
  readonly type: string
  /** 0, 1, 2 … without gaps. */
  readonly sequence_number: number
}

/** How a run ended, for its last event. */
export interface ResponseEnd {
  readonly state: RunState
  readonly cancelled: boolean
  readonly error?: ResponseError
}

/**
 * Translates what is told of a run into the events of a response: reasoning as one item, the answer as the next.
 *
 * It is pure: the same log gives the same events under the same numbers, so that whoever lost the connection is told
 * again what follows a number, by whichever process executes or keeps the run then.
 */
export interface ResponseTranslator {
  begin(): readonly ResponseEvent[]
  told(told: Told): readonly ResponseEvent[]
  /** The last of them holds the whole response. */
  end(end: ResponseEnd): readonly ResponseEvent[]
}

export function translateResponse(about: ResponseAbout, teller: Teller): ResponseTranslator {
  const { run, kept, origin } = about
  let sequence = 0
  let phase: 'created' | 'begun' | 'thinking' | 'saying' = 'created'
  let thinks = false
  const event = (type: string, body: Readonly<Record<string, unknown>>): ResponseEvent => ({
    type,
    sequence_number: sequence++,
    ...body,
  })
  const ofReasoning = { item_id: `rs_${run.id}`, output_index: 0, summary_index: 0 }
  const ofMessage = () => ({ item_id: `msg_${run.id}`, output_index: thinks ? 1 : 0, content_index: 0 })
  const reasoning = (status: ItemStatus) => reasoningItem(run.id, teller.thoughts, status)
  const message = (status: ItemStatus) =>
    messageItem(run.id, outputText(teller.text, teller.marks, origin), status)

  const begun = (): ResponseEvent[] => {
    if (phase !== 'created') return []
    phase = 'begun'
    return [event('response.in_progress', { response: responseObject(about, 'in_progress') })]
  }
  const beginThinking = (): ResponseEvent[] => {
    if (phase !== 'begun') return []
    phase = 'thinking'
    thinks = true
    const part = { type: 'summary_text', text: '' }
    return [
      event('response.output_item.added', {
        output_index: 0,
        item: reasoningItem(run.id, undefined, 'in_progress'),
      }),
      event('response.reasoning_summary_part.added', { ...ofReasoning, part }),
    ]
  }
  const endThinking = (): ResponseEvent[] => {
    if (phase !== 'thinking') return []
    phase = 'begun'
    const text = teller.thoughts
    return [
      event('response.reasoning_summary_text.done', { ...ofReasoning, text }),
      event('response.reasoning_summary_part.done', { ...ofReasoning, part: { type: 'summary_text', text } }),
      event('response.output_item.done', { output_index: 0, item: reasoning('completed') }),
    ]
  }
  const beginSaying = (): ResponseEvent[] => {
    if (phase === 'saying') return []
    const before = endThinking()
    phase = 'saying'
    const { output_index } = ofMessage()
    return [
      ...before,
      event('response.output_item.added', {
        output_index,
        item: messageItem(run.id, undefined, 'in_progress'),
      }),
      event('response.content_part.added', { ...ofMessage(), part: outputText('', [], origin) }),
    ]
  }
  const endSaying = (): ResponseEvent[] => {
    if (phase !== 'saying') return []
    const { text, marks } = teller
    const { output_index } = ofMessage()
    return [
      ...marks.map((mark, index) =>
        event('response.output_text.annotation.added', {
          ...ofMessage(),
          annotation_index: index,
          annotation: annotation(mark, origin),
        }),
      ),
      event('response.output_text.done', { ...ofMessage(), text, logprobs: [] }),
      event('response.content_part.done', { ...ofMessage(), part: outputText(text, marks, origin) }),
      event('response.output_item.done', { output_index, item: message('completed') }),
    ]
  }
  return {
    begin() {
      const status = kept.background ? 'queued' : 'in_progress'
      const response = responseObject(about, status)
      const created = event('response.created', { response })
      return kept.background ? [created, event('response.queued', { response })] : [created]
    },
    told({ type, text }) {
      if (text === '') return []
      if (type === 'thought')
        return [
          ...begun(),
          ...beginThinking(),
          event('response.reasoning_summary_text.delta', { ...ofReasoning, delta: text }),
        ]
      return [
        ...begun(),
        ...beginSaying(),
        event('response.output_text.delta', { ...ofMessage(), delta: text, logprobs: [] }),
      ]
    },
    end({ state, cancelled, error }) {
      const events = [...begun(), ...endThinking(), ...endSaying()]
      const status = statusOfEnded(state, cancelled)
      const output = [
        ...(thinks ? [reasoning('completed')] : []),
        ...(phase === 'saying' ? [message('completed')] : []),
      ]
      const told = { usage: teller.usage, ...(error ? { error } : {}) }
      const response = responseObject(about, status, output, told)
      const type = status === 'completed' || status === 'failed' ? status : 'incomplete'
      return [...events, event(`response.${type}`, { response })]
    },
  }
}
