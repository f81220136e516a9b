import type { Context } from '#runtime'
import type { ModelSpec } from './model.ts'
import type { Usage, Wire } from './chat.ts'

/** Whether a text asks or is asked for: some models treat the two differently. */
export type EmbedUse = 'query' | 'passage'

/** Vectors, one a text in the order given; unit length (L2), so that a dot product is their cosine. */
export interface Embedded {
  /** The model that made them: vectors of different models are never compared. */
  readonly model: string
  readonly dimensions: number
  readonly vectors: readonly Float32Array[]
}

/** One exchange with an embedding endpoint, or with a model in this process. */
export interface EmbedTransport {
  exchange(
    texts: readonly string[],
    use: EmbedUse,
    wire: Wire,
  ): Promise<{ readonly vectors: readonly Float32Array[]; readonly usage?: Usage }>
}

/** An embedding model: journalled, budgeted, retried, in batches. */
export interface Embed {
  readonly spec: ModelSpec
  /**
   * Embeds as paid calls `<name>/<n>` below the context's path. Texts longer than the model's window are cut.
   *
   * @throws KaojuError as `Chat.generate`; `model-answer-invalid` when number or dimension of the vectors is wrong
   */
  embed(name: string, texts: readonly string[], use: EmbedUse, context: Context): Promise<Embedded>
}
