/**
 * What a person tells a run while it works, each an instruction of its own. All texts are the person's own words:
 * they may stand in prompts as such, unlike anything from outside.
 */
export type Steering =
  | { readonly kind: 'question-add'; readonly text: string }
  /** `id` as in the plan: `q1`, `q2` … */
  | { readonly kind: 'question-edit'; readonly id: string; readonly text: string }
  | { readonly kind: 'question-drop'; readonly id: string }
  /** A domain with all below it (`example.com`), or an address with all that begins with it. */
  | { readonly kind: 'source-ban'; readonly site: string }
  | { readonly kind: 'source-add'; readonly url: string }
  /** Told to the writers as it stands. */
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'budget-raise'; readonly limits: RaisedLimits }
  /** Begin nothing new until `resume`; what is under way ends. */
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  /** Stop looking and write the report with what there is. */
  | { readonly kind: 'write' }

/** What a run may spend in all from now on; what is absent, or less than before, stays as it was. */
export interface RaisedLimits {
  /** US dollars. */
  readonly usd?: number
  readonly tokens?: number
  /** Paid calls, repetitions included. */
  readonly calls?: number
  /** Searches of the library, and queries to search engines. */
  readonly searches?: number
  readonly pages?: number
}

/** An instruction as a run's inbox holds it. */
export interface SentSteering {
  /** 1, 2, 3 … within a run, in order of sending. */
  readonly number: number
  /** Milliseconds since the Unix epoch. */
  readonly sentAt: number
  readonly steering: Steering
}
