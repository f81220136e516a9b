import { z } from 'zod'
import { isProfileName, profileNames, roles } from '#models'
import { checkConfig, type ConfigFile } from './config-file.ts'

const reference = z.string().trim().min(1, 'must name a model: provider/name')
const references = z.union([reference.transform((one) => [one]), z.array(reference).min(1)])
const positive = z.number().finite().int().positive('must be a whole number above 0')
const money = z.number().finite().nonnegative('must not be negative')

const protocols = [
  'openai',
  'openai-responses',
  'anthropic',
  'google',
  'rerank',
  'local',
  'scripted',
] as const
const abilities = [
  'json-schema',
  'tools',
  'json-mode',
  'logprobs',
  'stream-usage',
  'streaming',
  'seed',
] as const

const provider = z.strictObject({
  protocol: z.enum(protocols).optional(),
  baseUrl: z.string().min(1).optional(),
  key: z.string().optional(),
  keyFrom: z
    .string()
    .regex(/^[A-Za-z_]\w*$/, 'must be the name of an environment variable, not a key')
    .optional(),
  apiVersion: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  concurrency: positive.max(256).optional(),
})

const details = z.strictObject({
  knownAs: z.string().optional(),
  contextWindow: positive.min(512, 'must be at least 512 tokens').optional(),
  maxOutput: positive.optional(),
  price: z.strictObject({ input: money, output: money, cachedInput: money.optional() }).optional(),
  profile: z
    .string()
    .refine(isProfileName, `must be one of ${profileNames.join(', ')}`)
    .optional(),
  vision: z.boolean().optional(),
  lacks: z.array(z.enum(abilities)).optional(),
  dimensions: positive.optional(),
  concurrency: positive.max(256).optional(),
})

const byRole = z.strictObject(Object.fromEntries(roles.map((role) => [role, references.optional()])))

const section = z.strictObject({
  default: references.optional(),
  roles: byRole.optional(),
  providers: z.record(z.string().regex(/^[a-z][\w-]*$/i, 'must be a word'), provider).optional(),
  details: z.record(z.string(), details).optional(),
})

/** The `models` section of a configuration file. */
export type ModelsSection = z.output<typeof section>
/** What the file says of a provider. */
export type ProviderEntry = z.output<typeof provider>
/** What the file says of a model. */
export type ModelDetails = z.output<typeof details>

/** The fields that may stand at a place, to guess what was meant. */
function fieldsAt(place: readonly PropertyKey[]): readonly string[] {
  const [, part, , inner] = place
  switch (part) {
    case 'roles':
      return roles
    case 'providers':
      return Object.keys(provider.shape)
    case 'details':
      return inner === 'price' ? ['input', 'output', 'cachedInput'] : Object.keys(details.shape)
    default:
      return Object.keys(section.shape)
  }
}

/** The checked `models` section of a file. @throws KaojuError `config-invalid`, `config-field-unknown` */
export function modelsSection(file: ConfigFile | undefined): ModelsSection {
  const value = file?.value['models']
  if (!file || value === undefined) return {}
  return checkConfig(section, value, file.path, fieldsAt, 'models')
}
