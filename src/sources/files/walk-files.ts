import { lstat, opendir, realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { KaojuError, toKaojuError } from '#runtime'

/** A file that was seen, and what tells whether it changed. */
export interface FoundFile {
  readonly path: string
  /** `file:///…` of the absolute path as given (links are not resolved, so that a place keeps its name). */
  readonly uri: string
  readonly name: string
  readonly size: number
  /** Milliseconds since the epoch. */
  readonly modified: number
}

/** A path that could not be entered; the walk goes on. */
export interface WalkFailure {
  readonly uri: string
  readonly error: KaojuError
}

/** What was found below the given paths, in code-unit order. */
export interface Walk {
  readonly files: readonly FoundFile[]
  readonly failures: readonly WalkFailure[]
  /** The folders that were walked, as `file:///…/`: what is missing below them is missing. */
  readonly folders: readonly string[]
}

/** What is no one's document: version control, dependencies, editors' and systems' droppings, terms of use. */
const skipped =
  /^(?:\..*|node_modules|__pycache__|Thumbs\.db|~\$.*|(?:licen[cs]es?|copying|notice)(?:[.-][\w.-]+)?)$/i

/**
 * Finds the files below the given paths, in code-unit order of their paths, each once.
 *
 * 1. A path the user named is entered whatever its name; hidden entries and licences below it are not.
 * 2. Symbolic links are followed; a folder that was already entered by its real path is not entered again,
 *    so that cycles end.
 * 3. Special files (sockets, pipes, devices) are never opened.
 *
 * @throws KaojuError `path-missing`, `path-unreadable` when a path that was named cannot be entered
 */
export async function walkFiles(paths: readonly string[], avoid: readonly string[] = []): Promise<Walk> {
  const files = new Map<string, FoundFile>()
  const failures: WalkFailure[] = []
  const folders: string[] = []
  const entered = new Set(await Promise.all(avoid.map((path) => realpath(path).catch(() => resolve(path)))))

  const visit = async (path: string, named: boolean): Promise<void> => {
    const uri = pathToFileURL(path).href
    try {
      const found = await stat(path)
      if (found.isDirectory()) {
        const real = await realpath(path)
        if (entered.has(real)) return
        entered.add(real)
        if (named) folders.push(`${uri}/`)
        const names: string[] = []
        for await (const entry of await opendir(path)) if (!skipped.test(entry.name)) names.push(entry.name)
        for (const name of names.sort()) await visit(join(path, name), false)
      } else if (found.isFile()) {
        const name = path
          .slice(path.lastIndexOf('/') + 1)
          .split('\\')
          .pop()!
        files.set(uri, { path, uri, name, size: found.size, modified: Math.floor(found.mtimeMs) })
      }
    } catch (error) {
      const known = await nameFailure(error, path)
      if (named) throw known
      failures.push({ uri, error: known })
    }
  }
  for (const path of paths) await visit(resolve(path), true)
  return { files: [...files.values()], failures, folders }
}

/** A link that leads nowhere or in a circle is unreadable, not missing: it can be seen. */
async function nameFailure(error: unknown, path: string): Promise<KaojuError> {
  const code = (error as NodeJS.ErrnoException).code
  const link = await lstat(path).then(
    (entry) => entry.isSymbolicLink(),
    () => false,
  )
  if (code === 'ELOOP' || (code === 'ENOENT' && link))
    return new KaojuError('path-unreadable', {
      path,
      reason: code === 'ELOOP' ? 'a circle of links' : 'a broken link',
    })
  return toKaojuError(error, path)
}
