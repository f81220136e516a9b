import { inspect } from 'node:util'
import type { CallToolResult } from '@modelcontextprotocol/server'
import { explain, KaojuError, toKaojuError } from '#runtime'

/**
 * Answers a call of a tool; what goes wrong is told to the client in one line, as the tool's own result, so that a model
 * can mend its call.
 */
export async function answer(work: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await work()
  } catch (error) {
    return { content: [{ type: 'text', text: explain(toldOf(error), 'en') }], isError: true }
  }
}

/** A defect is written to the log of whoever runs the server; its reason and its paths are nobody else's business. */
function toldOf(error: unknown): KaojuError {
  const known = toKaojuError(error)
  const inside = ['internal', 'path-missing', 'path-unreadable'].includes(known.code)
  if (!inside || (error instanceof KaojuError && known.code !== 'internal')) return known
  process.stderr.write(`mcp: ${inspect(error)}\n`)
  return new KaojuError('internal', { reason: 'the log of the server says more' }, { cause: error })
}

/** The same value twice: for clients that read structured content, and for those that read text. */
export function asJson(value: Readonly<Record<string, unknown>>): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(value) }], structuredContent: value }
}
