import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { KaojuError } from '#runtime'
import type { Holding, Library } from '#library'
import type { Command } from '../command.ts'
import { fill } from '../words.ts'

interface Flags {
  readonly purge?: boolean
}

/** `kaoju remove ID|PATH`: unlists what an id, a file or a folder names; `--purge` erases it for good. */
export const remove: Command<Flags> = {
  declare: (declaration, words) => {
    declaration
      .description(words.commands.remove)
      .argument(`<${words.metavar.id}>`, words.arguments.id)
      .option('--purge', words.options.purge)
  },

  run: async ([target = ''], { purge = false }, session) => {
    const library = await session.openLibrary('write')
    const removed: Holding[] = []
    for (const name of await namesOf(target, library))
      removed.push(...(purge ? await library.purge(name) : await library.remove(name)))
    if (removed.length === 0) throw new KaojuError('not-found', { id: target })
    await library.refresh()
    const phrase = purge ? session.words.remove.purged : session.words.remove.removed
    return {
      exit: 0,
      document: { [purge ? 'purged' : 'removed']: removed },
      text: removed
        .map(({ title, document = '' }) => fill(phrase, { title, id: document.slice(0, 10) }))
        .join('\n'),
    }
  },
}

/** What the library calls the thing: a path may be a file that is held, or a folder above some. */
async function namesOf(target: string, library: Library): Promise<string[]> {
  if (/^(d_|e_|[a-zA-Z]+:\/\/)/.test(target)) return [target]
  const uri = pathToFileURL(resolve(target)).href
  const places = (await library.holdings({ all: true }))
    .filter((held) => held.state !== 'purged')
    .map((held) => held.uri)
  if (places.includes(uri)) return [uri]
  const below = places.filter((place) => place.startsWith(`${uri.replace(/\/$/, '')}/`))
  return below.length > 0 ? below : [target]
}
