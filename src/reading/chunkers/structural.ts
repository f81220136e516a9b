import { z } from 'zod'
import type { Block, Document, Passage, Span } from '#vocabulary'
import type { ChunkerPlug } from '../reader.ts'
import { estimateTokens } from '../token-estimate.ts'
import { linePieces, longest, sentencePieces, type Piece } from './cut.ts'

const options = z.object({
  /** Estimated tokens (see `estimateTokens`) at which a passage is full enough to end with its block. */
  least: z.number().int().positive().default(110),
  /** Estimated tokens that a passage does not exceed, but to keep a table, code or a short end whole. */
  most: z.number().int().positive().default(180),
})
type Limits = z.infer<typeof options>

/**
 * Passages along the structure of the document, the default.
 *
 * 1. A passage never holds text of two sections (headings of level 1 and 2) nor of two pages; a deeper
 *    heading begins a new passage when the one before is half full. A heading stays with what follows it.
 * 2. Blocks are kept whole; one that is too long ends between sentences. There is no overlap: retrieval joins
 *    neighbours.
 * 3. A table or a longer code block is a passage of its own, cut between rows or lines when it is large. The
 *    header row is not repeated, because a passage is an exact span of the text.
 * 4. A short remainder at the end of a section joins the passage before it.
 */
export const plug: ChunkerPlug<Limits> = {
  name: 'structural',
  version: 1,
  options,
  create: (limits) => (document) => {
    const packing = new Packing(document, limits)
    for (const unit of unitsOf(document, limits.most)) packing.add(unit)
    packing.close()
    return packing.done.map((draft) => passageOf(document, draft))
  },
}

/** A block with the headings directly above it; the last headings of a document may have no block. */
interface Unit {
  readonly start: number
  readonly end: number
  readonly block: Block | undefined
  /** Level of the highest heading in it; Infinity without one. */
  readonly level: number
  /** Heading path and page at its start. */
  readonly above: readonly string[]
  readonly page: number | undefined
  /** The same at its block. */
  readonly inside: readonly string[]
  readonly insidePage: number | undefined
}

function* unitsOf(document: Document, most: number): Generator<Unit> {
  const { blocks, pages, text, title } = document
  let path: { level: number; text: string }[] = []
  let page = 0
  let pending:
    | { start: number; end: number; level: number; above: readonly string[]; page: number | undefined }
    | undefined
  const names = (): string[] => path.map((heading) => heading.text).filter((name) => name !== title)
  for (const block of blocks) {
    while (page < pages.length && block.start >= pages[page]!.end) page++
    const number = pages[page]?.number
    if (block.kind !== 'title' && block.kind !== 'heading') {
      const {
        start,
        level,
        above,
        page: first,
      } = pending ?? { ...block, level: Infinity, above: names(), page: number }
      yield { start, end: block.end, block, level, above, inside: names(), page: first, insidePage: number }
      pending = undefined
      continue
    }
    const level = block.level ?? 1
    if (block.kind === 'heading')
      path = [
        ...path.filter((above) => above.level < level),
        { level, text: text.slice(block.start, block.end) },
      ]
    if (pending && block.end - pending.start > 4 * most) {
      yield { ...pending, block: undefined, inside: pending.above, insidePage: pending.page }
      pending = undefined
    }
    pending ??= { start: block.start, end: block.end, level, above: names(), page: number }
    pending = { ...pending, end: block.end, level: Math.min(level, pending.level) }
  }
  if (pending) yield { ...pending, block: undefined, inside: names(), insidePage: pending.page }
}

interface Draft {
  start: number
  end: number
  tokens: number
  readonly kind: Passage['kind']
  readonly headings: readonly string[]
  readonly page: number | undefined
  /** Drafts of one section may be joined. */
  readonly section: number
}

class Packing {
  readonly done: Draft[] = []
  private readonly document: Document
  private readonly limits: Limits
  private current: Draft | undefined
  private section = 0
  private page: number | undefined

  constructor(document: Document, limits: Limits) {
    this.document = document
    this.limits = limits
  }

  add(unit: Unit): void {
    const held = this.current?.tokens ?? 0
    if (unit.level <= 2 || unit.page !== this.page) {
      this.close()
      this.section++
      this.page = unit.insidePage
    } else if (unit.level < Infinity && held >= this.limits.least / 2) this.close()
    const { block } = unit
    if (!block) this.addHeadings(unit)
    else if (block.kind === 'table') this.addApart(unit, block, 'table')
    else if (block.kind === 'code' && this.tokens(block) > this.limits.least / 3)
      this.addApart(unit, block, 'code')
    else this.addProse(unit, block)
  }

  /** Ends the open passage. */
  close(): void {
    const draft = this.current
    this.current = undefined
    if (!draft) return
    const before = this.done.at(-1)
    const short = this.limits.least / 3
    const joins =
      before?.kind === 'prose' &&
      draft.kind === 'prose' &&
      before.section === draft.section &&
      draft.tokens < short &&
      draft.end - before.start <= longest &&
      before.tokens + draft.tokens <= this.limits.most + short
    if (joins) {
      before.end = draft.end
      before.tokens += draft.tokens
    } else this.done.push(draft)
  }

  private addProse(unit: Unit, block: Block): void {
    const { least, most } = this.limits
    const whole = { start: unit.start, end: unit.end, tokens: this.tokens(unit) }
    if (this.hasRoom(whole)) {
      this.extend(unit, whole, 'prose')
      return
    }
    if ((this.current?.tokens ?? 0) >= least) this.close()
    for (const piece of this.fromUnit(unit, sentencePieces(this.document.text, block, most))) {
      if (!this.hasRoom(piece)) this.close()
      this.extend(unit, piece, 'prose')
    }
  }

  /** A passage of its own kind, or several. */
  private addApart(unit: Unit, block: Block, kind: 'table' | 'code'): void {
    const { most } = this.limits
    const tokens = this.tokens(block)
    const whole = tokens <= 1.5 * most && block.end - block.start <= longest
    const pieces = whole
      ? [{ start: block.start, end: block.end, tokens }]
      : linePieces(this.document.text, block, most)
    this.close()
    for (const piece of this.fromUnit(unit, pieces)) {
      if (!this.hasRoom(piece)) this.close()
      this.extend(unit, piece, kind)
    }
    this.close()
  }

  private addHeadings(unit: Unit): void {
    this.extend(unit, { start: unit.start, end: unit.end, tokens: this.tokens(unit) }, 'prose')
  }

  /** The pieces of a unit's block, the first of them with the unit's headings before it. */
  private fromUnit(unit: Unit, pieces: readonly Piece[]): Piece[] {
    return pieces.map((piece, i) =>
      i > 0
        ? piece
        : { start: unit.start, end: piece.end, tokens: this.tokens({ start: unit.start, end: piece.end }) },
    )
  }

  private extend(unit: Unit, piece: Piece, kind: Passage['kind']): void {
    if (this.current) {
      this.current.end = piece.end
      this.current.tokens += piece.tokens
    } else {
      const atStart = piece.start === unit.start
      const headings = atStart ? unit.above : unit.inside
      this.current = {
        ...piece,
        kind,
        headings,
        page: atStart ? unit.page : unit.insidePage,
        section: this.section,
      }
    }
  }

  private tokens({ start, end }: Span): number {
    return estimateTokens(this.document.text.slice(start, end))
  }

  /** Whether a piece still fits. Characters count too: a run of symbols has no words and may be long. */
  private hasRoom(piece: Piece): boolean {
    const { tokens, start } = this.current ?? { tokens: 0, start: piece.start }
    return tokens + piece.tokens <= this.limits.most && piece.end - start <= longest
  }
}

function passageOf({ id, text }: Document, { start, end, kind, headings, page }: Draft): Passage {
  return {
    id: `${id}:${start}-${end}`,
    document: id,
    start,
    end,
    text: text.slice(start, end),
    headings,
    ...(page === undefined ? {} : { page }),
    kind,
  }
}
