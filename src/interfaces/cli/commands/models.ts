import type { Casting } from '#models'
import type { Command, Session } from '../command.ts'
import { openModelSession, type ModelSession } from '../../runs/model-session.ts'
import { castingTable } from '../model-table.ts'
import { modelWordsIn, phrase } from '../model-words.ts'
import type { ModelFlags } from '../../config/wishes.ts'

interface Flags extends ModelFlags {
  readonly available?: boolean
  readonly offline?: boolean
}

/** `kaoju models`: who plays which role, with what limits and at what price; `--available`: what could. */
export const models: Command<Flags> = {
  declare: (declaration, words) => {
    declaration
      .description(words.commands.models)
      .option('--available', words.options.available)
      .option(`--model <${words.metavar.model}>`, words.options.model)
      .option(`--models <${words.metavar.castings}...>`, words.options.models)
      .option('--no-model', words.options.noModel)
      .option('--offline', words.options.offline)
  },

  run: async (_operands, flags, session) => {
    const opened = await openModelSession(flags, session, { offline: flags.offline === true })
    try {
      return await (flags.available ? available(opened, flags, session) : configured(opened, session))
    } finally {
      await opened.close()
    }
  },
}

async function configured({ resolved }: ModelSession, session: Session): ReturnType<Command['run']> {
  const { language, context, settings } = session
  const { isPriceOld } = await import('#models')
  const { explainFinding } = await import('../../config/findings.ts')
  const words = modelWordsIn(language)
  const { castings } = resolved.configuration
  const now = context.clock.now()
  const isOld = ({ price }: Casting['spec']): boolean => price !== undefined && isPriceOld(price, now)
  const vague = castings.find(({ spec }) => !spec.price || spec.limitsFrom === 'assumed')?.spec.id
  const findings = resolved.findings.map((one) => ({ ...one, message: explainFinding(one, language) }))
  const lines =
    castings.length === 0
      ? [words.none]
      : [
          ...castingTable(castings, resolved.sources, isOld, language),
          ...(vague === undefined
            ? []
            : ['', phrase(words.detailsHint, { path: `${settings.home}/config.json`, model: vague })]),
        ]
  const told = findings
    .filter(({ code }) => code !== 'models-none')
    .map(({ severity, message }) => `${words.severities[severity]}: ${message}`)
  return {
    exit: findings.some(({ severity }) => severity === 'error') ? 1 : 0,
    document: {
      castings: castings.map((casting) => castingDocument(casting, isOld(casting.spec))),
      sources: resolved.sources,
      findings: findings.map(({ code, severity, message }) => ({ code, severity, message })),
    },
    text: [...lines, ...(told.length > 0 ? ['', ...told] : [])].join('\n'),
  }
}

/** A casting for programs: no key is in it. */
export function castingDocument({ role, spec, because, fallbacks }: Casting, priceIsOld: boolean): unknown {
  return {
    role,
    model: spec.id,
    because,
    fallbacks: fallbacks.map(({ id }) => id),
    endpoint: spec.baseUrl,
    contextWindow: spec.contextWindow,
    maxOutput: spec.maxOutput,
    limitsFrom: spec.limitsFrom,
    price: spec.price ? { ...spec.price, old: priceIsOld } : null,
    profile: spec.profile.name,
    vision: spec.profile.vision,
  }
}

/** What the endpoints offer: those in play, all that are configured, and servers on this machine. */
async function available(
  opened: ModelSession,
  { offline }: Flags,
  session: Session,
): ReturnType<Command['run']> {
  const words = modelWordsIn(session.language)
  if (offline) return { exit: 0, document: { endpoints: [] }, text: words.offline }
  const [{ askForModels }, { localPlaces }] = await Promise.all([
    import('../../config/list-models.ts'),
    import('../../config/local-servers.ts'),
  ])
  const { resolved } = opened
  const places = resolved.providers
    .filter(({ protocol, baseUrl }) => protocol !== 'local' && baseUrl !== undefined)
    .map((setup) => ({
      setup,
      endpoint: addressInPlay(setup.provider.id, setup.baseUrl!, resolved.configuration.castings),
    }))
  const local = (await opened.probe!(localPlaces)).filter(
    ({ baseUrl }) => !places.some(({ endpoint }) => endpoint === baseUrl),
  )
  const asked = await Promise.all(
    [
      ...places,
      ...local.map(({ provider, baseUrl }) => ({ setup: resolved.every.get(provider)!, endpoint: baseUrl })),
    ].map(async ({ setup, endpoint }) => ({
      setup,
      endpoint,
      listing: await askForModels(setup, endpoint, opened.openEgress([endpoint])),
    })),
  )
  const { explain } = await import('#runtime')
  const text = asked.flatMap(({ setup, endpoint, listing }) => {
    const provider = setup.provider.title[session.language]
    const { models: offered } = listing
    if (!offered) {
      const why = listing.error
        ? explain(listing.error, session.language)
        : (listing.message ?? `HTTP ${listing.status}`)
      return [phrase(words.notAvailable, { provider, endpoint, why })]
    }
    return [
      phrase(words.available, { provider, endpoint, count: offered.length }),
      ...offered.map(
        ({ name, contextWindow }) =>
          `  ${setup.provider.id}/${name}${contextWindow === undefined ? '' : `  ${contextWindow.toLocaleString('en')}`}`,
      ),
    ]
  })
  return {
    exit: asked.length > 0 && asked.every(({ listing }) => !listing.models) ? 1 : 0,
    document: {
      endpoints: asked.map(({ setup, endpoint, listing }) => ({
        provider: setup.provider.id,
        endpoint,
        models: listing.models ?? null,
        ...(listing.models ? {} : { error: listing.error?.code ?? `http-${listing.status}` }),
      })),
    },
    text: text.length > 0 ? text.join('\n') : words.none,
  }
}

function addressInPlay(provider: string, baseUrl: string, castings: readonly Casting[]): string {
  return castings.find(({ spec }) => spec.provider === provider)?.spec.baseUrl ?? baseUrl
}
