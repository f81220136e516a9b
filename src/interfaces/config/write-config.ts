import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { KaojuError, toKaojuError } from '#runtime'

/** What is written of the models; everything else in the file stays. */
export interface ModelsToWrite {
  readonly roles: Readonly<Record<string, string | readonly string[]>>
  readonly providers: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/**
 * Writes who thinks into `config.json`: a new file beside it, on disk before it takes the old one's place, readable
 * by its owner only. Fields that it does not know stay as they are; a file that is no JSON object is kept aside.
 *
 * @returns where the old file was put, if it could not be read
 * @throws KaojuError `home-unwritable`, `disk-full`
 */
export function writeConfig(path: string, models: ModelsToWrite, now: number): { readonly backup?: string } {
  try {
    mkdirSync(dirname(path), { recursive: true })
    const { value, invalid } = readRaw(path)
    const backup = invalid
      ? `${path}.invalid-${new Date(now).toISOString().replace(/\D/g, '').slice(0, 14)}`
      : undefined
    if (backup !== undefined) renameSync(path, backup)
    replaceFile(path, `${JSON.stringify(merge(value, models), undefined, 2)}\n`)
    return backup === undefined ? {} : { backup }
  } catch (error) {
    const known = toKaojuError(error, path)
    if (known.code === 'disk-full') throw known
    const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    throw new KaojuError('home-unwritable', { home: path, reason }, { cause: error })
  }
}

type Fields = Readonly<Record<string, unknown>>

function readRaw(path: string): { readonly value: Fields; readonly invalid: boolean } {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { value: {}, invalid: false }
    throw error
  }
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    return isFields(value) ? { value, invalid: false } : { value: {}, invalid: true }
  } catch {
    // The old text is kept beside the new one.
    return { value: {}, invalid: true }
  }
}

function merge(value: Fields, { roles, providers }: ModelsToWrite): Fields {
  const models = fieldsOf(value['models'])
  const { default: _default, ...kept } = models
  const before = fieldsOf(models['providers'])
  const merged = Object.entries(providers).map(([id, entry]) => {
    // A key and the name of a variable exclude each other.
    const { key: _key, keyFrom: _keyFrom, ...rest } = fieldsOf(before[id])
    const keyed = 'key' in entry || 'keyFrom' in entry
    return [id, { ...(keyed ? rest : fieldsOf(before[id])), ...entry }]
  })
  const allProviders = { ...before, ...(Object.fromEntries(merged) as Fields) }
  return {
    ...value,
    models: {
      ...kept,
      roles,
      ...(Object.keys(allProviders).length > 0 ? { providers: allProviders } : {}),
    },
  }
}

function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {}
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function replaceFile(path: string, text: string): void {
  const temporary = `${path}.new-${process.pid}`
  try {
    const file = openSync(temporary, 'wx', 0o600)
    try {
      writeSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
