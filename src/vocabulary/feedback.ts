import type { DocumentId } from './document.ts'

/** What a reader says of one sentence or one source of a report; what was said last of the same thing holds. */
export interface Feedback {
  readonly about:
    | {
        readonly kind: 'sentence'
        /** Index of the section in the report, and of the sentence in it; from 0. */
        readonly section: number
        readonly sentence: number
        readonly text: string
      }
    | { readonly kind: 'source'; readonly document: DocumentId; readonly uri: string }
  /** `none` takes back what was said before. */
  readonly judgement: 'right' | 'wrong' | 'useful' | 'none'
  readonly note?: string
}
