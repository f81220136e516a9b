import type { LabLanguage, Value } from '../world.ts'
import type { Relation } from './relation.ts'
import { readAmount, readDate } from './value-shapes.ts'

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

/** A value of the relation, from text that has its shape. */
export function readValue(text: string, { value }: Relation): ReadValue | undefined {
  switch (value.kind) {
    case 'date': {
      const date = readDate(text)
      return date === undefined ? undefined : { kind: 'date', date }
    }
    case 'quantity': {
      const amount = readAmount(text, value.unit)
      return amount === undefined ? undefined : { kind: 'quantity', amount, unit: value.unit }
    }
    case 'entity':
      return { kind: 'name', name: text }
  }
}
