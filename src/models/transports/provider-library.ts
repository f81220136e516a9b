import { registerHooks } from 'node:module'

/**
 * Loads a provider's library when it is first needed.
 *
 * Run from its sources, Kaoju resolves its rooms by the condition `source`. `eventsource-parser`, which the
 * libraries use, has the same condition for its own TypeScript, which Node does not run inside node_modules: while
 * a library loads, packages do not see the condition.
 */
export async function loadLibrary<T>(load: () => Promise<T>): Promise<T> {
  if (!import.meta.url.endsWith('.ts')) return load()
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, {
        ...context,
        ...(context.parentURL?.includes('/node_modules/')
          ? { conditions: context.conditions.filter((each) => each !== 'source') }
          : {}),
      }),
  })
  try {
    return await load()
  } finally {
    hooks.deregister()
  }
}
