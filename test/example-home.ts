import { cpSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createContext } from '#runtime'
import { addPaths, openLibrary } from '#library'
import { exampleHomePlace } from './example-home-setup.ts'

/** The documents of the repository's example. */
export const exampleLibrary = join(import.meta.dirname, '../examples/library')

/**
 * Makes `home` one that has read `examples/library`: adding that folder to it then reads nothing. The first test file
 * that asks makes it, for all; reading takes seconds, copying does not.
 */
export async function copyExampleHome(home: string): Promise<void> {
  const place = exampleHomePlace(process.ppid)
  if (!existsSync(place)) await makeOnce(place)
  cpSync(place, home, { recursive: true })
}

async function makeOnce(place: string): Promise<void> {
  try {
    mkdirSync(`${place}.part`)
  } catch {
    // Another worker is at it.
    for (let waited = 0; !existsSync(place); waited += 50) {
      if (waited > 60_000) throw new Error(`${place} does not come`)
      await sleep(50)
    }
    return
  }
  const { context } = createContext()
  const made = await openLibrary({ home: `${place}.part`, mode: 'write' }, context)
  const { failed } = await addPaths(made, [exampleLibrary], {}, context)
  await made.close()
  if (failed.length > 0) throw new Error(`${failed.length} files of ${exampleLibrary} could not be read`)
  renameSync(`${place}.part`, place)
}
