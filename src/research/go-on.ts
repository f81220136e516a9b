import type { Context } from '#runtime'

/**
 * Whether the run goes on to further work, decided once: a stop that came is recorded, so that a resumed or
 * replayed run takes the same turn.
 *
 * @throws what the context was aborted with: leaving at once is no decision of the run
 */
export async function goesOn(path: string, context: Context): Promise<boolean> {
  return await context.observe(path, {}, () => {
    context.abort.throwIfAborted()
    return !context.stop.aborted
  })
}
