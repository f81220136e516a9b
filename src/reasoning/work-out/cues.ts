/** What a sentence may say that it works out. */
export type Work = 'sum' | 'mean' | 'difference' | 'ratio' | 'span' | 'count' | 'extreme' | 'order'

const word = (english: string, chinese: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\d])(?:${english})(?![\\p{L}\\d])|${chinese}`, 'iu')

const more =
  'more|most|larger|largest|longer|longest|higher|highest|taller|tallest|deeper|deepest|bigger|biggest|greater|greatest|heavier|heaviest|wider|widest|farther|farthest|further|busier|busiest|costlier|costliest|dearer|dearest|faster|fastest|richer|richest|stronger|strongest'
const less =
  'fewer|fewest|less|least|smaller|smallest|shorter|shortest|lower|lowest|shallower|shallowest|lighter|lightest|narrower|narrowest|cheaper|cheapest|slower|slowest'
const sooner = 'earlier|earliest|older|oldest|first|before'
const later = 'later|latest|newer|newest|younger|youngest|last|after'
const moreHan = '[更最](?:多|大|长|高|深|重|宽|远|贵|快|广)'
const lessHan = '[更最](?:少|小|短|低|浅|轻|窄|近|便宜|慢)'
const soonerHan = '[更最](?:早|老|年长)|早于|先于'
const laterHan = '[更最](?:晚|新|年轻)|晚于|后于'

const cues: readonly (readonly [Work, RegExp])[] = [
  ['order', word('in (?:chronological |this )?order|in order of|chronologically|followed by', '先后|依次|顺序')],
  ['mean', word('averages?|averaging|on average|mean', '平均')],
  ['sum', word('together|combined|in total|totals?|total(?:l?ed|l?ing)|altogether|in all|sum|jointly|add(?:s|ed)? up|between them', '合计|总共|一共|共计|总计|总和|之和|加起来|相加|合起来|总(?:造价|人口|长|面积|数|投资|成本|额)|共(?=[\\d有约达])')],
  ['span', word('years?|months?|days?', '年|个月|天')],
  ['difference', word(`differences?|differs?|differ by|by|${more}|${less}`, '相差|差距|差额|差|比')],
  ['ratio', word('times|twice|double|triple', '倍')],
  ['extreme', word(`${more}|${less}|${sooner}|${later}`, `${moreHan}|${lessHan}|${soonerHan}|${laterHan}|[多少大小长短高低深浅早晚]于|比`)],
  ['count', /[\d一二两三四五六七八九十]|(?<!\p{L})(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?!\p{L})/iu],
] // prettier-ignore

/** What a sentence may have worked out, by its own words; most of these sentences state something plain all the same. */
export function worksIn(text: string): Work[] {
  return cues.filter(([, pattern]) => pattern.test(text)).map(([work]) => work)
}

/** A word that says who has more, less, was sooner or later. */
export interface Comparing {
  readonly start: number
  readonly end: number
  readonly most: boolean
  /** It speaks of time. */
  readonly time: boolean
  /** `longest`, 最长: against all others; else against those named after `than`, 比. */
  readonly superlative: boolean
}

const groups: readonly (readonly [RegExp, boolean, boolean])[] = [
  [new RegExp(`(?<![\\p{L}\\d])(?:${more})(?![\\p{L}\\d])|${moreHan}|[多大长高深]于`, 'giu'), true, false],
  [new RegExp(`(?<![\\p{L}\\d])(?:${less})(?![\\p{L}\\d])|${lessHan}|[少小短低浅]于`, 'giu'), false, false],
  [new RegExp(`(?<![\\p{L}\\d])(?:${sooner})(?![\\p{L}\\d])|${soonerHan}`, 'giu'), false, true],
  [new RegExp(`(?<![\\p{L}\\d])(?:${later})(?![\\p{L}\\d])|${laterHan}`, 'giu'), true, true],
]

/** Comparing words in order. `the most beautiful`, `at least` and `first held` compare nothing. */
export function comparingIn(text: string): Comparing[] {
  return groups
    .flatMap(([pattern, most, time]) =>
      [...text.matchAll(pattern)].flatMap(({ index, 0: found }): Comparing[] => {
        const end = index + found.length
        const before = text.slice(Math.max(0, index - 12), index)
        const after = text.slice(end, end + 12)
        if (/\bat $/iu.test(before) && /^(?:least|most|first|last)$/iu.test(found)) return []
        if (/^first$/iu.test(found) && /^ (?:held|edition|staged|time|crossed|took)/iu.test(after)) return []
        const superlative = /st$|^(?:most|least)$|最/iu.test(found)
        return [{ start: index, end, most, time, superlative }]
      }),
    )
    .toSorted((a, b) => a.start - b.start)
}
