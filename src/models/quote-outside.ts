/** A text from outside, named by an id that code has given. */
export interface OutsideText {
  readonly id: string
  readonly text: string
  /** Told before the text: title, date, page. From outside too. */
  readonly about?: Readonly<Record<string, string>>
}

/**
 * The one way in which text from outside enters a prompt: as data between marks that it cannot forge. Any mark
 * in the text itself is broken up; nothing else is changed.
 */
export function quoteOutside(texts: readonly OutsideText[]): string {
  return texts.map(({ id, text }) => `<<${id}>>\n${text}\n<</${id}>>`).join('\n')
}
