/**
 * What a body of Chat Completions asks (OpenAI API reference, "Create chat completion"), as the simulated model is
 * shown it, or why it is refused. Fields that change nothing here (`temperature`, `seed`, `user`, …) are taken.
 * Long because the format is: a short function for each field.
 */
import type { Json, ModelAsk, ModelSettings, ShownTurn, ToolCall } from './model.ts'
import { invalid, isWireError, unsupported, type WireError } from './wire-error.ts'

/** A JSON object as it came. */
export type Body = Readonly<Record<string, unknown>>

/** A request for a completion. */
export interface ChatAsked {
  readonly ask: ModelAsk
  readonly stream: boolean
  /** Whether the last event of a stream tells the usage. */
  readonly includeUsage: boolean
  /** Tokens of the answer at most, thinking included. */
  readonly limit?: number
  readonly stop: readonly string[]
  /** Alternatives told at each token, 0 to 20; absent: no log-probabilities. */
  readonly logprobs?: number
  /** Whether several tools may be called in one answer. */
  readonly parallel: boolean
}

/** Reads a body; its model has been looked at. */
export function readChat(body: Body, can: ModelSettings['can']): ChatAsked | WireError {
  const turns = readTurns(body['messages'])
  if (isWireError(turns)) return turns
  const tools = readTools(body['tools'], can)
  if (isWireError(tools)) return tools
  const toolChoice = readToolChoice(body['tool_choice'], tools)
  if (typeof toolChoice === 'object' && isWireError(toolChoice)) return toolChoice
  const form = readForm(body['response_format'], can)
  if (isWireError(form)) return form
  const logprobs = readLogprobs(body, can)
  if (isWireError(logprobs)) return logprobs
  if (body['functions'] !== undefined) return unsupported('functions', 'Use `tools` in place of `functions`.')
  if (body['n'] !== undefined && body['n'] !== null && body['n'] !== 1)
    return unsupported('n', 'Only one completion is given for a request: `n` must be 1.')
  const limit = readLimit(body)
  if (isWireError(limit)) return limit
  const stop = body['stop']
  return {
    ask: { turns, tools, toolChoice, ...form },
    stream: body['stream'] === true,
    includeUsage: objectOr(body['stream_options'])['include_usage'] === true,
    ...limit,
    ...logprobs,
    stop: (Array.isArray(stop) ? stop : [stop]).filter(
      (each): each is string => typeof each === 'string' && each !== '',
    ),
    parallel: body['parallel_tool_calls'] !== false,
  }
}

const roles: Readonly<Record<string, ShownTurn['role']>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
  function: 'tool',
}

function readTurns(messages: unknown): readonly ShownTurn[] | WireError {
  if (!Array.isArray(messages) || messages.length === 0)
    return invalid('messages', '`messages` must be a list of at least one message.')
  const turns: ShownTurn[] = []
  for (const [index, given] of messages.entries()) {
    const message = objectOr(given)
    const role = roles[String(message['role'])]
    if (role === undefined)
      return invalid(
        `messages[${index}].role`,
        `Invalid value: '${String(message['role'])}'.`,
        'invalid_value',
      )
    const calls = (Array.isArray(message['tool_calls']) ? message['tool_calls'] : []).map(callOf)
    const answers = message['tool_call_id']
    turns.push({
      role,
      text: textOf(message['content']),
      ...(calls.length > 0 ? { calls } : {}),
      ...(typeof answers === 'string' ? { answers } : {}),
    })
  }
  return turns
}

function callOf(given: unknown): ToolCall {
  const call = objectOr(given)
  const made = objectOr(call['function'])
  const told = made['arguments']
  return {
    id: stringOr(call['id']),
    name: stringOr(made['name']),
    arguments: typeof told === 'string' ? told : JSON.stringify(told ?? {}),
  }
}

/** The text of a message's content; pictures, sounds and files are left out. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part) => (typeof part === 'string' ? { text: part } : objectOr(part)))
    .map(({ text, refusal }) =>
      typeof text === 'string' ? text : typeof refusal === 'string' ? refusal : '',
    )
    .reduce((all, text) => (all === '' || all.endsWith('\n') ? all + text : `${all}\n${text}`), '')
}

function readTools(given: unknown, can: ModelSettings['can']): ModelAsk['tools'] | WireError {
  if (given === undefined || given === null || (Array.isArray(given) && given.length === 0)) return []
  if (!can.tools) return unsupported('tools', 'This model does not support tools.')
  if (!Array.isArray(given)) return invalid('tools', '`tools` must be a list.')
  const tools: ModelAsk['tools'][number][] = []
  for (const [index, each] of given.entries()) {
    const { type, function: made } = objectOr(each)
    const { name, description, parameters } = objectOr(made)
    if (type !== 'function' || typeof name !== 'string' || name === '')
      return invalid(`tools[${index}].type`, 'Only tools of the type `function`, with a name, are supported.')
    tools.push({
      name,
      description: typeof description === 'string' ? description : '',
      parameters: (parameters ?? {}) as Json,
    })
  }
  return tools
}

function readToolChoice(given: unknown, tools: ModelAsk['tools']): ModelAsk['toolChoice'] | WireError {
  if (given === undefined || given === null) return tools.length > 0 ? 'auto' : 'none'
  if (given === 'none') return 'none'
  if (tools.length === 0)
    return invalid('tool_choice', '`tool_choice` is only allowed when `tools` are given.')
  if (given === 'auto' || given === 'required') return given
  const { name } = objectOr(objectOr(given)['function'])
  return tools.some((tool) => tool.name === name)
    ? { name: String(name) }
    : invalid('tool_choice', `There is no tool \`${String(name)}\` among \`tools\`.`)
}

function readForm(given: unknown, can: ModelSettings['can']): Pick<ModelAsk, 'schema' | 'json'> | WireError {
  const { type = 'text', json_schema: asked } = objectOr(given)
  if (type === 'text') return { json: false }
  if (type === 'json_object') return { json: true }
  if (type !== 'json_schema')
    return invalid('response_format.type', `Invalid value: '${String(type)}'.`, 'invalid_value')
  if (!can.schema)
    return unsupported(
      'response_format',
      '`response_format` of type `json_schema` is not supported by this model.',
    )
  const { name, schema } = objectOr(asked)
  if (typeof name !== 'string' || typeof schema !== 'object' || schema === null)
    return invalid('response_format.json_schema', '`json_schema` needs a `name` and a `schema`.')
  return { json: false, schema: { name, schema: schema as Json } }
}

function readLogprobs(body: Body, can: ModelSettings['can']): { readonly logprobs?: number } | WireError {
  const { logprobs, top_logprobs: top } = body
  if (logprobs !== true) {
    if (top === undefined || top === null) return {}
    return invalid('top_logprobs', '`top_logprobs` is only allowed when `logprobs` is true.')
  }
  if (!can.logprobs) return unsupported('logprobs', 'This model does not support `logprobs`.')
  const told = top ?? 0
  return typeof told === 'number' && Number.isInteger(told) && told >= 0 && told <= 20
    ? { logprobs: told }
    : invalid('top_logprobs', '`top_logprobs` must be an integer from 0 to 20.')
}

function readLimit(body: Body): { readonly limit?: number } | WireError {
  const field =
    (body['max_completion_tokens'] ?? undefined) === undefined ? 'max_tokens' : 'max_completion_tokens'
  const limit = body[field]
  if (limit === undefined || limit === null) return {}
  return typeof limit === 'number' && Number.isInteger(limit) && limit >= 1
    ? { limit }
    : invalid(field, `\`${field}\` must be an integer of at least 1.`, 'integer_below_min_value')
}

/** An object, or one without fields in place of what is none. */
export const objectOr = (value: unknown): Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : {}

/** A string, or an empty one in place of what is none. */
export const stringOr = (value: unknown): string => (typeof value === 'string' ? value : '')
