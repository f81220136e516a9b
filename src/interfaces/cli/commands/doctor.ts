import { existsSync } from 'node:fs'
import { explain, toKaojuError } from '#runtime'
import type { Command, Session } from '../command.ts'
import { displayWidth, padWidth } from '../display-width.ts'
import { paint } from '../terminal.ts'
import { fill, type Words } from '../words.ts'

interface Flags {
  readonly repair?: boolean
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

/** `kaoju doctor`: what this installation is, what the home holds, and whether all is in order. */
export const doctor: Command<Flags> = {
  declare: (declaration, words) => {
    declaration.description(words.commands.doctor).option('--repair', words.options.repair)
  },

  run: async (_operands, { repair = false }, session) => {
    const { settings, context, language, version } = session
    const { readableFormats } = await import('#reading')
    const health = await examine(repair, session)
    const formats = await readableFormats()
    const document = {
      version,
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      home: settings.home,
      homeFrom: settings.homeFrom,
      repaired: repair,
      ...health,
      formats,
      model: null,
      network: context.egress.scope,
      language,
    }
    const sound = health.findings.length === 0 || repair
    return { exit: sound ? 0 : 1, document, text: textOf(document, session) }
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

interface Shown extends Health {
  readonly version: string
  readonly node: string
  readonly platform: string
  readonly home: string
  readonly repaired: boolean
  readonly formats: readonly { readonly name: string }[]
}

function textOf(shown: Shown, { words, terminal }: Session): string {
  const { rows } = words.doctor
  const index = shown.findings.length === 0 ? words.doctor.sound : '✗'
  const lines: [string, string][] = [
    [rows.version, shown.version],
    [rows.node, `${shown.node} (${shown.platform})`],
    [rows.home, shown.exists ? shown.home : `${shown.home} (${words.doctor.homeMissing})`],
    ...(shown.exists
      ? [[rows.held, heldIn(shown, words)] as [string, string], [rows.index, index] as [string, string]]
      : []),
    [rows.formats, shown.formats.map(({ name }) => name).join(', ')],
    [rows.model, words.doctor.noModel],
    [rows.network, words.doctor.offline],
    [rows.locale, words.doctor.language],
  ]
  const width = Math.max(...lines.map(([label]) => displayWidth(label)))
  const phrase = shown.repaired ? words.doctor.repaired : words.doctor.bad
  const colour = terminal.colour.out
  const findings = shown.findings.map((finding) =>
    paint(fill(phrase, { finding }), shown.repaired ? 'green' : 'red', colour),
  )
  return [
    ...lines.map(([label, value]) => `${padWidth(label, width)}  ${value}`),
    '',
    ...(findings.length > 0 ? findings : [paint(words.doctor.good, 'green', colour)]),
  ].join('\n')
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
