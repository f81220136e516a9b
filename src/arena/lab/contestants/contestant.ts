import type { Context } from '#runtime'
import type { LabDocument, LabQuestion } from '../world.ts'
import type { PublishedText } from '../score/score.ts'
import type { ServedWorld } from '../serve/serve-world.ts'

/** What a contestant may use: addresses, never the truth. */
export interface LabPlace {
  readonly served: Pick<ServedWorld, 'engines' | 'tools' | 'feeds' | 'resolve' | 'pages' | 'plain'>
  /** Absent: nobody thinks. */
  readonly model?: LabModelPlace
  /** The user's own files, where the question is asked beside them. */
  readonly documents: readonly LabDocument[]
}

/** The simulated model as somebody configures it who knows its data sheet. */
export interface LabModelPlace {
  /** Up to `/v1`. */
  readonly url: string
  readonly name: string
  readonly contextWindow: number
  /** US dollars per million tokens. */
  readonly price: { readonly input: number; readonly output: number }
}

/**
 * Whoever is measured: a question and addresses in, what it would publish out. One question at a time; nothing is
 * carried over from one to the next. What it throws keeps it from answering: the answer counts as empty and the
 * reason is told.
 */
export interface Contestant {
  /** For the tables: `kaoju: quick, standard`. */
  readonly name: string
  answer(
    question: Pick<LabQuestion, 'id' | 'text' | 'language'>,
    place: LabPlace,
    context: Context,
  ): Promise<PublishedText>
  close(): Promise<void>
}
