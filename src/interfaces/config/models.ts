import {
  canPlay,
  cast,
  kindOf,
  providers,
  roles,
  type Credentials,
  type ModelSpec,
  type ModelsConfiguration,
  type Role,
} from '#models'
import type { ConfigFile } from './config-file.ts'
import { finding, type Finding } from './findings.ts'
import { localPlaces, type FoundServer, type ProbeServers } from './local-servers.ts'
import { readReference } from './model-reference.ts'
import { describeModel } from './model-spec.ts'
import { modelsSection, type ModelsSection } from './models-section.ts'
import { setUpProvider, type Places, type ProviderSetup, type Source } from './provider-setup.ts'
import { readWishes, type ModelFlags, type Wish } from './wishes.ts'

/** The configuration files that were read (`readConfigFiles`). */
export interface ConfigFiles {
  /** `config.json` of the home. */
  readonly home?: ConfigFile
  /** `kaoju.json` of the folder in which the command is run. */
  readonly project?: ConfigFile
}

/** Who thinks, which value won and from where, and what is odd about it. */
export interface ResolvedModels {
  readonly configuration: ModelsConfiguration
  /** One for each role that was named, each key and each address in use. */
  readonly sources: readonly Source[]
  readonly findings: readonly Finding[]
  /** Every provider that is configured, whether it plays a role or not. */
  readonly providers: readonly ProviderSetup[]
  /** What is known of every provider, by id. */
  readonly every: ReadonlyMap<string, ProviderSetup>
}

/**
 * Resolves who thinks, with one precedence for everything:
 *
 * 1. flags (`--models role=provider/name`, `--model`), which `--no-model` silences all;
 * 2. `KAOJU_PLANNER`, `KAOJU_WORKER`, …, `KAOJU_MODEL`;
 * 3. `models` in `kaoju.json` of the folder (roles and details only), then in `config.json` of the home;
 * 4. where 1 to 3 name no model at all: keys and addresses found in the environment, in the table's order;
 * 5. where there are none: Ollama or LM Studio on this machine, if `probe` finds them;
 * 6. nobody: Kaoju works extractively.
 *
 * On one level a role's own model wins over the one for all roles. Whoever is named nowhere is cast by `cast`.
 *
 * @param probe without it, nothing is looked for
 * @throws KaojuError `option-invalid` (flags, environment), `config-invalid`, `config-field-unknown`
 */
export async function resolveModels(
  environment: Readonly<NodeJS.ProcessEnv>,
  configFile: ConfigFiles,
  flags: ModelFlags,
  probe?: ProbeServers,
): Promise<ResolvedModels> {
  const home = modelsSection(configFile.home)
  const project = modelsSection(configFile.project)
  const section: ModelsSection = { ...home, details: { ...home.details, ...project.details } }
  const places: Places = { environment, section, ...(configFile.home ? { home: configFile.home } : {}) }
  const setups = new Map(
    [...new Set([...Object.keys(home.providers ?? {}), ...providers.map(({ id }) => id)])].map((id) => [
      id,
      setUpProvider(id, places),
    ]),
  )
  const found = new Found(places, setups)
  found.note(...fileFindings(configFile, project))
  const wishes = readWishes(environment, { home, project }, configFile, flags)
  if (wishes.none) return found.nobody(wishes.none)
  found.note(...wishes.findings)
  found.sources.push(...wishes.sources)
  if (wishes.wishes.length > 0) for (const wish of wishes.wishes) found.grant(wish)
  else await grantWhatIsThere(found, probe)
  return found.resolved()
}

/** Today's keys for models that a run recorded; one whose provider is no longer configured has none. */
export function credentialsFor(
  specs: readonly ModelSpec[],
  environment: Readonly<NodeJS.ProcessEnv>,
  { home }: ConfigFiles,
): ReadonlyMap<string, Credentials> {
  const places: Places = { environment, section: modelsSection(home), ...(home ? { home } : {}) }
  return new Map(specs.map(({ id, provider }) => [id, setUpProvider(provider, places).credentials]))
}

/** What a file may not do, and who else may read it. */
function fileFindings({ home, project }: ConfigFiles, section: ModelsSection): Finding[] {
  const findings: Finding[] = []
  if (home && (home.mode & 0o077) !== 0 && process.platform !== 'win32' && holdsKey(home))
    findings.push(finding('config-readable-by-others', { path: home.path, mode: home.mode.toString(8) }))
  if (project && section.providers)
    findings.push(
      finding('project-may-not', {
        path: project.path,
        field: 'models.providers',
        home: home?.path ?? 'config.json',
      }),
    )
  return findings
}

function holdsKey(file: ConfigFile): boolean {
  const section = modelsSection(file)
  return Object.values(section.providers ?? {}).some(
    ({ key, headers }) =>
      key !== undefined || Object.keys(headers ?? {}).some((name) => /key|auth|token/i.test(name)),
  )
}

/** What has been found so far: who may play what, with which keys. */
class Found {
  readonly places: Places
  readonly setups: ReadonlyMap<string, ProviderSetup>
  readonly sources: Source[] = []
  readonly #findings: Finding[] = []
  readonly #given = new Map<Role, ModelSpec[]>()
  readonly #used = new Set<string>()

  constructor(places: Places, setups: ReadonlyMap<string, ProviderSetup>) {
    this.places = places
    this.setups = setups
  }

  note(...findings: readonly Finding[]): void {
    for (const one of findings)
      if (!this.#findings.some((other) => JSON.stringify(other) === JSON.stringify(one)))
        this.#findings.push(one)
  }

  configured(): ProviderSetup[] {
    return [...this.setups.values()].filter((setup) => setup.configured)
  }

  /** Lets the models of a wish play its role, where they can. */
  grant({ role, models, from }: Wish): void {
    const known = this.configured().map(({ provider }) => provider.id)
    const described = Object.keys(this.places.section.providers ?? {})
    for (const text of models) {
      const reference = readReference(text, `${from}, ${role}`, known, described)
      if ('code' in reference) this.note(reference)
      else this.play(role, reference.provider, reference.name, `${from}, ${role}`)
    }
  }

  play(role: Role, provider: string, name: string, setting: string, address?: string): void {
    const base = this.setups.get(provider) ?? setUpProvider(provider, this.places)
    const setup = address === undefined ? base : { ...base, baseUrl: address }
    this.#used.add(provider)
    this.note(...setup.findings)
    const details =
      this.places.section.details?.[`${provider}/${name}`] ?? this.places.section.details?.[name] ?? {}
    const { spec, findings } = describeModel(setup, name, details, this.places.environment)
    this.note(...findings)
    if (!spec) return
    const wrong = misplaced(role, spec, setting)
    if (wrong) this.note(wrong)
    else this.#given.set(role, [...(this.#given.get(role) ?? []), spec])
  }

  nobody(from: string): ResolvedModels {
    return {
      configuration: { castings: [], credentials: new Map() },
      sources: [{ setting: 'models', value: 'none', from, shadowed: [] }],
      findings: this.#findings,
      providers: this.configured(),
      every: this.setups,
    }
  }

  resolved(): ResolvedModels {
    const castings = cast(Object.fromEntries(this.#given))
    const specs = castings.flatMap(({ spec, fallbacks }) => [spec, ...fallbacks])
    const credentials = new Map<string, Credentials>()
    for (const spec of specs) {
      const setup = this.setups.get(spec.provider)
      if (setup) credentials.set(spec.id, setup.credentials)
    }
    // Keys that nobody uses may be wrong too: who set them expects them to work.
    for (const { findings } of this.configured()) this.note(...findings)
    for (const setup of this.setups.values())
      this.note(
        ...setup.findings.filter(({ code }) => ['key-empty', 'key-placeholder', 'key-broken'].includes(code)),
      )
    const writer = castings.find(({ role }) => role === 'writer')
    const judge = castings.find(({ role }) => role === 'judge')
    if (judge && judge.spec.id === writer?.spec.id && judge.because !== 'configured')
      this.note(finding('judge-is-writer', { model: judge.spec.id }))
    if (castings.length === 0) this.note(finding('models-none'))
    const keys = this.configured().flatMap(({ sources, provider }) =>
      sources.filter(({ from }) => from !== 'default' || this.#used.has(provider.id)),
    )
    return {
      configuration: { castings, credentials },
      sources: [...this.sources, ...keys],
      findings: this.#findings,
      providers: this.configured(),
      every: this.setups,
    }
  }
}

/** Why a model cannot play a role; undefined: it can. */
function misplaced(role: Role, spec: ModelSpec, setting: string): Finding | undefined {
  if (canPlay(role, spec)) return undefined
  const kind = kindOf(spec)
  const model = spec.id
  if (role === 'embedder' && kind === 'chat')
    return finding('role-embedder-talks', { setting, model, example: embedderOf(spec.provider) })
  if (kind === 'rerank') return finding('role-chat-reranks', { setting, model })
  if (kind === 'embed') return finding('role-chat-mute', { setting, model })
  return finding('role-vision-blind', { setting, model })
}

function embedderOf(provider: string): string {
  const own = providers.find(({ id }) => id === provider)
  if (own?.models?.embedder) return `${provider}/${own.models.embedder}`
  return own?.own ? `${provider}/bge-m3` : 'openai/text-embedding-3-small'
}

/** Levels 4 and 5: keys and addresses in the environment or the file, else servers on this machine. */
async function grantWhatIsThere(found: Found, probe: ProbeServers | undefined): Promise<void> {
  const usable = found.configured().filter(isUsable)
  const able = usable.filter(({ provider, protocol }) => provider.id !== 'jina' && protocol !== 'local')
  const [first] = able
  if (able.length > 1)
    found.note(
      finding('providers-several', {
        providers: able.map(({ provider }) => provider.id).join(', '),
        first: first!.provider.id,
      }),
    )
  if (first) await grantProvider(first, found, probe)
  for (const role of ['embedder', 'reranker'] as const) {
    const setup = usable.find(({ serves }) => serves?.models?.[role])
    const name = setup?.serves?.models?.[role]
    if (setup && name) {
      tell(role, setup.provider.id, name, setup.credentials.origin, found)
      found.play(role, setup.provider.id, name, setup.credentials.origin)
    }
  }
  if (usable.length > 0 || !probe) return
  const [server] = (await probe(localPlaces)).filter(({ models }) => models.length > 0)
  if (server) grantServer(server, server.baseUrl, found)
}

function isUsable({ provider, credentials, baseUrl }: ProviderSetup): boolean {
  return baseUrl !== undefined && (provider.key === 'none' || credentials.key !== undefined)
}

async function grantProvider(
  setup: ProviderSetup,
  found: Found,
  probe: ProbeServers | undefined,
): Promise<void> {
  const { provider, serves, credentials, baseUrl = '', addressFrom } = setup
  const from = credentials.key === undefined ? addressFrom : credentials.origin
  const { environment } = found.places
  const variable = provider.modelVariables.find((name) => environment[name]?.trim())
  if (variable !== undefined) {
    const name = environment[variable]!.trim()
    tell('default', provider.id, name, variable, found)
    for (const role of ['planner', 'vision'] as const)
      if (role === 'planner' || sees(setup, name, found)) found.play(role, provider.id, name, variable)
    return
  }
  const defaults = serves?.models
  if (defaults) {
    for (const role of roles) {
      const name = defaults[role]
      if (name === undefined || role === 'embedder' || role === 'reranker') continue
      tell(role, provider.id, name, from, found)
      found.play(role, provider.id, name, from)
    }
    return
  }
  const [server] = probe && provider.own ? await probe([{ provider: provider.id, baseUrl }]) : []
  if (server && server.models.length > 0) grantServer(server, from, found)
  else {
    found.note(...setup.findings)
    found.note(finding('model-unnamed', { provider: provider.id, id: provider.id }))
  }
}

function sees(setup: ProviderSetup, name: string, found: Found): boolean {
  return describeModel(setup, name, {}, found.places.environment).spec?.profile.vision === true
}

/** A server's first model that talks, its first that sees, its first that makes vectors. */
function grantServer({ provider, baseUrl, models }: FoundServer, from: string, found: Found): void {
  const setup = found.setups.get(provider)
  if (!setup) return
  const specs = models.flatMap((name) => {
    const { spec } = describeModel({ ...setup, baseUrl }, name, {}, found.places.environment)
    return spec ? [spec] : []
  })
  const chosen = (role: Role): ModelSpec | undefined =>
    specs.find((spec) => canPlay(role, spec) && (role !== 'reranker' || kindOf(spec) === 'rerank'))
  for (const role of ['planner', 'vision', 'embedder', 'reranker'] as const) {
    const spec = chosen(role)
    if (!spec) continue
    tell(role === 'planner' ? 'default' : role, provider, spec.name, from, found)
    found.play(role, provider, spec.name, from, baseUrl)
  }
  if (!chosen('planner')) found.note(finding('model-unnamed', { provider, id: provider }))
}

function tell(setting: string, provider: string, name: string, from: string, found: Found): void {
  found.sources.push({ setting, value: `${provider}/${name}`, from, shadowed: [] })
}
