import { join, resolve } from 'node:path'
import { KaojuError, type Context } from '#runtime'
import { EmbeddedLibrary } from './embedded-library.ts'
import { openIndexKeeper } from './index-keeper.ts'
import type { Library } from './library.ts'
import { openTruth } from './truth/truth.ts'

/** Which home to open, and what for. */
export interface LibraryOptions {
  /** The folder that holds everything; a writer makes it, a reader finds a missing one empty. */
  readonly home: string
  /** Lower-case letters, digits, `.`, `_` and `-`; default `default`. */
  readonly workspace?: string
  /** One process at a time writes to a home; readers are not disturbed. */
  readonly mode: 'write' | 'read'
}

/**
 * Opens the embedded library: one SQLite file, blobs and a lexical index in one folder. The index is brought
 * up to date with the truth before this returns, whatever happened to the process that wrote last.
 *
 * @throws KaojuError `home-busy`, `home-newer`, `home-damaged`, `home-unwritable`, `disk-full`, `option-invalid`
 */
export async function openLibrary(options: LibraryOptions, context: Context): Promise<Library> {
  const home = resolve(options.home)
  const workspace = options.workspace ?? 'default'
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(workspace))
    throw new KaojuError('option-invalid', { option: 'workspace', reason: `${workspace} is not a name` })
  const { mode } = options
  const folder = join(home, 'index', workspace)
  const opening = openTruth({ home, workspace, mode })
  try {
    const index = await openIndexKeeper({ folder, mode }, opening, context)
    return new EmbeddedLibrary({ home, workspace, mode, folder }, await opening, index)
  } catch (error) {
    await opening.then(
      (truth) => truth.close(),
      () => undefined,
    )
    throw error
  }
}
