import type { EntityType, LabLanguage, Value } from '../world.ts'

/** A value as read: entities are names yet. */
export type ReadValue =
  | Exclude<Value, { readonly kind: 'entity' }>
  | { readonly kind: 'name'; readonly name: string }

/** What a sentence of the world says: names, not ids, since whoever reads knows no list of them. */
export interface ReadStatement {
  readonly subject: string
  readonly relation: string
  readonly value: ReadValue
  readonly asOf?: number
  /** It is told as past. */
  readonly past?: true
  readonly language: LabLanguage
  /** UTF-16 code units of the sentence in the text that was read. */
  readonly start: number
  readonly end: number
  readonly sentence: string
}

/**
 * Reads the statements in a text: in sentences (whatever stands before and after: ids in brackets, bullets,
 * `According to …,`), and in rows `label | value`, `label: value` below a heading or title that names the subject.
 * Knows the relations, never the world.
 */
export function readStatements(text: string): ReadStatement[] {
  throw new Error(`not yet ${text.length}`)
}

/** What a question asks, by names. */
export type ReadQuestion =
  | { readonly form: 'value'; readonly relation: string; readonly subject: ReadQuestion | { readonly form: 'name'; readonly name: string } }
  | { readonly form: 'compare'; readonly relation: string; readonly subjects: readonly string[]; readonly most: boolean }
  | { readonly form: 'count' | 'list'; readonly relation: string; readonly type: EntityType; readonly value: string }
  | { readonly form: 'sum' | 'difference' | 'order'; readonly relation: string; readonly subjects: readonly string[] }
  | { readonly form: 'history'; readonly relation: string; readonly subject: string }
  | { readonly form: 'survey'; readonly parts: readonly { readonly subject: string; readonly relations: readonly string[] }[] } // prettier-ignore

/** Reads a question of the world; undefined = it is not one. Case, width, white space and closing marks are ignored. */
export function readQuestion(text: string): ReadQuestion | undefined {
  throw new Error(`not yet ${text.length}`)
}
