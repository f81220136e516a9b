/** Questions that a prompt lists under marks (`1. …?`, `[q2] …?`, a marked text of its own), to choose from or to go by. */
import type { ReadQuestion } from '../language/index.ts'
import type { Facts } from './mind-facts.ts'
import { understood } from './mind-question.ts'
import type { Source } from './mind-source.ts'

/** A question with the mark under which it is listed. */
export interface ListedQuestion {
  readonly id: string
  readonly text: string
  readonly read?: ReadQuestion
}

const marked =
  /^[ \t]*(?:[-*•>][ \t]*)?[[(（【]?((?:[A-Za-z]{1,9}[ -]?)?\d{1,3})[\])）】]?[ \t]*[.:：、)]?[ \t]+["“「]?([^\n]{3,600}?[?？])/gm

/** The questions in the words of a prompt, and those that stand each in a text of its own. */
export function listedQuestions(
  words: readonly string[],
  sources: readonly Source[],
  facts: Facts,
): ListedQuestion[] {
  const inWords = words.flatMap((text) =>
    [...text.matchAll(marked)].map(([, id, asked]) => ({ id: id!, text: asked!.trim() })),
  )
  const inSources = sources.flatMap(({ id, text }) => {
    const [line = ''] = text.trim().split('\n')
    const inside = [...text.matchAll(marked)].map(([, mark, asked]) => ({ id: mark!, text: asked!.trim() }))
    if (inside.length > 0) return inside
    return id !== undefined && /[?？]$/.test(line.trim()) ? [{ id, text: line.trim() }] : []
  })
  return [...inWords, ...inSources].map((one) => {
    const { read } = understood({ text: one.text }, facts)
    return read ? { ...one, read } : one
  })
}
