import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Measured } from '#arena'

const page = resolve(import.meta.dirname, '../SOAKS.md')
const head = `# Soaks

What long runs of destruction found. Each section was written by the command that it names, and is replaced when that runs again.
`

/** Writes what a soak found into its section of SOAKS.md; the other sections stay as they are. */
export function recordSoak(soak: {
  readonly title: string
  /** Asked for before the soak began. */
  readonly measured: Measured
  /** What was done, in a sentence or two. */
  readonly about: string
  readonly rows: readonly (readonly [what: string, figure: string | number])[]
  readonly seconds: number
}): void {
  const { machine, node, commit, date, command } = soak.measured
  const section = [
    `## ${soak.title}`,
    '',
    soak.about,
    '',
    '| | |',
    '|---|---:|',
    ...soak.rows.map(([what, figure]) => `| ${what} | ${figure.toLocaleString('en')} |`),
    '',
    `_${date}, ${machine}, Node ${node}, commit \`${commit}\`, \`${command}\`, ${soak.seconds.toFixed(0)} s_`,
    '',
  ].join('\n')
  const text = existsSync(page) ? readFileSync(page, 'utf8') : head
  const [first, ...sections] = text.split(/^(?=## )/m)
  const others = sections.filter((other) => !other.startsWith(`## ${soak.title}\n`))
  writeFileSync(
    page,
    `${[first!.trimEnd(), ...others.map((other) => other.trimEnd()), section.trimEnd()].join('\n\n')}\n`,
  )
}
