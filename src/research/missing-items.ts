import type { AskedItem } from '#reasoning'
import type { Aim } from './aim.ts'
import { askedBy } from './bearing.ts'
import { isAside, type Candidate } from './candidates.ts'

/** Of the things that a sub-question asks, those for which no sentence gives a value. */
export function missingItems({
  aim,
  gathered: { candidates },
}: {
  readonly aim: Aim
  readonly gathered: { readonly candidates: readonly Candidate[] }
}): readonly AskedItem[] {
  return askedBy(aim).items.filter(
    (_, item) =>
      !candidates.some((one) => one.bearing.kind === 'direct' && one.bearing.item === item && !isAside(one)),
  )
}
