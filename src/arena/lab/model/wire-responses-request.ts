/** A body of OpenAI Responses as the body of Chat Completions that asks the same, so that both are read in one place. */
import { invalid, isWireError, unsupported, type WireError } from './wire-error.ts'
import { objectOr, stringOr, textOf, type Body } from './wire-request.ts'

/** The same question as Chat Completions ask it; state that a server would keep is refused. */
export function chatBodyOf(body: Body): Body | WireError {
  for (const field of ['background', 'previous_response_id', 'conversation'])
    if (body[field] !== undefined && body[field] !== null && body[field] !== false)
      return unsupported(field, `\`${field}\` is not supported: nothing is kept between requests.`)
  const messages = messagesOf(body)
  if (isWireError(messages)) return messages
  const { format } = objectOr(body['text'])
  const { type, ...json } = objectOr(format)
  const choice = objectOr(body['tool_choice'])
  const logprobs =
    (Array.isArray(body['include']) && body['include'].includes('message.output_text.logprobs')) ||
    Number(body['top_logprobs'] ?? 0) > 0
  return {
    messages,
    stream: body['stream'],
    max_completion_tokens: body['max_output_tokens'],
    parallel_tool_calls: body['parallel_tool_calls'],
    tools: Array.isArray(body['tools']) ? body['tools'].map(toolOf) : body['tools'],
    tool_choice:
      'name' in choice ? { type: 'function', function: { name: choice['name'] } } : body['tool_choice'],
    ...(logprobs ? { logprobs: true, top_logprobs: body['top_logprobs'] ?? 0 } : {}),
    ...(type === undefined ? {} : { response_format: { type, json_schema: json } }),
  }
}

const toolOf = (given: unknown): unknown => {
  const { type, ...made } = objectOr(given)
  return { type, function: made }
}

function messagesOf({ instructions, input }: Body): readonly Body[] | WireError {
  const items: readonly unknown[] | undefined =
    typeof input === 'string' ? [{ role: 'user', content: input }] : Array.isArray(input) ? input : undefined
  if (items === undefined || items.length === 0)
    return invalid('input', '`input` must be a string or a list of at least one item.')
  const messages: Body[] = typeof instructions === 'string' ? [{ role: 'system', content: instructions }] : []
  for (const [index, given] of items.entries()) {
    const item = objectOr(given)
    const type = item['type'] ?? 'message'
    if (type === 'message') messages.push({ role: item['role'], content: item['content'] })
    else if (type === 'function_call') addCall(messages, item)
    else if (type === 'function_call_output')
      messages.push({ role: 'tool', tool_call_id: item['call_id'], content: textOf(item['output']) })
    else if (type !== 'reasoning')
      return invalid(`input[${index}].type`, `Items of the type \`${stringOr(type)}\` are not supported.`)
  }
  return messages
}

/** Calls of one answer stand in one message. */
function addCall(messages: Body[], { call_id: id, name, arguments: given }: Body): void {
  const call = { id, type: 'function', function: { name, arguments: given } }
  const last = messages.at(-1)
  if (last?.['role'] === 'assistant')
    messages[messages.length - 1] = {
      ...last,
      tool_calls: [...((last['tool_calls'] ?? []) as readonly unknown[]), call],
    }
  else messages.push({ role: 'assistant', content: '', tool_calls: [call] })
}
