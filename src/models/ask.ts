import { KaojuError, toKaojuError, type Context } from '#runtime'
import type { Chat } from './chat.ts'
import type { ItemListener } from './item-listener.ts'
import { ItemFeed } from './ladder/item-feed.ts'
import type { Prompt, Thought } from './prompt.ts'
import { isOfTheRun, Ladder } from './ladder/ladder.ts'

/**
 * Asks for a structured answer down the ladder: native schema, tool call, JSON mode, extraction, repair, line
 * form, then the fallback models, then the classical twin. A run never fails because a model did.
 *
 * 1. One call, in the best form that the model takes; all that can be mended in code is mended without another.
 * 2. At most three paid answers from one model: the question, once again with what was wrong, once in line form
 *    (from a fallback model two). A form that an endpoint refuses is learned once a run and not tried again.
 * 3. Paid calls are named `<prompt>`, `<prompt>/without-<form>`, `<prompt>/again`, `<prompt>/lines`, and the same
 *    below `<prompt>/by-<model>` for fallback models; a context path takes a prompt once.
 * 4. What speaks of the run (`aborted`, `run-lost`, `replay-missing`, a full disk, a damaged journal, a path used
 *    twice) is thrown; every other failure ends in the twin, and each change of hands is a `fallback` event.
 *
 * @param twin what code would answer; called only when no model gave a usable answer; what it throws is thrown
 */
export async function ask<T>(
  prompt: Prompt<T>,
  chat: Chat | undefined,
  twin: () => T | Promise<T>,
  context: Context,
): Promise<Thought<T>> {
  return await climb(prompt, chat, twin, undefined, context)
}

/**
 * As `ask`, of which it is the same step, with the items of one list of the answer handed over while it is still
 * being written, so that work on them need not wait for the rest; `ItemListener` says what they are worth.
 *
 * @throws what the listener throws, once the answer has come
 */
export async function askStreaming<T, I>(
  prompt: Prompt<T>,
  chat: Chat | undefined,
  twin: () => T | Promise<T>,
  listener: ItemListener<I>,
  context: Context,
): Promise<Thought<T>> {
  const feed = new ItemFeed(listener)
  try {
    const thought = await climb(prompt, chat, twin, feed, context)
    feed.throwIfFailed()
    return thought
  } finally {
    feed.close()
  }
}

async function climb<T>(
  prompt: Prompt<T>,
  chat: Chat | undefined,
  twin: () => T | Promise<T>,
  feed: ItemFeed<unknown> | undefined,
  context: Context,
): Promise<Thought<T>> {
  const asked = new Set<string>()
  let because: KaojuError | undefined
  for (let model = chat; model;) {
    const { id } = model.spec
    const name = asked.size === 0 ? prompt.name : `${prompt.name}/by-${id}`
    const ladder = new Ladder(prompt, model, name, asked.size === 0, feed, context)
    asked.add(id)
    try {
      return await ladder.climb()
    } catch (error) {
      if (context.abort.aborted || isOfTheRun(error)) throw error
      because = toKaojuError(error)
    }
    const { code, message } = because
    // A run that is stopping makes no more calls, to whatever model.
    const other = code === 'run-stopping' ? undefined : model.fallback
    const next: Chat | undefined = other && !asked.has(other.spec.id) ? other : undefined
    const to = next?.spec.id ?? 'classical'
    context.emit({ type: 'fallback', purpose: prompt.name, from: id, to, code, why: message })
    model = next
  }
  feed?.restart()
  return { value: await twin(), by: 'classical', rung: 'classical', because: because?.code ?? 'models-none' }
}
