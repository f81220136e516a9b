import type { Evidence } from '#vocabulary'
import type { Inquiry } from './inquiry.ts'

/** The value that the best sentences of a sub-question agree on: of the kind that is asked for, word for word. */
export function answerOf(
  _inquiry: Inquiry,
): { readonly text: string; readonly evidence: readonly Evidence[] } | undefined {
  return undefined
}
