import type { Reading } from './sentence-reading.ts'
import type { PlacedValue } from './told-value.ts'

const english =
  /(?<!\p{L})(?:(?:the|a|an|its|this|that|another) (?:\p{Ll}+ )?(?:figure|number|total|count|value|amount)(?: given| reported| stated| quoted)?(?: for (?:1|2)\d{3})? (?:is|was|stands at|stood at|of|at|as|to be)|(?:puts?|gives?|gave|quotes?|quoted) (?:it|this|that|them) (?:at|as))(?: (?:only|about|around|some|roughly|nearly|almost|just))? $/iu
const chinese =
  /(?:数字|数据|数值|总数|这个数|该数|这一数量|数量)(?:应?(?:是|为|达|有)|仅为|则?为|定为|记为|写作)?(?:约|仅|大约)?$/u

/** Whether a figure is told as `the figure is 1,568`, 该数字为83: of what the question asks for. */
export function isBareFigure(reading: Reading, { value, start }: PlacedValue): boolean {
  if (value.kind !== 'quantity') return false
  const before = reading.text.slice(0, start)
  return english.test(before) || chinese.test(before)
} // prettier-ignore
