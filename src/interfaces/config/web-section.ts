import { z } from 'zod'
import { checkConfig, type ConfigFile } from './config-file.ts'

/** The environment's names of what the section says. */
export const webVariables = {
  scope: 'KAOJU_WEB_SCOPE',
  engines: 'KAOJU_SEARCH',
  allow: 'KAOJU_WEB_ALLOW',
  chromium: 'KAOJU_CHROMIUM',
} as const

const variable = z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of an environment variable')
const tools = {
  search: z.string().min(1).optional(),
  fetch: z.string().min(1).optional(),
  /** Those that a model may call. */
  tools: z.array(z.string().min(1)).max(50).optional(),
}

const server = z.union([
  z.strictObject({
    command: z.string().min(1),
    args: z.array(z.string()).optional(),
    environment: z.array(variable).optional(),
    arguments: z.record(z.string(), z.unknown()).optional(),
    ...tools,
  }),
  z.strictObject({
    url: z.url({ protocol: /^https?$/ }),
    tokenVariable: variable.optional(),
    arguments: z.record(z.string(), z.unknown()).optional(),
    ...tools,
  }),
])

const engine = z.strictObject({
  baseUrl: z.string().min(1).optional(),
  key: z.string().optional(),
  keyFrom: variable.optional(),
})

const scopes = ['auto', 'offline', 'configured-only', 'web'] as const

const section = z.strictObject({
  scope: z.enum(scopes).optional(),
  /** The engines that are asked; absent: those that are set up, and those that need nothing. */
  engines: z.array(z.string().min(1)).optional(),
  allow: z.array(z.string().min(1)).optional(),
  sendsPrivate: z.boolean().optional(),
  browser: z.boolean().optional(),
  search: z.record(z.string(), engine).optional(),
  mcp: z.record(z.string().regex(/^[a-z][\w-]{0,40}$/i, 'must be a word'), server).optional(),
})

/** What a folder's file may say: a stranger's folder opens nothing, spawns nothing and names no address. */
const folderSection = z.strictObject({
  scope: z.enum(['auto', 'offline', 'configured-only']).optional(),
  engines: z.array(z.string().min(1)).optional(),
})

/** The `web` section of the home's configuration file. */
export type WebSection = z.output<typeof section>

function fieldsAt(place: readonly PropertyKey[]): readonly string[] {
  if (place[1] === 'search') return Object.keys(engine.shape)
  if (place[1] === 'mcp')
    return ['command', 'args', 'environment', 'url', 'tokenVariable', 'arguments', 'search', 'fetch', 'tools']
  return Object.keys(section.shape)
}

/** The checked `web` section of the home's file. @throws KaojuError `config-invalid`, `config-field-unknown` */
export function webSection(file: ConfigFile | undefined): WebSection {
  const value = file?.value['web']
  return !file || value === undefined ? {} : checkConfig(section, value, file.path, fieldsAt, 'web')
}

/** The checked `web` section of the folder's file. @throws KaojuError `config-invalid`, `config-field-unknown` */
export function folderWebSection(file: ConfigFile | undefined): Pick<WebSection, 'scope' | 'engines'> {
  const value = file?.value['web']
  if (!file || value === undefined) return {}
  return checkConfig(folderSection, value, file.path, () => Object.keys(folderSection.shape), 'web')
}
