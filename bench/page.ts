import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { figuresPage, type LeaderboardSection } from '#arena'
import { measuredHere } from './machine.ts'

/** A section that is measured when its turn comes. Undefined: its data is not here. */
export interface Measurement {
  readonly name: string
  readonly measure: () => Promise<Omit<LeaderboardSection, 'seconds'> | undefined>
}

/**
 * Measures sections one after the other (never at once: they would measure each other) and writes the page.
 * Names on the command line restrict it to those sections, which are then printed and not written.
 */
export async function writePage(
  page: { readonly file: string; readonly title: string; readonly preface: string; readonly command: string },
  measurements: readonly Measurement[],
): Promise<void> {
  const wanted = process.argv.slice(2)
  const measured = measuredHere(page.command)
  const sections: LeaderboardSection[] = []
  for (const { name, measure } of measurements) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const started = performance.now()
    const section = await measure()
    const seconds = (performance.now() - started) / 1_000
    if (!section) {
      console.error(`${name}: skipped, its data is not here`)
      continue
    }
    console.error(`${name}: ${seconds.toFixed(1)} s`)
    console.log(`\n## ${section.title}\n\n${section.table}`)
    sections.push({ ...section, seconds })
  }
  if (wanted.length > 0) return
  const path = resolve(import.meta.dirname, '..', page.file)
  writeFileSync(path, figuresPage(page.title, page.preface, sections, measured))
  console.error(`wrote ${page.file}`)
}
