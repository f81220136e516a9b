/** Where a sentence stands: indexes from 0, and its number in the whole report, from 1. */
export interface Standing {
  readonly section: number
  readonly sentence: number
  readonly number: number
}
