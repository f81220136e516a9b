import type { CallToolResult } from '@modelcontextprotocol/client'
import type { Clock } from '#runtime'
import type { ChosenTool } from './choose-tools.ts'
import type { FoundItem } from './found-item.ts'
import { saysCut, stepOn, type Further, type WayOn } from './further-parts.ts'
import { McpFailure } from './mcp-failure.ts'
import { documentOf, itemsOf, partOf, type FoundDocument, type ToldItems } from './tool-results.ts'

/**
 * Answers that come in pages and texts that come in parts, asked for one after the other.
 *
 * 1. Bounded: in number, in bytes together, and in time, which is that of one answer for all that follow the first;
 *    none is asked for twice.
 * 2. Results that came are kept when a further page fails, and it is told.
 * 3. A text is whole, or it is told that it is cut: where the server shows no way on, goes round in circles, or has
 *    more than the bounds allow. A further part that fails fails the whole: it may be whole another time.
 */
export interface Gathering {
  readonly chosen: ChosenTool
  /** One call of the tool, with these arguments besides its own. */
  readonly ask: (more: Readonly<Record<string, unknown>>) => Promise<CallToolResult>
  /** Arguments that the user fixed. */
  readonly fixed: ReadonlySet<string>
  readonly clock: Clock
  /** Milliseconds for what follows the first answer. */
  readonly time: number
  /** Of all answers together. */
  readonly bytes: number
  /** Tells what is missing. */
  readonly warn: (why: McpFailure) => void
}

const mostPages = 20
const mostParts = 50

/** @param enough says when no further page is wanted */
export async function gatherItems(
  gathering: Gathering,
  query: string,
  enough: (items: readonly FoundItem[]) => boolean,
): Promise<readonly FoundItem[]> {
  const { ask, warn } = gathering
  const items: FoundItem[] = []
  const seen = new Set<string>()
  const walk = new Walk(gathering, mostPages)
  let step: Step | undefined = { given: {} }
  while (step) {
    const answer: ToldItems | McpFailure = await ask(step.given)
      .then((result) => itemsOf(result, query))
      .catch((error: unknown) => {
        if (!walk.begun || !(error instanceof McpFailure)) throw error
        return error
      })
    if (answer instanceof McpFailure) {
      warn(new McpFailure('failed', `after ${items.length} results: ${answer.message}`, false))
      return items
    }
    const fresh: FoundItem[] = answer.items.filter((item) => !seen.has(nameOf(item)))
    for (const item of fresh) seen.add(nameOf(item))
    items.push(...fresh)
    if (answer.brokenOff)
      warn(new McpFailure('failed', `its answer breaks off; whole are ${items.length} results`, false))
    const size = fresh.reduce((sum, { text = '', snippet }) => sum + text.length + snippet.length, 0)
    const barren: boolean = walk.begun && fresh.length === 0
    const next: Next = barren || enough(items) ? undefined : walk.next(answer.further, size)
    step = next && 'given' in next ? next : undefined
  }
  return items
}

/** The document, or the resource that it is. */
export async function gatherDocument(
  gathering: Gathering,
  id: string,
): Promise<FoundDocument | { readonly resource: string }> {
  const { ask, warn } = gathering
  const first = documentOf(await ask({}), id)
  if ('resource' in first) return first
  const { document } = first
  if (!('text' in document) || !first.further) return document
  const walk = new Walk(gathering, mostParts)
  const texts = [document.text]
  let { text } = document
  let step = walk.next(first.further, Buffer.byteLength(text))
  while (step && 'given' in step) {
    const part = await ask(step.given)
      .then(partOf)
      .catch((error: unknown) => Promise.reject(inPart(error, texts.length + 1)))
    const repeated = part !== undefined && texts.includes(part.text)
    if (!part || repeated) {
      step = { cut: part ? 'it gives the same part again' : 'its next part is no text' }
      break
    }
    const size = Buffer.byteLength(part.text)
    if (!walk.holds(size)) {
      step = { cut: 'it is too long' }
      break
    }
    if (part.text !== '') text = joined(text, part.text, step.by)
    texts.push(part.text)
    step = walk.next(part.further, size)
  }
  if (step && 'cut' in step)
    warn(
      new McpFailure('failed', `${id.slice(0, 100)} is cut after part ${texts.length}: ${step.cut}`, false),
    )
  return { ...document, text }
}

type Step = { readonly given: Readonly<Record<string, unknown>>; readonly by?: WayOn['by'] }
/** Undefined: there is no more. */
type Next = Step | { readonly cut: string } | undefined

/** From one answer to the next, for as long as that is allowed. */
class Walk {
  begun = false
  private readonly gathering: Gathering
  private readonly most: number
  private end: number | undefined
  private readonly asked = new Set<string>()
  private bytes = 0
  private calls = 1
  /** Parts are counted from 0. */
  private fromZero = false

  constructor(gathering: Gathering, most: number) {
    this.gathering = gathering
    this.most = most
  }

  holds(bytes: number): boolean {
    return this.bytes + bytes <= this.gathering.bytes
  }

  /** @param size bytes of the answer that says so */
  next(further: Further | undefined, size: number): Next {
    this.bytes += size
    if (!further) return undefined
    const { chosen, fixed, clock, time } = this.gathering
    this.end ??= clock.elapsed() + time
    const step = stepOn(chosen, further, fixed)
    if (!step) return saysCut(further) ? { cut: 'there is more, which cannot be asked for' } : undefined
    const { by, value, of } = step
    if (!this.begun) this.fromZero = of !== undefined && value === 1
    if (this.fromZero && of !== undefined && Number(value) >= of) return undefined
    this.begun = true
    const name = `${by} ${value}`
    if (this.asked.has(name)) return { cut: 'it goes round in a circle' }
    this.asked.add(name)
    if (++this.calls > this.most) return { cut: `it has more than ${this.most} parts` }
    if (clock.elapsed() >= this.end) return { cut: 'it takes too long' }
    return step
  }
}

function nameOf({ id, url, resource, title }: FoundItem): string {
  return resource ?? id ?? url ?? title
}

function inPart(error: unknown, part: number): Error {
  if (!(error instanceof McpFailure)) return error as Error
  const { kind, message, again, wait, cause } = error
  // A tool that gave the first part is there.
  return new McpFailure(kind, `part ${part}: ${message}`, again, { wait, cause })
}

/** Parts may be cut anywhere when they are counted in characters, and between paragraphs or words otherwise. */
function joined(before: string, after: string, by: WayOn['by'] | undefined): string {
  if (by === 'offset' || /\s$/.test(before.slice(-1)) || /^\s/.test(after)) return before + after
  return `${before}${/[.!?。！？…:：)）"”」』]$/.test(before.slice(-1)) ? '\n\n' : '\n'}${after}`
}
