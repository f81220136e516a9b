import type { Block, Span } from '../../../src/vocabulary/index.ts'
import type { Stretch } from './wire.ts'

/** Two neighbouring stretches as one; what the cut between them went through is whole again. */
export function joined(before: Stretch, after: Stretch): Stretch {
  const seam = after.start
  const blocks: readonly [Block | undefined, Block | undefined] = [before.blocks.at(-1), after.blocks[0]]
  return {
    start: before.start,
    end: after.end,
    length: after.length,
    text: before.text + after.text,
    blocks:
      blocks[0]?.kind === blocks[1]?.kind
        ? joinedAt(seam, before.blocks, after.blocks, (one, other) => ({ ...one, end: other.end }))
        : [...before.blocks, ...after.blocks],
    tables: joinedAt(seam, before.tables, after.tables, (one, other) => ({
      ...one,
      end: other.end,
      cells: joinedAt(seam, one.cells, other.cells, (left, right) => ({ ...left, end: right.end })),
    })),
    pages: joinedAt(seam, before.pages, after.pages, (one, other) => ({ ...one, end: other.end })),
  }
}

/** Pieces of both sides; the one that ends at the seam and the one that goes on there are one. */
function joinedAt<Piece extends Span>(
  seam: number,
  before: readonly Piece[],
  after: readonly Piece[],
  join: (one: Piece, other: Piece) => Piece,
): Piece[] {
  const [last, first] = [before.at(-1), after[0]]
  if (!last || !first || last.end !== seam || first.start !== seam) return [...before, ...after]
  return [...before.slice(0, -1), join(last, first), ...after.slice(1)]
}
