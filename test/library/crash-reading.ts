import type { NewHolding } from '#library'
import { readingOf, wordFor } from './readings.ts'

/** The reading that stands for a number: made again where it is checked. */
export function crashReading(number: number): NewHolding {
  return readingOf(
    [`Number ${wordFor(number)} stands here.`, `${'清湖水质 '.repeat(number % 50)}${wordFor(number)} again.`],
    {
      uri: `file:///crash/${number}.txt`,
    },
  )
}
