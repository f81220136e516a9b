import type { PlanWork } from './node.ts'

/** Words that ask for something to be worked out, the surest first. */
const askings: readonly (readonly [PlanWork, RegExp])[] = [
  ['order', /\bin (?:what|which) order\b|\bchronological|\border of\b|先后顺序|(?:按|以).{0,12}(?:排序|排列|顺序)|顺序是/iu],
  ['mean', /\b(?:on average|average of|mean of)\b|平均(?:值|数|是|为)|的平均/iu],
  ['difference', /\bhow (?:much|many) (?:\w+ ){0,4}?(?:\w+er|more|less|fewer)\b[^?]*\bthan\b|\bdifference (?:between|of|in)\b|\bhow far apart\b|比.{1,60}(?:多|少|大|小|高|低|长|短|深|浅|早|晚|重|轻)(?:了)?(?:多少|几)|相差|差(?:多少|几|值|额)/iu],
  ['sum', /\b(?:together|in total|altogether|combined|sum of|total of|in all)\b|合计|总共|一共|总和|加起来|之和|共计/iu],
  ['count', /\bhow many of\b|有几(?:个|座|家|位|种|处)|其中.{0,12}(?:几|多少)/iu],
  ['minimum', /\b(?:least|fewest|smallest|lowest|shortest|shallowest|earliest|first|fewer|less|smaller|lower|shorter|shallower|earlier|cheaper|older)\b|最(?:少|小|低|短|浅|早|便宜)|更(?:少|小|低|短|浅|早|便宜)|较(?:少|小|低|短|浅|早)/iu],
  ['maximum', /\b(?:most|largest|highest|longest|deepest|latest|greatest|biggest|tallest|more|larger|higher|longer|deeper|later|greater|bigger|taller|younger)\b|最(?:多|大|高|长|深|晚|贵)|更(?:多|大|高|长|深|晚|贵)|较(?:多|大|高|长|深|晚)/iu],
] // prettier-ignore

/**
 * What is to be worked out from the answers of other nodes; undefined when the node asks for something of its own.
 * Only what needs two values or more is worked out: `Who heads the largest of {q1}?` is looked for.
 */
export function workOf(text: string, dependsOn: readonly string[]): PlanWork | undefined {
  return dependsOn.length < 2 ? undefined : workAsked(text)
}

/** What a text asks to be worked out, whether or not there is anything to work with. */
export function workAsked(text: string): PlanWork | undefined {
  return askings.find(([, pattern]) => pattern.test(text))?.[0]
}
