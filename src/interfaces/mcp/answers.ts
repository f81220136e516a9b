import type { CallToolResult } from '@modelcontextprotocol/server'
import { explain } from '#runtime'

/**
 * Answers a call of a tool; what goes wrong is told to the client in one line, as the tool's own result, so that a model
 * can mend its call.
 */
export async function answer(work: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await work()
  } catch (error) {
    return { content: [{ type: 'text', text: explain(error, 'en') }], isError: true }
  }
}

/** The same value twice: for clients that read structured content, and for those that read text. */
export function asJson(value: Readonly<Record<string, unknown>>): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(value) }], structuredContent: value }
}
