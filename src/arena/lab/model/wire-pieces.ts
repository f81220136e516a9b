/** What streams are made of: a Latin word with the space before it, one Han character, one other sign. */
const piece = /\s*(?:\p{Script=Han}|[\p{L}\p{N}\p{M}_]{1,16}|[^\s])|\s+/gu

/** A text in pieces, which put together are the text. */
export function piecesOf(text: string): readonly string[] {
  return text.match(piece) ?? []
}

/** What a completion consists of, in the order in which it is generated. */
export interface Piece {
  readonly kind: 'thinking' | 'text' | 'refusal' | 'call'
  readonly text: string
  /** Which call, from 0; the first piece of a call has no text and opens it. */
  readonly call?: number
  /** How many tokens have been generated when it is there. */
  readonly upTo: number
  readonly chance?: TokenChance
}

/** A token and what might have stood in its place, as the wire tells it; natural logarithms. */
export interface TokenChance extends Alternative {
  readonly top_logprobs: readonly Alternative[]
}

/** One of them. */
export interface Alternative {
  readonly token: string
  readonly logprob: number
  readonly bytes: readonly number[]
}

/** A text in pieces that are generated evenly over its tokens, after those that came before. */
export function timed(kind: Piece['kind'], text: string, tokens: number, before: number): Piece[] {
  const texts = piecesOf(text)
  return texts.map((each, index) => ({
    kind,
    text: each,
    upTo: before + Math.ceil(((index + 1) * tokens) / texts.length),
  }))
}

/** Pieces that follow each other and are of one kind (and of one call), together. */
export function runsOf(pieces: readonly Piece[]): readonly (readonly [Piece, ...Piece[]])[] {
  const runs: [Piece, ...Piece[]][] = []
  for (const each of pieces) {
    const run = runs.at(-1)
    if (
      run &&
      !opensCall(each) &&
      run[0].kind === each.kind &&
      run[0].call === each.call &&
      !opensCall(run[0])
    )
      run.push(each)
    else runs.push([each])
  }
  return runs
}

/** Whether it tells that a tool is called, before its arguments. */
export const opensCall = ({ kind, text }: Piece): boolean => kind === 'call' && text === ''

/** The text of the pieces of a kind. */
export function textIn(pieces: readonly Piece[], kind: Piece['kind'], call?: number): string {
  return pieces
    .filter((each) => each.kind === kind && each.call === call)
    .map(({ text }) => text)
    .join('')
}
