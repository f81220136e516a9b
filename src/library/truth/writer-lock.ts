import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { KaojuError, isSqliteError } from '#runtime'

/** Held while a process writes to a home. */
export interface WriterLock {
  release(): void
}

/**
 * Takes the home for writing: an exclusive SQLite lock on a file that holds nothing, which the kernel drops
 * when its process dies, however it dies, so that nothing has ever to be cleaned up. Beside it the holder
 * leaves its process id, for the message only.
 *
 * @throws KaojuError `home-busy`
 */
export function takeWriterLock(home: string): WriterLock {
  const database = new DatabaseSync(join(home, 'writer.lock'), { timeout: 0 })
  const note = join(home, 'writer.pid')
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (isSqliteError(error) && (error.errcode & 0xff) === 5)
      throw new KaojuError('home-busy', { home, pid: readNote(note) }, { cause: error })
    throw error
  }
  try {
    writeFileSync(note, `${process.pid}\n`)
  } catch (error) {
    database.close()
    throw error
  }
  return {
    release() {
      rmSync(note, { force: true })
      database.close()
    },
  }
}

function readNote(note: string): string {
  try {
    return readFileSync(note, 'utf8').trim() || '?'
  } catch {
    return '?'
  }
}
