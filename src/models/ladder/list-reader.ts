import { mendSyntax } from './mend-json.ts'
import { contradictedKey, deepest, parseJson } from './scan-json.ts'

/** What a reader tells of the list that it looks for. */
export interface ListEvents {
  /** The list opens; a text that holds a draft and an answer opens it twice. */
  onList(): void
  /** An element is whole; `index` is its place in the list as written, unusable ones counted. */
  onElement(value: unknown, index: number): void
}

/**
 * Reads the elements of one list out of JSON that is still being written: the list under a key of an object that
 * stands in no other list, or a list that stands in nothing.
 *
 * 1. How the text is cut into pieces changes nothing.
 * 2. Objects and lists are told at their closing bracket; strings and numbers at the comma or bracket behind them,
 *    since a quote that nobody escaped does not end a string.
 * 3. Brackets in strings do not count, prose and fences around the JSON do not disturb, as in `piecesIn`.
 * 4. An element whose syntax is broken is mended as the ladder would; one that cannot be, or that gives a key twice
 *    with different values, is not told, and counts.
 *
 * Total; linear in the text beyond what mending takes.
 */
export class ListReader {
  private readonly list: string
  private readonly events: ListEvents
  private readonly levels: ('{' | '[')[] = []
  private quoted = false
  private escaped = false
  /** The last string outside the list, without its closing quote: it may be a key. */
  private string = ''
  private key: string | undefined
  /** How many levels are open inside which elements stand, while the list is open. */
  private inside: number | undefined
  private element = ''
  private index = 0

  /** @param list the key of the list */
  constructor(list: string, events: ListEvents) {
    this.list = list
    this.events = events
  }

  /** Takes the next piece of the text. */
  push(piece: string): void {
    // Deeper than any answer: whatever this is, nothing is read from it any more.
    for (let at = 0; at < piece.length && this.levels.length <= deepest; at++) this.take(piece[at]!)
  }

  private take(character: string): void {
    const { inside } = this
    if (this.levels.length === 0) {
      if (character === '{' || character === '[') this.open(character)
      return
    }
    if (this.escaped) this.escaped = false
    else if (character === '\\') this.escaped = true
    else if (character === '"') {
      this.quoted = !this.quoted
      if (this.quoted) this.string = ''
    } else if (!this.quoted && this.structure(character)) return
    if (inside !== undefined) this.element += character
    else if (this.quoted) this.string += character
  }

  /** Takes what stands outside strings; true when it belongs to no element. */
  private structure(character: string): boolean {
    const atElement = this.inside === this.levels.length
    switch (character) {
      case '{':
      case '[':
        this.open(character)
        return false
      case '}':
      case ']':
        this.key = undefined
        if (atElement) {
          this.end()
          this.inside = undefined
        }
        this.levels.pop()
        if (atElement || this.inside !== this.levels.length) return atElement
        this.element += character
        this.end()
        return true
      case ',':
        this.key = undefined
        if (atElement) this.end()
        return atElement
      case ':':
        if (this.inside === undefined) this.key = textOf(this.string)
        return false
      default:
        return false
    }
  }

  private open(bracket: '{' | '['): void {
    const { levels } = this
    const ours = levels.length === 0 || (this.key === this.list && levels.every((level) => level === '{'))
    levels.push(bracket)
    this.key = undefined
    if (bracket !== '[' || this.inside !== undefined || !ours) return
    this.inside = levels.length
    this.index = 0
    this.element = ''
    this.events.onList()
  }

  private end(): void {
    const text = this.element.trim()
    this.element = ''
    if (text === '') return
    const index = this.index++
    // A bare word is no string that lost its quotes: `[E1]` in prose is a mark of citation.
    const json = parseJson(text) ? text : /^[{["]/.test(text) ? mendSyntax(text) : undefined
    const parsed = json === undefined ? undefined : parseJson(json)
    if (parsed && contradictedKey(json!) === undefined) this.events.onElement(parsed.value, index)
  }
}

function textOf(string: string): string | undefined {
  const value = parseJson(`${string}"`)?.value
  return typeof value === 'string' ? value : undefined
}
