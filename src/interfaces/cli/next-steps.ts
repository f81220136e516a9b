import { displayWidth, padWidth } from './display-width.ts'
import { fill, type Words } from './words.ts'

/** What bare `kaoju` says: three things to do next. */
export function nextSteps(words: Words, version: string): string {
  const { title, steps, more } = words.nextSteps
  const width = Math.max(...steps.map(([what]) => displayWidth(what)))
  const lines = steps.map(([what, line]) => `  ${padWidth(what, width)}   ${line}`)
  return [fill(title, { version }), '', ...lines, '', more, ''].join('\n')
}
