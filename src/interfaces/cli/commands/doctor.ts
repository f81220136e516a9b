import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { explain, toKaojuError } from '#runtime'
import type { Command, Session } from '../command.ts'
import { displayWidth, padWidth } from '../display-width.ts'
import type { WebHealth } from '../doctor-web.ts'
import { examineModelling, modellingText, type Modelling } from '../doctor-models.ts'
import { modelWordsIn, phrase } from '../model-words.ts'
import { paint } from '../terminal.ts'
import { fill, type Words } from '../words.ts'

interface Flags {
  readonly repair?: boolean
  readonly offline?: boolean
  readonly call?: boolean
}

interface Health {
  readonly exists: boolean
  readonly documents: number
  readonly passages: number
  readonly failed: number
  readonly bytesOnDisk: number
  /** One sentence each; none = sound. */
  readonly findings: readonly string[]
}

/** `kaoju doctor`: what this installation is, what the home holds, who thinks, and whether all is in order. */
export const doctor: Command<Flags> = {
  mendsConfig: true,

  declare: (declaration, words) => {
    declaration
      .description(words.commands.doctor)
      .option('--repair', words.options.repair)
      .option('--offline', words.options.offline)
      .option('--call', words.options.call)
  },

  run: async (_operands, { repair = false, offline = false, call = false }, session) => {
    const { settings, language, version } = session
    const { readableFormats } = await import('#reading')
    const health = await examine(repair, session)
    const journal = await examineJournal(session)
    const modelling = await examineModelling({ offline, call }, session)
    const { examineWeb, reachInWords, webText } = await import('../doctor-web.ts')
    const web = await examineWeb({ offline }, session)
    const formats = await readableFormats()
    const inPlay = modelling.castings.length > 0
    const network =
      web.scope === 'web' || web.scope === 'auto' ? 'web' : inPlay ? 'configured-only' : 'offline'
    const document = {
      version,
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      home: settings.home,
      homeFrom: settings.homeFrom,
      repaired: repair,
      ...health,
      formats,
      model: modelling.castings.find(({ role }) => role === 'writer')?.model ?? null,
      network,
      language,
      journal: { findings: journal },
      models: modelling,
      web,
    }
    const sound =
      (health.findings.length === 0 || repair) &&
      journal.length === 0 &&
      ![...modelling.findings, ...web.findings].some(({ severity }) => severity === 'error')
    return {
      exit: sound ? 0 : 1,
      document,
      text: textOf({ ...document, reach: reachInWords(web, session.words) }, webText(web, session), session),
    }
  },
}

async function examine(repair: boolean, session: Session): Promise<Health> {
  const nothing = { documents: 0, passages: 0, failed: 0, bytesOnDisk: 0 }
  if (!existsSync(session.settings.home)) return { exists: false, ...nothing, findings: [] }
  try {
    const library = await session.openLibrary(repair ? 'write' : 'read')
    const findings = await library.inspect({ repair })
    return { exists: true, ...(await library.counts()), findings }
  } catch (error) {
    // A home that cannot be opened is what a doctor is asked about, unless it was told to mend it.
    if (repair) throw error
    return { exists: true, ...nothing, findings: [explain(toKaojuError(error), session.language)] }
  }
}

/** One sentence for each thing wrong with the journal of runs; it is not made where there is none. */
async function examineJournal(session: Session): Promise<readonly string[]> {
  if (!existsSync(join(session.settings.home, 'journal.sqlite'))) return []
  try {
    const runs = await session.openRuns()
    return await runs.inspect()
  } catch (error) {
    return [explain(toKaojuError(error), session.language)]
  }
}

interface Shown extends Health {
  readonly version: string
  readonly node: string
  readonly platform: string
  readonly home: string
  readonly repaired: boolean
  readonly formats: readonly { readonly name: string }[]
  readonly model: string | null
  readonly journal: { readonly findings: readonly string[] }
  readonly models: Modelling
  readonly web: WebHealth
  readonly network: string
}

function textOf(shown: Shown & { readonly reach: string }, web: readonly string[], session: Session): string {
  const { words, terminal, language } = session
  const { rows } = words.doctor
  const index = shown.findings.length === 0 ? words.doctor.sound : '✗'
  const hosts = [...new Set(shown.models.endpoints.map(({ endpoint }) => hostOf(endpoint)))]
  const lines: [string, string][] = [
    [rows.version, shown.version],
    [rows.node, `${shown.node} (${shown.platform})`],
    [rows.home, shown.exists ? shown.home : `${shown.home} (${words.doctor.homeMissing})`],
    ...(shown.exists
      ? [[rows.held, heldIn(shown, words)] as [string, string], [rows.index, index] as [string, string]]
      : []),
    [rows.formats, shown.formats.map(({ name }) => name).join(', ')],
    [rows.model, shown.model ?? words.doctor.noModel],
    [
      rows.network,
      shown.network === 'web'
        ? shown.reach
        : hosts.length === 0
          ? words.doctor.offline
          : phrase(modelWordsIn(language).network, { endpoints: hosts.join(', ') }),
    ],
    [rows.locale, words.doctor.language],
  ]
  const width = Math.max(...lines.map(([label]) => displayWidth(label)))
  const colour = terminal.colour.out
  const found = shown.repaired ? words.doctor.repaired : words.doctor.bad
  const findings = [
    ...shown.findings.map((finding) =>
      paint(fill(found, { finding }), shown.repaired ? 'green' : 'red', colour),
    ),
    ...shown.journal.findings.map((finding) => paint(fill(words.doctor.bad, { finding }), 'red', colour)),
  ]
  const odd = [...shown.models.findings, ...shown.web.findings].some(({ severity }) => severity !== 'note')
  return [
    ...lines.map(([label, value]) => `${padWidth(label, width)}  ${value}`),
    ...modellingText(shown.models, session),
    ...web,
    '',
    ...findings,
    ...(findings.length > 0 || odd ? [] : [paint(words.doctor.good, 'green', colour)]),
  ]
    .join('\n')
    .trimEnd()
}

function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).host : endpoint
}

function heldIn(health: Health, words: Words): string {
  const { documents, passages, failed } = health
  return fill(words.doctor.holds, {
    documents,
    passages,
    failed,
    size: `${(health.bytesOnDisk / 1e6).toFixed(1)} MB`,
  })
}
