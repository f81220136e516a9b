import { KaojuError } from '#runtime'
import { roles, type Role } from '#models'
import type { ConfigFile } from './config-file.ts'
import { finding, type Finding } from './findings.ts'
import type { ModelsSection } from './models-section.ts'
import { isNear, nearest } from './nearest.ts'
import type { Source } from './provider-setup.ts'
import { variableNames } from './settings.ts'
import { webVariables } from './web-section.ts'

/** The flags that say who thinks; `model: false` is `--no-model`. */
export interface ModelFlags {
  readonly model?: string | false
  /** `role=provider/name`, several in one text with commas or as several texts. */
  readonly models?: string | readonly string[]
}

/** Models that somebody named for a role, the first before those that stand in for it. */
export interface Wish {
  readonly role: Role
  readonly models: readonly string[]
  /** Where it was said. */
  readonly from: string
}

/** What was asked for, level by level. */
export interface Wishes {
  /** Set: nobody shall think, and who said so. */
  readonly none?: string
  readonly wishes: readonly Wish[]
  readonly sources: readonly Source[]
  readonly findings: readonly Finding[]
}

/** One level of precedence: models for roles, and one for all roles that talk. */
interface Level {
  readonly roles: ReadonlyMap<Role, { readonly models: readonly string[]; readonly from: string }>
  readonly all?: { readonly models: readonly string[]; readonly from: string }
}

const talking: readonly Role[] = ['planner', 'worker', 'writer', 'judge']

/** Reads what flags, environment and files say, and lets the higher level win role by role. */
export function readWishes(
  environment: Readonly<NodeJS.ProcessEnv>,
  sections: { readonly home: ModelsSection; readonly project: ModelsSection },
  files: { readonly home?: ConfigFile; readonly project?: ConfigFile },
  flags: ModelFlags,
): Wishes {
  const silent = { wishes: [], sources: [], findings: [] }
  if (flags.model === false) return { none: '--no-model', ...silent }
  const levels = [
    levelOfFlags(flags),
    levelOfEnvironment(environment),
    levelOfFile(sections.project, files.project),
    levelOfFile(sections.home, files.home),
  ]
  const findings = misspelled(environment)
  const highest = levels.find((level) => level.all !== undefined || level.roles.size > 0)
  if (highest?.all?.models[0] === 'none') return { none: highest.all.from, ...silent, findings }
  const wishes: Wish[] = []
  const sources: Source[] = []
  for (const role of roles) {
    const said = levels.flatMap((level) => {
      const of = level.roles.get(role) ?? (talking.includes(role) ? level.all : undefined)
      return of ? [of] : []
    })
    const [first, ...rest] = said
    if (!first || first.models[0] === 'none') continue
    wishes.push({ role, ...first })
    sources.push({
      setting: role,
      value: first.models.join(', '),
      from: first.from,
      shadowed: rest.map(({ models, from }) => ({ value: models.join(', '), from })),
    })
  }
  return { wishes, sources, findings: [...findings, ...conflicts(levels[2]!, levels[3]!)] }
}

function levelOfFlags({ model, models }: ModelFlags): Level {
  const texts = (typeof models === 'string' ? [models] : (models ?? [])).flatMap((text) => text.split(','))
  const named = texts.map((text) => text.trim()).filter((text) => text !== '')
  const own = new Map<Role, { models: readonly string[]; from: string }>()
  for (const text of named) {
    const [role, name] = roleAndName(text)
    own.set(role, { models: [...(own.get(role)?.models ?? []), name], from: '--models' })
  }
  if (model !== undefined && model !== false && model.trim() === '')
    throw new KaojuError('option-invalid', { option: '--model', reason: '= provider/name' })
  return { roles: own, ...(model ? { all: { models: [model], from: '--model' } } : {}) }
}

function roleAndName(text: string): [Role, string] {
  const [word = '', ...rest] = text.split('=')
  const name = rest.join('=').trim()
  const role = roles.find((one) => one === word.trim().toLowerCase())
  if (role && name !== '') return [role, name]
  const reason =
    role || rest.length === 0 ? '= writer=provider/name' : `${word.trim()} ≠ ${nearest(word, roles)}`
  throw new KaojuError('option-invalid', { option: '--models', reason })
}

function levelOfEnvironment(environment: Readonly<NodeJS.ProcessEnv>): Level {
  const own = new Map<Role, { models: readonly string[]; from: string }>()
  for (const role of roles) {
    const from = `KAOJU_${role.toUpperCase()}`
    const models = listOf(environment[from])
    if (models.length > 0) own.set(role, { models, from })
  }
  const all = listOf(environment['KAOJU_MODEL'])
  return { roles: own, ...(all.length > 0 ? { all: { models: all, from: 'KAOJU_MODEL' } } : {}) }
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim().replace(/^(["'])(.*)\1$/, '$2'))
    .filter((part) => part !== '')
}

function levelOfFile(section: ModelsSection, file: ConfigFile | undefined): Level {
  const from = file?.path ?? ''
  const own = new Map<Role, { models: readonly string[]; from: string }>()
  for (const role of roles) {
    const models = section.roles?.[role]
    if (models) own.set(role, { models, from })
  }
  return { roles: own, ...(section.default ? { all: { models: section.default, from } } : {}) }
}

/** Where both files name a model for the same, and not the same one. */
function conflicts(project: Level, home: Level): Finding[] {
  const pairs = [
    ...roles.map((role) => [role, project.roles.get(role), home.roles.get(role)] as const),
    ['default', project.all, home.all] as const,
  ]
  return pairs.flatMap(([setting, one, other]) =>
    one && other && one.models.join() !== other.models.join()
      ? [
          finding('config-conflict', {
            first: one.from,
            second: other.from,
            setting: `models.${setting === 'default' ? setting : `roles.${setting}`}`,
            firstValue: one.models.join(', '),
            secondValue: other.models.join(', '),
          }),
        ]
      : [],
  )
}

/** Variables that begin like ours and are none, but near to one. */
function misspelled(environment: Readonly<NodeJS.ProcessEnv>): Finding[] {
  const known = [
    ...Object.values(variableNames),
    ...Object.values(webVariables),
    'KAOJU_HOME',
    'KAOJU_MODEL',
    'KAOJU_API_KEY',
    'KAOJU_BASE_URL',
    ...roles.map((role) => `KAOJU_${role.toUpperCase()}`),
  ]
  return Object.keys(environment).flatMap((variable) => {
    if (!variable.startsWith('KAOJU_') || known.includes(variable)) return []
    const near = nearest(variable, known)!
    return isNear(variable, near) ? [finding('variable-misspelled', { variable, nearest: near })] : []
  })
}
