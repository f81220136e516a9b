import type { RunEvent } from '#vocabulary'
import { displayWidth, fitWidth } from '../display-width.ts'
import { paint } from '../terminal.ts'
import { fill } from '../words.ts'
import { drawable, sourceName } from './drawable.ts'
import type { Canvas } from './render.ts'

/** A finding in one line that stays above the block: a quote with its source, or what sources disagree on. */
export function findingLine(event: RunEvent, canvas: Canvas): string | undefined {
  const { words, symbols, colour } = canvas
  switch (event.type) {
    case 'evidence-found': {
      // A long name must leave room for what was found.
      const source = fitWidth(sourceName(event.uri), Math.floor(canvas.columns / 3), symbols.ellipsis)
      const said = { question: drawable(event.question), source }
      const frame = `${symbols.found} ${fill(words.live.found, { ...said, quote: '' })}`
      const room = Math.max(8, canvas.columns - 1 - displayWidth(frame))
      const quote = fitWidth(drawable(event.quote), room, symbols.ellipsis)
      return finished(`${symbols.found} ${fill(words.live.found, { ...said, quote })}`, canvas)
    }
    case 'conflict-found': {
      const { about, sides } = event.conflict
      const values = sides.map(({ value }) => drawable(value)).join(words.live.against)
      const line = `${symbols.conflict} ${fill(words.live.conflict, { about: drawable(about), values })}`
      return paint(finished(line, canvas), 'yellow', colour)
    }
    default:
      return undefined
  }
}

function finished(line: string, { columns, symbols }: Canvas): string {
  return symbols.spell(fitWidth(line, Math.max(0, columns - 1), symbols.ellipsis))
}
