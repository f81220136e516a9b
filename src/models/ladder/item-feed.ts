import type { AnswerListener } from '../chat.ts'
import type { ItemListener } from '../item-listener.ts'
import type { LineForm } from '../prompt.ts'
import { withoutThinking } from '../thinking.ts'
import { ListReader } from './list-reader.ts'

/** What the ladder hands to whoever hears the items of its answers (`ItemListener`, whose promises are kept here). */
export class ItemFeed<I> {
  private readonly listener: ItemListener<I>
  /** Items heard of the present list. */
  private heard = 0
  private muted = false
  private failure: { readonly error: unknown } | undefined

  constructor(listener: ItemListener<I>) {
    this.listener = listener
  }

  /** Hears answers in JSON, in the text or as arguments of a tool; with a line form, answers in lines. */
  answers(lines?: LineForm<unknown>): AnswerListener {
    let readers = this.readers(lines)
    return {
      onStart: () => {
        this.restart()
        readers = this.readers(lines)
      },
      onPiece: (piece, part) => {
        if (!this.muted) readers[part](piece)
      },
    }
  }

  /** Another answer begins: what was heard is void. */
  restart(): void {
    if (this.heard === 0 || this.muted) return
    this.heard = 0
    if (!this.listener.onRestart) this.muted = true
    else this.tell(() => this.listener.onRestart!())
  }

  /** Nothing is handed over from here on. */
  close(): void {
    this.muted = true
  }

  /** @throws what the listener threw: its fault is none of the model's */
  throwIfFailed(): void {
    if (this.failure) throw this.failure.error
  }

  private readers(lines: LineForm<unknown> | undefined): Record<'text' | 'tool', (piece: string) => void> {
    const json = (): ((piece: string) => void) => {
      const reader = new ListReader(this.listener.list, {
        onList: () => this.restart(),
        onElement: (value, index) => this.hand(value, index),
      })
      return (piece) => reader.push(piece)
    }
    return { text: lines ? this.lineReader(lines) : json(), tool: json() }
  }

  /** A line is read once it has ended; what earlier lines gave has been heard. */
  private lineReader(form: LineForm<unknown>): (piece: string) => void {
    let text = ''
    let next = 0
    return (piece) => {
      text += piece
      if (!piece.includes('\n')) return
      const items = this.itemsIn(form, text.slice(0, text.lastIndexOf('\n') + 1))
      for (; next < items.length; next++) this.hand(items[next], next)
    }
  }

  private itemsIn(form: LineForm<unknown>, text: string): readonly unknown[] {
    try {
      const value = form.parse(text)
      const list = Array.isArray(value)
        ? value
        : (value as Readonly<Record<string, unknown>>)[this.listener.list]
      return Array.isArray(list) ? list : []
    } catch {
      // Nothing yet, or nothing at all: the ladder parses the whole answer and says what is wrong with it.
      return []
    }
  }

  private hand(value: unknown, index: number): void {
    if (this.muted) return
    const parsed = this.listener.item.safeParse(withoutThinking(value))
    if (!parsed.success) return
    this.heard++
    this.tell(() => this.listener.onItem(parsed.data, index))
  }

  /** A listener that throws must not pass for a model that failed, nor cost the answer that is being paid for. */
  private tell(what: () => void): void {
    try {
      what()
    } catch (error) {
      this.failure ??= { error }
      this.muted = true
    }
  }
}
