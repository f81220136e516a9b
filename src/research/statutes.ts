import type { Language } from '#vocabulary'
import type { Context } from '#runtime'
import type { Desk } from './open-desk.ts'

/** Whether what the user's own library holds on a question is a code of law: provisions told by article. */
export function holdsStatutes(
  _question: string,
  _language: Language,
  _desk: Desk,
  _context: Context,
): Promise<boolean> {
  return Promise.resolve(false)
}
