import type { RunRecord, RunState } from '#runtime'
import type { ResearchRunTask } from '../../runs/tasks.ts'
import type { Teller } from '../conversation/teller.ts'
import { urlCitationOf } from './annotations.ts'
import { responseIdOf } from './response-request.ts'
import type { KeptResponse } from './response-store.ts'

export type ResponseStatus = 'queued' | 'in_progress' | 'completed' | 'incomplete' | 'failed' | 'cancelled'

/** What a response is made of, besides what is told of its run. */
export interface ResponseAbout {
  readonly run: RunRecord
  readonly kept: KeptResponse
  /** Of this server. */
  readonly origin: string
}

/** Why there is no answer. */
export interface ResponseError {
  readonly code: string
  readonly message: string
}

type Item = Readonly<Record<string, unknown>>

/**
 * A response as it stands (platform.openai.com/docs/api-reference/responses/object). A report with gaps is `completed`:
 * it is whole, and says what it lacks; `incomplete` is one that was stopped.
 */
export function responseObject(
  { run, kept }: ResponseAbout,
  status: ResponseStatus,
  output: readonly Item[] = [],
  told: { readonly usage?: Teller['usage']; readonly error?: ResponseError } = {},
): Item {
  const { effort } = run.task as ResearchRunTask
  const { usage, error } = told
  return {
    id: responseIdOf(run.id),
    object: 'response',
    created_at: Math.floor(run.createdAt / 1000),
    status,
    background: kept.background,
    error: error ?? null,
    incomplete_details: status === 'incomplete' ? { reason: 'steered' } : null,
    instructions: null,
    max_output_tokens: null,
    max_tool_calls: null,
    model: kept.model,
    output,
    parallel_tool_calls: false,
    previous_response_id: kept.previous ?? null,
    reasoning: { effort: openAIEffort[effort], summary: 'detailed' },
    service_tier: 'default',
    store: kept.store,
    temperature: null,
    text: { format: { type: 'text' } },
    tool_choice: 'none',
    tools: [],
    top_p: null,
    truncation: 'disabled',
    usage: usage ? usageOf(usage) : null,
    user: kept.user ?? null,
    metadata: kept.metadata,
  }
}

const openAIEffort: Readonly<Record<ResearchRunTask['effort'], string>> = {
  glance: 'minimal',
  quick: 'low',
  standard: 'medium',
  deep: 'high',
  exhaustive: 'xhigh',
}

/** What a run that is over is called here. */
export function statusOfEnded(state: RunState, cancelled: boolean): ResponseStatus {
  if (cancelled) return 'cancelled'
  switch (state) {
    case 'done':
    case 'incomplete':
      return 'completed'
    case 'stopped':
      return 'incomplete'
    case 'failed':
    case 'interrupted':
      return 'failed'
    case 'waiting':
      return 'queued'
    case 'running':
      return 'in_progress'
  }
}

export type ItemStatus = 'in_progress' | 'completed'

export function reasoningItem(run: string, text: string | undefined, status: ItemStatus): Item {
  const summary = text === undefined ? [] : [{ type: 'summary_text', text }]
  return { id: `rs_${run}`, type: 'reasoning', summary, status }
}

export function messageItem(run: string, text: Item | undefined, status: ItemStatus): Item {
  const content = text === undefined ? [] : [text]
  return { id: `msg_${run}`, type: 'message', role: 'assistant', status, content }
}

export function outputText(text: string, marks: Teller['marks'], origin: string): Item {
  return {
    type: 'output_text',
    text,
    annotations: marks.map((mark) => annotation(mark, origin)),
    logprobs: [],
  }
}

export function annotation(mark: Teller['marks'][number], origin: string): Item {
  return { type: 'url_citation', ...urlCitationOf(mark, origin) }
}

function usageOf({ input, output }: Teller['usage']): Item {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  }
}
