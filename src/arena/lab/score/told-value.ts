import type { EntityType, UnitId } from '../world.ts'

/** How a number is told: as it is, roughly, as a lower or as an upper bound. */
export type Hedge = 'about' | 'over' | 'under'

/**
 * A value as somebody wrote it down.
 *
 * Quantities are in the world's units (metres, square kilometres, whole euros …). `step` is the worth of the last digit
 * told (41.7 million: 100,000). `years` are spans of time. `other` is a unit that the world does not have, `noun` the
 * word that stands for it. Without a unit: a bare number. Counts of things tell which (`of`).
 */
export type ToldValue =
  | {
      readonly kind: 'quantity'
      readonly amount: number
      readonly step: number
      readonly unit?: UnitId | 'percent' | 'years' | 'other'
      readonly of?: EntityType
      readonly noun?: string
      readonly hedge?: Hedge
      /** `one`, `the three`: says nothing unless something else does. */
      readonly weak?: true
    }
  /** `date` is `193` for a decade, else `YYYY`, `YYYY-MM`, `YYYY-MM-DD`. */
  | {
      readonly kind: 'date'
      readonly date: string
      readonly precision: 'decade' | 'year' | 'month' | 'day'
      readonly hedge?: Hedge
    }

/** Where in a text it stands; UTF-16 code units. */
export interface PlacedValue {
  readonly value: ToldValue
  readonly start: number
  readonly end: number
}
