import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { KaojuError, toKaojuError } from '#runtime'
import { defaultHome } from './home.ts'

/** The steps of the one dial, from least to most work. */
export const efforts = ['glance', 'quick', 'standard', 'deep', 'exhaustive'] as const

/** What the user asked for, from all the places in which it can be asked. */
export interface Settings {
  readonly home: string
  readonly homeFrom: 'flag' | 'environment' | 'default'
  readonly effort: (typeof efforts)[number]
  /** The report's language; `auto` follows the question. */
  readonly lang: 'en' | 'zh' | 'auto'
  readonly maxFileBytes: number
}

/** The flags that settings come from; all others belong to their command. */
export interface SettingFlags {
  readonly home?: string
  readonly effort?: string
  readonly lang?: string
  readonly maxFileSize?: string
}

const size = z
  .string()
  .regex(/^\d+(\.\d+)?\s*([kmg]i?b?|b)?$/i, '= 500MB | 2GB')
  .transform(bytesOf)
  .refine((bytes) => bytes >= 1, '> 0')

const schema = z.strictObject({
  effort: z.enum(efforts).optional(),
  lang: z.enum(['en', 'zh', 'auto']).optional(),
  maxFileSize: size.optional(),
})

/**
 * Reads the settings once: flags win over environment (`KAOJU_HOME`, `KAOJU_EFFORT`, `KAOJU_LANG`,
 * `KAOJU_MAX_FILE_SIZE`), environment over `config.json` in the home, that over the defaults.
 *
 * @throws KaojuError `option-invalid` (flag, environment), `config-invalid` (file)
 */
export function readSettings(flags: SettingFlags, environment: Readonly<NodeJS.ProcessEnv>): Settings {
  const place = homeOf(flags, environment)
  const fromFlags = parseNamed(
    { effort: flags.effort, lang: flags.lang, maxFileSize: flags.maxFileSize },
    flagNames,
  )
  const fromEnvironment = parseNamed(
    {
      effort: environment['KAOJU_EFFORT'] || undefined,
      lang: environment['KAOJU_LANG'] || undefined,
      maxFileSize: environment['KAOJU_MAX_FILE_SIZE'] || undefined,
    },
    variableNames,
  )
  const fromFile = readConfigFile(join(place.home, 'config.json'))
  return {
    ...place,
    effort: fromFlags.effort ?? fromEnvironment.effort ?? fromFile.effort ?? 'standard',
    lang: fromFlags.lang ?? fromEnvironment.lang ?? fromFile.lang ?? 'auto',
    maxFileBytes:
      fromFlags.maxFileSize ?? fromEnvironment.maxFileSize ?? fromFile.maxFileSize ?? 256 * 2 ** 20,
  }
}

function homeOf(
  flags: SettingFlags,
  environment: Readonly<NodeJS.ProcessEnv>,
): Pick<Settings, 'home' | 'homeFrom'> {
  if (flags.home === '')
    throw new KaojuError('option-invalid', { option: '--home', reason: 'needs a folder' })
  if (flags.home) return { home: resolve(flags.home), homeFrom: 'flag' }
  if (environment['KAOJU_HOME']) return { home: resolve(environment['KAOJU_HOME']), homeFrom: 'environment' }
  return { home: defaultHome(environment, process.platform, homedir()), homeFrom: 'default' }
}

const flagNames = { effort: '--effort', lang: '--lang', maxFileSize: '--max-file-size' } as const
const variableNames = {
  effort: 'KAOJU_EFFORT',
  lang: 'KAOJU_LANG',
  maxFileSize: 'KAOJU_MAX_FILE_SIZE',
} as const

function parseNamed(
  values: Readonly<Record<string, string | undefined>>,
  names: typeof flagNames | typeof variableNames,
): z.output<typeof schema> {
  const result = schema.safeParse(values)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const name = names[issue.path[0] as keyof typeof names]
  throw new KaojuError('option-invalid', { option: name, reason: issue.message })
}

function readConfigFile(path: string): z.output<typeof schema> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return {}
    throw toKaojuError(error, path)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new KaojuError('config-invalid', { path, reason: (error as Error).message }, { cause: error })
  }
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  throw new KaojuError('config-invalid', {
    path,
    reason: `${issue.path.join('.') || 'config'}: ${issue.message}`,
  })
}

function bytesOf(text: string): number {
  const [, number, unit = ''] = /^([\d.]+)\s*([kmg]?)/i.exec(text)!
  return Math.floor(Number(number) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase()))
}
