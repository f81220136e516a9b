import { askedBy } from './bearing.ts'
import { isAside } from './candidates.ts'
import { asFinding } from './conflicts.ts'
import type { Inquiry } from './inquiry.ts'
import type { FoundConflict } from './strategy.ts'
import { constancyOf, groupValues, latest, type SourceOf, type ValueGroup } from './value-groups.ts'

/** Sides of one disagreement, at most. */
const sidesAtMost = 4

/**
 * Sets the values side by side that different sources give for one thing of one subject at one time: two lengths of a bridge, two
 * counts of the same year. Names are no numbers: a second sponsor contradicts nobody.
 */
export function findValueConflicts(inquiries: readonly Inquiry[], sourceOf: SourceOf): FoundConflict[] {
  return inquiries.flatMap(({ aim, gathered, text }) => {
    const asked = askedBy(aim)
    if (asked.manner !== 'one' || asked.subjects.length !== 1) return []
    // A year in a sentence on something else, under the subject's heading, is no founding year.
    const speaking = gathered.candidates.filter((candidate) => !isAside(candidate))
    return asked.items.flatMap((item, index): FoundConflict[] => {
      const kind = item.expects === 'date' ? 'date' : 'number'
      const constancy = constancyOf(item)
      if (constancy === 'several' || item.expects === 'name' || item.expects === 'place') return []
      const groups = groupValues(speaking, index, item, sourceOf)
      const sides = independent(constancy === 'changing' ? latest(groups) : groups).slice(0, sidesAtMost)
      if (sides.length < 2) return []
      return [
        {
          kind,
          about: asked.items.length === 1 ? text : item.text,
          resolution: 'open',
          sides: sides.map(({ value, candidates }) => ({ value, finding: asFinding(candidates[0]!) })),
        },
      ]
    })
  })
}

/** Values that come from sources of their own: one source that gives two means two things. */
function independent(groups: readonly ValueGroup[]): ValueGroup[] {
  const kept: ValueGroup[] = []
  for (const group of groups)
    if (kept.every(({ sources }) => ![...group.sources].every((source) => sources.has(source))))
      kept.push(group)
  return kept
}
