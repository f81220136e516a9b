/** Ways to say that something was not found: a sentence that claims nothing about the world. */
const admitting =
  /(?<!\p{L})(?:(?:could|can|did|does|do|was|were|is|are|has|have|been) ?(?:not|n't)(?: be| been)?(?: able to)? (?:find|found|determined?|established?|identif(?:y|ied)|confirm(?:ed)?|answer(?:ed)?|located?|known|verif(?:y|ied)|stated?|given|say|tell|mention(?:ed)?|reported?|available|disclosed?|contain|provide[ds]?|specif(?:y|ied)|recorded|include)|cannot (?:be )?(?:find|found|determine[d]?|establish(?:ed)?|confirm(?:ed)?|answer(?:ed)?|say|tell|verif(?:y|ied)|locate[d]?|identif(?:y|ied))|couldn't (?:find|determine|establish|confirm)|unable to (?:find|determine|answer|locate|confirm)|no (?:source|sources|page|pages|document|documents|information|evidence|data|record|records|answer|result|results|mention|text|figure|statement|reference)s?(?!\p{L})|nothing (?:was |is |has been )?(?:found|says|states|in the)|none of the (?:sources?|pages|documents)|not (?:found|stated|known|available|determined|mentioned|disclosed|specified|given|answered|covered)|(?:is|are|remains?|was) (?:unknown|unclear|unanswered|undetermined|unavailable|not clear)|unanswer(?:ed|able)|insufficient (?:evidence|information|data)|don't know|do not know|not enough (?:evidence|information|data)|lacks? (?:information|evidence|data))(?!\p{L})|没有?找到|未找到|未能(?:找到|确定|查到|确认|回答)|未(?:提及|提到|说明|载明|注明|记载|披露|公布|见)|没有(?:资料|信息|证据|来源|记录|文献|数据|提到|提及|说明|任何|材料|一份|页面|记载|查到|回答)|无(?:法|从)(?:确定|得知|回答|确认|判断|查明|考证|找到|查到)|无(?:相关)?(?:资料|信息|记录|记载|答案|证据)|查(?:不到|无)|找不到|不(?:清楚|明确|详|得而知|知道|确定)|尚(?:不|未)(?:清楚|明确|知|回答|确定|查明)|资料不足|证据不足|信息不足|未知/iu

/** Where another thing is said after it. */
const turn = /[;；]|(?<!\p{L})(?:but|however|although|though|nevertheless|yet)(?!\p{L})|但是?|不过|然而/iu

/** Whether a sentence says that something is not known or was not found. */
export function admits(text: string): boolean {
  return admitting.test(text)
}

/** The parts of a sentence that are no admission; offsets are kept by blanks. */
export function withoutAdmissions(text: string): string {
  if (!admits(text)) return text
  const parts: { start: number; end: number }[] = []
  let start = 0
  for (const match of text.matchAll(new RegExp(turn, 'giu'))) {
    parts.push({ start, end: match.index })
    start = match.index + match[0].length
  }
  parts.push({ start, end: text.length })
  return parts
    .filter((part) => admits(text.slice(part.start, part.end)))
    .reduce(
      (rest, part) => rest.slice(0, part.start) + ' '.repeat(part.end - part.start) + rest.slice(part.end),
      text,
    )
}
