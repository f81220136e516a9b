/** A piece of HTML that is known to be safe: only `html` makes it. */
export interface Markup {
  readonly markup: string
}

/** What may stand in a template: text is escaped, markup is not, nothing is nothing. */
export type Content = string | number | Markup | readonly Content[] | undefined | false

/**
 * The only way that markup is made: literal parts are ours, every interpolated text is escaped for both
 * element content and double-quoted attribute values, so that no text can end the place it stands in.
 */
export function html(literals: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return { markup: literals.map((literal, index) => literal + write(contents[index])).join('') }
}

/** Markup that was not made here: our own style sheet and script, never text from outside. */
export function trusted(markup: string): Markup {
  return { markup }
}

function write(content: Content): string {
  if (content === undefined || content === false) return ''
  if (typeof content === 'string') return escapeText(content)
  if (typeof content === 'number') return String(content)
  if ('markup' in content) return content.markup
  return content.map(write).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // A parser would turn a bare carriage return into a line feed: the quote would no longer be exact.
  '\r': '&#13;',
  '\0': '\uFFFD',
}

/** Text as it may stand in element content and in quoted attribute values. */
export function escapeText(text: string): string {
  return text.toWellFormed().replace(/[&<>"'\r\0]/g, (character) => entities[character]!)
}
