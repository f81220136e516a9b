import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { KaojuError } from '#runtime'
import { checkConfig, readConfigFile, type ConfigFile } from './config-file.ts'
import { defaultHome } from './home.ts'

/** The steps of the one dial, from least to most work. */
export const efforts = ['glance', 'quick', 'standard', 'deep', 'exhaustive'] as const

/** The file that may lie in the folder where a command is run: what holds for one project. */
export const projectFile = 'kaoju.json'

/** What a run may spend; absent: no limit of that kind. */
export interface BudgetSettings {
  /** US dollars. */
  readonly budget?: number
  readonly maxTokens?: number
  readonly maxCalls?: number
  /** Milliseconds. */
  readonly maxTime?: number
}

/** What the user asked for, from all the places in which it can be asked. */
export interface Settings extends BudgetSettings {
  readonly home: string
  readonly homeFrom: 'flag' | 'environment' | 'default'
  readonly effort: (typeof efforts)[number]
  /** The report's language; `auto` follows the question. */
  readonly lang: 'en' | 'zh' | 'auto'
  readonly maxFileBytes: number
  /** Absent: as the models allow. */
  readonly strategy?: string
}

/** The flags that settings come from; all others belong to their command. Numbers are flags that were parsed already. */
export interface SettingFlags {
  readonly home?: string
  readonly effort?: string
  readonly lang?: string
  readonly maxFileSize?: string
  readonly budget?: string | number
  readonly maxTokens?: string | number
  readonly maxCalls?: string | number
  /** As a number: milliseconds. */
  readonly maxTime?: string | number
  readonly strategy?: string
}

const size = z
  .string()
  .regex(/^\d+(\.\d+)?\s*([kmg]i?b?|b)?$/i, '= 500MB | 2GB')
  .transform(bytesOf)
  .refine((bytes) => bytes >= 1, '> 0')

const dollars = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\$?\d{1,7}(\.\d+)?$/)
      .transform((text) => Number(text.replace('$', ''))),
  ])
  .refine((usd) => Number.isFinite(usd) && usd >= 0 && usd < 1e7, '= 2.50 (USD, ≥ 0)')

const count = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,12}[km]?$/i)
      .transform(countOf),
  ])
  .refine((number) => Number.isInteger(number) && number >= 0, '= 200000 | 200k (≥ 0)')

const time = z
  .union([
    z.number().transform((seconds) => seconds * 1_000),
    z
      .string()
      .regex(/^(?=\d)(\d{1,3}h)?(\d{1,4}m)?(\d{1,6}s?)?$/i)
      .transform(millisecondsOf),
  ])
  .refine((milliseconds) => Number.isFinite(milliseconds) && milliseconds > 0, '= 90s | 10m | 1h30m (> 0)')

const fields = {
  effort: z.enum(efforts).optional(),
  lang: z.enum(['en', 'zh', 'auto']).optional(),
  maxFileSize: size.optional(),
  budget: dollars.optional(),
  maxTokens: count.optional(),
  maxCalls: count.optional(),
  maxTime: time.optional(),
  strategy: z
    .string()
    .regex(/^[a-z][a-z\d-]*$/)
    .optional(),
}
const schema = z.strictObject(fields)
/** `models` and `web` have readers of their own (`models-section.ts`, `web-section.ts`), which commands without them never load. */
const fileSchema = z.strictObject({
  ...fields,
  models: z.unknown().optional(),
  web: z.unknown().optional(),
})

type Parsed = z.output<typeof schema>

/**
 * Reads the settings once: flags win over the environment (`KAOJU_HOME`, `KAOJU_EFFORT`, `KAOJU_LANG`,
 * `KAOJU_MAX_FILE_SIZE`, `KAOJU_BUDGET`, `KAOJU_MAX_TOKENS`, `KAOJU_MAX_CALLS`, `KAOJU_MAX_TIME`,
 * `KAOJU_STRATEGY`), the environment over `kaoju.json` in the folder where the command is run, that over
 * `config.json` in the home, that over the defaults.
 *
 * @param damaged `ignored`: a file that cannot be read counts as absent, for commands that mend it
 * @throws KaojuError `option-invalid` (flag, environment), `config-invalid`, `config-field-unknown` (file)
 */
export function readSettings(
  flags: SettingFlags,
  environment: Readonly<NodeJS.ProcessEnv>,
  folder = process.cwd(),
  damaged: 'refused' | 'ignored' = 'refused',
): Settings {
  const place = homeOf(flags, environment)
  const layers = [fromFlags(flags), fromEnvironment(environment), ...fromFiles(place.home, folder, damaged)]
  const merged: Parsed = Object.assign({}, ...layers.toReversed())
  const { maxFileSize, effort = 'standard', lang = 'auto', ...rest } = merged
  return { ...place, effort, lang, maxFileBytes: maxFileSize ?? 256 * 2 ** 20, ...rest }
}

/** The two configuration files, where they exist. @throws KaojuError `config-invalid`, `path-unreadable` */
export function readConfigFiles(
  home: string,
  folder = process.cwd(),
): { readonly home?: ConfigFile; readonly project?: ConfigFile } {
  const own = readConfigFile(join(home, 'config.json'))
  const project = readConfigFile(join(folder, projectFile))
  return { ...(own ? { home: own } : {}), ...(project ? { project } : {}) }
}

function fromFlags(flags: SettingFlags): Parsed {
  const { effort, lang, maxFileSize, budget, maxTokens, maxCalls, strategy, maxTime } = flags
  // A number is milliseconds already; text is read here.
  const parsed = parseNamed(
    {
      effort,
      lang,
      maxFileSize,
      budget,
      maxTokens,
      maxCalls,
      strategy,
      ...(typeof maxTime === 'string' ? { maxTime } : {}),
    },
    flagNames,
  )
  return typeof maxTime === 'number' ? { ...parsed, maxTime } : parsed
}

function fromEnvironment(environment: Readonly<NodeJS.ProcessEnv>): Parsed {
  const values = Object.entries(variableNames).map(([name, variable]) => [
    name,
    environment[variable]?.trim() || undefined,
  ])
  return parseNamed(Object.fromEntries(values) as Record<string, string | undefined>, variableNames)
}

function fromFiles(home: string, folder: string, damaged: 'refused' | 'ignored'): Parsed[] {
  try {
    const files = readConfigFiles(home, folder)
    return [fromFile(files.project), fromFile(files.home)]
  } catch (error) {
    if (damaged === 'refused') throw error
    return []
  }
}

/** The settings of one file, checked; `models` and `web` apart. @throws KaojuError `config-invalid`, `config-field-unknown` */
export function fromFile(file: ConfigFile | undefined): Parsed {
  if (!file) return {}
  const {
    models: _models,
    web: _web,
    ...rest
  } = checkConfig(fileSchema, file.value, file.path, () => [...Object.keys(fields), 'models', 'web'])
  return rest
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

const flagNames = {
  effort: '--effort',
  lang: '--lang',
  maxFileSize: '--max-file-size',
  budget: '--budget',
  maxTokens: '--max-tokens',
  maxCalls: '--max-calls',
  maxTime: '--max-time',
  strategy: '--strategy',
} as const

/** The environment's names of the settings. */
export const variableNames = {
  effort: 'KAOJU_EFFORT',
  lang: 'KAOJU_LANG',
  maxFileSize: 'KAOJU_MAX_FILE_SIZE',
  budget: 'KAOJU_BUDGET',
  maxTokens: 'KAOJU_MAX_TOKENS',
  maxCalls: 'KAOJU_MAX_CALLS',
  maxTime: 'KAOJU_MAX_TIME',
  strategy: 'KAOJU_STRATEGY',
} as const

function parseNamed(
  values: Readonly<Record<string, string | number | undefined>>,
  names: typeof flagNames | typeof variableNames,
): Parsed {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const field = issue.path[0] as keyof typeof names
  throw new KaojuError('option-invalid', { option: names[field], reason: reasonOf(issue, field) })
}

/** What a setting looks like, for those whose shapes are several. */
function reasonOf(issue: z.core.$ZodIssue, field: keyof typeof flagNames): string {
  if (issue.code !== 'invalid_union') return issue.message
  return field === 'budget'
    ? '= 2.50 (USD, ≥ 0)'
    : field === 'maxTime'
      ? '= 90s | 10m | 1h30m (> 0)'
      : '= 200000 | 200k (≥ 0)'
}

function bytesOf(text: string): number {
  const [, number, unit = ''] = /^([\d.]+)\s*([kmg]?)/i.exec(text)!
  return Math.floor(Number(number) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase()))
}

function countOf(text: string): number {
  const [, number, unit = ''] = /^(\d+)([km]?)$/i.exec(text)!
  return Number(number) * 1_000 ** ['', 'k', 'm'].indexOf(unit.toLowerCase())
}

/** `1h30m`, `10m`, `90s`; a bare number is seconds. */
function millisecondsOf(text: string): number {
  const [, hours = 0, minutes = 0, seconds = 0] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/i.exec(text)!
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1_000
}
