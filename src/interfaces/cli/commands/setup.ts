import { join } from 'node:path'
import { createContext, explain, KaojuError } from '#runtime'
import type { ModelSpec } from '#models'
import type { ConfigFile } from '../../config/config-file.ts'
import type { ConfigFiles } from '../../config/models.ts'
import { readConfigFile } from '../../config/config-file.ts'
import type { TriedModel } from '../../config/try-model.ts'
import type { ModelFlags } from '../../config/wishes.ts'
import type { ModelsToWrite } from '../../config/write-config.ts'
import type { Command, Outcome, Session } from '../command.ts'
import { callLine } from '../doctor-models.ts'
import { openModelSession, type ModelSession } from '../../runs/model-session.ts'
import { castingTable } from '../model-table.ts'
import { modelWordsIn, phrase } from '../model-words.ts'
import { askPerson, mayAsk } from '../prompt-person.ts'
import { castingDocument } from './models.ts'

interface Flags extends ModelFlags {
  readonly yes?: boolean
  readonly force?: boolean
  readonly offline?: boolean
  readonly storeKey?: boolean
  readonly keyFrom?: string
  readonly baseUrl?: string
}

/**
 * `kaoju setup`: finds keys, local servers and proxies, proposes who does what, makes one small call per endpoint,
 * and writes `config.json`. Nothing is written when a call fails (`--force`), nor without consent (`--yes`).
 */
export const setup: Command<Flags> = {
  mendsConfig: true,

  declare: (declaration, words) => {
    declaration
      .description(words.commands.setup)
      .option(`--model <${words.metavar.model}>`, words.options.model)
      .option(`--models <${words.metavar.castings}...>`, words.options.models)
      .option(`--key-from <${words.metavar.variable}>`, words.options.keyFrom)
      .option(`--base-url <${words.metavar.url}>`, words.options.baseUrl)
      .option('--store-key', words.options.storeKey)
      .option('--yes', words.options.yes)
      .option('--force', words.options.force)
      .option('--offline', words.options.offlineSetup)
  },

  run: async (_operands, flags, session) => {
    const words = modelWordsIn(session.language).setup
    const path = join(session.settings.home, 'config.json')
    const files = filesFor(flags, path, session)
    let opened = await openModelSession(flags, session, { files, offline: flags.offline === true })
    try {
      const chosen = await chooseProvider(opened, flags, session)
      if (chosen !== undefined) {
        await opened.close()
        opened = await openModelSession({ ...flags, models: chosen }, session, {
          files,
          offline: flags.offline === true,
        })
      }
      return await propose(opened, path, flags, session)
    } catch (error) {
      if (error instanceof KaojuError && error.code === 'aborted')
        return { exit: 1, document: { written: null }, text: words.declined }
      throw error
    } finally {
      await opened.close()
    }
  },
}

/** The home's file as it stands, with what the flags say of the provider; a damaged one counts as empty. */
function filesFor({ model, keyFrom, baseUrl }: Flags, path: string, session: Session): ConfigFiles {
  let home: ConfigFile | undefined
  try {
    home = readConfigFile(path)
  } catch (error) {
    if (!(error instanceof KaojuError) || error.code !== 'config-invalid') throw error
  }
  if (keyFrom === undefined && baseUrl === undefined) return home ? { home } : {}
  const words = modelWordsIn(session.language).setup
  const provider = typeof model === 'string' ? /^([a-z][\w-]*)\//i.exec(model)?.[1] : undefined
  if (provider === undefined)
    throw new KaojuError('option-invalid', {
      option: keyFrom === undefined ? '--base-url' : '--key-from',
      reason: words.needsProvider,
    })
  if (keyFrom !== undefined && !session.environment[keyFrom]?.trim())
    throw new KaojuError('option-invalid', {
      option: '--key-from',
      reason: phrase(words.needsKey, { variable: keyFrom }),
    })
  const models = fieldsOf(home?.value['models'])
  const providers = fieldsOf(models['providers'])
  const { key: _key, keyFrom: _before, ...entry } = fieldsOf(providers[provider])
  const said = {
    ...(keyFrom === undefined ? {} : { keyFrom }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
  }
  return {
    home: {
      path,
      mode: home?.mode ?? 0o600,
      value: {
        ...home?.value,
        models: {
          ...models,
          providers: {
            ...providers,
            [provider]: { ...(keyFrom === undefined ? fieldsOf(providers[provider]) : entry), ...said },
          },
        },
      },
    },
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}

/** Asks a person which provider shall be used where several could; undefined: as found. */
async function chooseProvider(
  { resolved }: ModelSession,
  flags: Flags,
  session: Session,
): Promise<string[] | undefined> {
  const several = resolved.findings.find(({ code }) => code === 'providers-several')
  if (!several || flags.yes || flags.model !== undefined || flags.models !== undefined || !mayAsk(session))
    return undefined
  const ids = String(several.parameters['providers']).split(', ')
  const words = modelWordsIn(session.language).setup
  const choices = ids.map((id, index) => `${index + 1}) ${id}`).join('  ')
  const answer = (await askPerson(phrase(words.which, { choices, first: ids[0]! }), session)).trim()
  const id = ids[Number(answer) - 1] ?? ids.find((each) => each === answer.toLowerCase()) ?? ids[0]!
  const defaults = resolved.every.get(id)?.serves?.models ?? {}
  return Object.entries(defaults).map(([role, name]) => `${role}=${id}/${name}`)
}

async function propose(opened: ModelSession, path: string, flags: Flags, session: Session): Promise<Outcome> {
  const { resolved, proxies } = opened
  const { language, terminal, context } = session
  const { explainFinding } = await import('../../config/findings.ts')
  const all = modelWordsIn(language)
  const words = all.setup
  const { castings } = resolved.configuration
  const findings = [...resolved.findings, ...proxies.findings].filter(({ code }) => code !== 'models-none')
  const told = findings.map((one) => ({
    code: one.code,
    severity: one.severity,
    message: explainFinding(one, language),
  }))
  const lines = [
    words.found,
    ...foundLines(opened, session).map((line) => `  ${line}`),
    ...told.map(({ severity, message }) => `  ${all.severities[severity]}: ${message}`),
  ]
  const document = {
    path,
    castings: castings.map((casting) => castingDocument(casting, false)),
    proxies: proxies.shown,
    findings: told,
  }
  if (castings.length === 0) {
    const variables = [
      'OPENAI_API_KEY',
      'DEEPSEEK_API_KEY',
      'DASHSCOPE_API_KEY',
      'ANTHROPIC_API_KEY',
      'GEMINI_API_KEY',
    ]
    const text = [...lines, '', phrase(words.nothing, { variables: variables.join(', ') })].join('\n')
    return { exit: 1, document: { ...document, calls: [], written: null }, text }
  }
  lines.push(
    '',
    words.proposal,
    ...castingTable(castings, resolved.sources, () => false, language).map((line) => `  ${line}`),
  )
  const calls = flags.offline ? [] : await testEndpoints(opened, session)
  lines.push(
    '',
    ...calls.map(({ error, ...tried }) =>
      callLine({ ...tried, ...(error ? { error: explain(error, language) } : {}) }, session),
    ),
  )
  const shown = {
    ...document,
    calls: calls.map(({ error, ...tried }) => ({ ...tried, ...(error ? { error: error.code } : {}) })),
  }
  const bad =
    calls.some(({ ok }) => !ok) ||
    findings.some(({ severity, code }) => severity === 'error' && code !== 'config-readable-by-others')
  const end = (exit: Outcome['exit'], text: string, written: string | null): Outcome => ({
    exit,
    document: { ...shown, written },
    text: [...lines, '', text].join('\n'),
  })
  if (bad && !flags.force) return end(1, phrase(words.notWritten, { why: words.testFailed }), null)
  if (!flags.yes) {
    if (!mayAsk(session)) return end(3, words.confirm, null)
    terminal.note(lines.join('\n'))
    lines.length = 0
    const answer = (await askPerson(phrase(words.write, { path }), session)).trim()
    if (!/^(y|yes|是|好|)$/i.test(answer)) return end(1, words.declined, null)
  }
  const { writeConfig } = await import('../../config/write-config.ts')
  const writes = toWrite(opened, flags)
  const { backup } = writeConfig(path, writes, context.clock.now())
  const stored = Object.values(writes.providers)
  const variables = stored.flatMap(({ keyFrom }) => (keyFrom === undefined ? [] : [keyFrom]))
  return end(
    0,
    [
      phrase(words.wrote, { path }),
      ...(backup === undefined ? [] : [phrase(words.backup, { path: backup })]),
      ...(variables.length > 0 ? [phrase(words.keyStays, { variable: variables.join(', ') })] : []),
      ...(stored.some((entry) => 'key' in entry) ? [words.keyStored] : []),
    ].join('\n'),
    path,
  )
}

function foundLines({ resolved, proxies }: ModelSession, { language }: Session): string[] {
  const words = modelWordsIn(language).setup
  const keys = resolved.sources.flatMap(({ setting, value, from }) => {
    const id = setting.endsWith(' key') ? setting.slice(0, -' key'.length) : undefined
    const provider = id === undefined ? undefined : (resolved.every.get(id)?.provider.title[language] ?? id)
    return provider === undefined ? [] : [phrase(words.foundKey, { provider, value, from })]
  })
  const servers = resolved.configuration.castings.filter(
    ({ spec }) => resolved.every.get(spec.provider)?.provider.own,
  )
  const places = [...new Map(servers.map(({ spec }) => [spec.baseUrl, spec])).values()]
  const found = [
    ...keys,
    ...places.map(({ provider, baseUrl, name }) =>
      phrase(words.foundServer, {
        provider: resolved.every.get(provider)!.provider.title[language],
        endpoint: baseUrl,
        models: name,
      }),
    ),
  ]
  return [
    ...(found.length > 0 ? found : [words.foundNothing]),
    ...proxies.shown.map((proxy) => phrase(words.foundProxy, proxy)),
  ]
}

/** One call to each endpoint for each kind of model that is played there, the cheapest first. */
async function testEndpoints(
  { resolved, openEgress }: ModelSession,
  session: Session,
): Promise<TriedModel[]> {
  const [{ kindOf }, { tryModel }] = await Promise.all([
    import('#models'),
    import('../../config/try-model.ts'),
  ])
  const { castings, credentials } = resolved.configuration
  session.terminal.note(modelWordsIn(session.language).setup.testing)
  const byPlace = new Map<string, ModelSpec>()
  for (const { spec } of castings.toSorted(
    (a, b) => (a.spec.price?.output ?? 0) - (b.spec.price?.output ?? 0),
  )) {
    const place = `${spec.provider} ${spec.baseUrl} ${kindOf(spec)}`
    if (!byPlace.has(place)) byPlace.set(place, spec)
  }
  const specs = [...byPlace.values()]
  const egress = openEgress(specs.map(({ baseUrl }) => baseUrl))
  const { stop, abort } = session.context
  const { context } = createContext({ egress, stop, abort })
  const calls: TriedModel[] = []
  for (const spec of specs)
    calls.push(await tryModel(`setup/${spec.id}`, spec, credentials.get(spec.id) ?? { origin: '' }, context))
  return calls
}

/** Roles that were chosen, not those that stand in; where their keys are found, and addresses that are not the usual ones. */
function toWrite({ resolved }: ModelSession, { storeKey }: Flags): ModelsToWrite {
  const { castings, credentials } = resolved.configuration
  const chosen = castings.filter(({ because }) => because === 'configured')
  const roles = chosen.map(({ role, spec }) => [role, spec.id] as const)
  const providers = chosen.map(({ spec }) => {
    const known = resolved.every.get(spec.provider)
    const { key, origin } = credentials.get(spec.id) ?? { origin: '' }
    const isUsual = known?.addressFrom === 'default' && known.baseUrl === spec.baseUrl
    const fromVariable = /^[A-Za-z_]\w*$/.test(origin)
    return [
      spec.provider,
      {
        ...(key === undefined || !(storeKey || fromVariable) ? {} : storeKey ? { key } : { keyFrom: origin }),
        ...(isUsual || !known?.baseUrl ? {} : { baseUrl: known.baseUrl }),
      },
    ] as const
  })
  return {
    roles: Object.fromEntries(roles),
    providers: Object.fromEntries(providers.filter(([, entry]) => Object.keys(entry).length > 0)),
  }
}
