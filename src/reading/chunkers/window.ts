import { z } from 'zod'
import type { Passage } from '#vocabulary'
import { headingsAt, pageAt } from '#vocabulary'
import type { ChunkerPlug } from '../reader.ts'
import { sentencePieces } from './cut.ts'

const options = z
  .object({
    /** Estimated tokens of a window (see `estimateTokens`). */
    size: z.number().int().positive().default(160),
    /** Estimated tokens that a window repeats of the one before; less than `size`. */
    overlap: z.number().int().nonnegative().default(0),
  })
  .refine(({ size, overlap }) => overlap < size, 'overlap must be less than size')

/**
 * Windows of whole sentences over the text, blind to its structure: what `structural` is measured against.
 * With an overlap, passages share sentences.
 */
export const plug: ChunkerPlug<z.infer<typeof options>> = {
  name: 'window',
  version: 1,
  options,
  create:
    ({ size, overlap }) =>
    (document) => {
      const { id, text, title } = document
      const pieces = sentencePieces(text, { start: 0, end: text.length }, size)
      const passages: Passage[] = []
      for (let first = 0; first < pieces.length;) {
        let next = first
        let tokens = 0
        while (next < pieces.length && (next === first || tokens + pieces[next]!.tokens <= size))
          tokens += pieces[next++]!.tokens
        const start = pieces[first]!.start
        const end = pieces[next - 1]!.end
        const page = pageAt(document, start)?.number
        passages.push({
          id: `${id}:${start}-${end}`,
          document: id,
          start,
          end,
          text: text.slice(start, end),
          headings: headingsAt(document, start).filter((heading) => heading !== title),
          ...(page === undefined ? {} : { page }),
          kind: 'prose',
        })
        if (next >= pieces.length) break
        let repeated = 0
        let again = next
        while (overlap > 0 && again - 1 > first && repeated + pieces[again - 1]!.tokens <= overlap)
          repeated += pieces[--again]!.tokens
        // Where the repeated sentences would leave no room for the next one, nothing is repeated.
        first = repeated + pieces[next]!.tokens <= size ? again : next
      }
      return passages
    },
}
