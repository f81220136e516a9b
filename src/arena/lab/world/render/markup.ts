import { withoutControls } from './page-content.ts'

const marks: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text for an element or a quoted attribute of HTML or XML. */
export function escapeMarkup(text: string): string {
  return withoutControls(text).replace(/[&<>"']/g, (mark) => marks[mark]!)
}

/** JSON that may stand in a `script` element: nothing in it ends the element. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&]/g, (mark) => `\\u00${mark.charCodeAt(0).toString(16)}`)
}

/** A comment's text: two hyphens would end it. */
export function commentText(text: string): string {
  return withoutControls(text).replace(/-(?=-)/g, '- ')
}
