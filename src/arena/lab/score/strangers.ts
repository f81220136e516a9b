import { sharedWithFigure } from './entity-claims.ts'
import { mannerAt } from './manner.ts'
import { hideNames, membersOf, type Reading } from './sentence-reading.ts'
import type { Claim } from './weigh-claim.ts'
import type { WorldIndex } from './world-index.ts'

const unknownEnglish =
  /(?:by|is|was|of|:|architect|engineer|designer|director)\s+(?:the )?(?:[a-z]+ ){0,2}(\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)+)|^(\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+) [a-z]+ /u
const unknownChinese =
  /(?:由|出自|是|为)([\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,6}|[\u4e00-\u9fff]{2,4})(?:设计|建造|创办|创立|负责|之手|主持|管理|领导|$|。)|([\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,6})/u

/** Claims about somebody who is nobody in the world: a name where a value belongs, and no known thing in its place. */
export function readStrangers(reading: Reading, index: WorldIndex): Claim[] {
  const hidden = hideNames(reading.text, reading.mentions)
  return reading.cues.flatMap((cue): Claim[] => {
    const { relation } = cue
    if (relation.value.kind !== 'entity') return []
    const { type } = relation.value
    if (reading.groups.some((group) => membersOf(group, [type], index).length > 0)) return []
    if (sharedWithFigure(reading, cue)) return []
    const subjects = [
      ...new Set(reading.groups.flatMap((group) => membersOf(group, relation.subjects, index))),
    ]
    if (subjects.length !== 1 || !(unknownEnglish.test(hidden) || unknownChinese.test(hidden))) return []
    return [
      { subject: subjects[0]!, relation, told: { kind: 'unknown' }, manner: mannerAt(reading, cue.start) },
    ]
  })
}
