/** Ways to say that something was not found: a sentence that claims nothing about the world. */
const admitting =
  /(?<!\p{L})(?:(?:could|can|did|does|do|was|were|is|are|has|have|been|am) ?(?:not|n't)(?: be| been)?(?: able to)? (?:find|found|determined?|established?|identif(?:y|ied)|confirm(?:ed)?|answer(?:ed)?|located?|known|verif(?:y|ied)|stated?|given|say|tell|mention(?:ed)?|reported?|available|disclosed?|contain|provide[ds]?|specif(?:y|ied)|recorded|include|ascertain(?:ed)?|clarif(?:y|ied)|trace[d]?|settle[d]?|pin(?:ned)? down|work(?:ed)? out|ma[dk]e out|learn(?:ed|t)?|resolve[d]?|document(?:ed)?)|remains? to be (?:verified|established|seen|clarified|confirmed|determined|found)|yet to be (?:verified|established|confirmed|determined|found)|no (?:trace|indication|clue|hint|word|reliable|trustworthy)|(?:is|are|were|was|remains?|remained) (?:silent|mute)|left open|turn(?:s|ed|ing)? up nothing|fail(?:s|ed) to (?:say|mention|state|give|find|turn up|name|establish|confirm)|eludes?|(?:impossible|hard|difficult) to (?:say|tell|establish|determine|verify|confirm)|cannot (?:be )?(?:find|found|determine[d]?|establish(?:ed)?|confirm(?:ed)?|answer(?:ed)?|say|tell|verif(?:y|ied)|locate[d]?|identif(?:y|ied))|couldn't (?:find|determine|establish|confirm)|unable to (?:find|determine|answer|locate|confirm)|no (?:source|sources|page|pages|document|documents|information|evidence|data|record|records|answer|result|results|mention|text|figure|statement|reference)s?(?!\p{L})|nothing (?:(?:relevant|about|on|of|to|that|this|the|it|its|question|answers?|\p{L}+ing) ){0,6}(?:(?:was|is|has been|could be) )?(?:found|says|states|in the)|none of the (?:sources?|pages|documents)|not (?:found|stated|known|available|determined|mentioned|disclosed|specified|given|answered|covered)|(?:is|are|remains?|was) (?:unknown|unclear|unanswered|undetermined|unavailable|not clear)|unanswer(?:ed|able)|insufficient (?:evidence|information|data)|don't know|do not know|not enough (?:evidence|information|data)|lacks? (?:information|evidence|data))(?!\p{L})|没有?找到|未找到|未能\p{Script=Han}{0,2}(?:找|确|查|答|核|证|考|弄清|得知|获[知得悉])|(?:无从|无法|难以|有待|尚待|仍待|留待|待|不可|无可)\p{Script=Han}{0,2}(?:查[考证实明找]|核[实查]|考(?![虑试察])|证实|求证|得知|知晓)|只字未提|没有交代|未(?:作|做)?交代|阙如|语焉不详|(?:无|没有)(?:可靠|确切|明确|定|准确)(?:的)?(?:说法|信息|资料|答案|结论|论|记载)|无据可|未(?:提及|提到|说明|载明|注明|记载|披露|公布|见)|没有(?:资料|信息|证据|来源|记录|文献|数据|提到|提及|说明|任何|材料|一份|页面|记载|查到|回答)|无(?:法|从)(?:确定|得知|回答|确认|判断|查明|考证|找到|查到)|无(?:相关)?(?:资料|信息|记录|记载|答案|证据)|查(?:不到|无)|找不到|不(?:清楚|明确|详|得而知|知道|确定)|尚(?:不|未)(?:清楚|明确|知|回答|确定|查明)|资料不足|证据不足|信息不足|未知/iu

/** Where another thing is said after it. */
const turn = /[;；]|(?<!\p{L})(?:but|however|although|though|nevertheless|yet)(?!\p{L})|但是?|不过|然而/iu

/** Where a claim of two sides is told in one breath with not knowing which is right. */
const sides =
  /[两二](?:种|个|派)?(?:不同的?)?(?:说法|说(?!明)|数字|数据|版本|年份)|一说.{1,24}[，、]一说|(?<!\p{L})(?:either|both)(?!\p{L})[^.;]*\d[^.;]*(?<!\p{L})(?:or|and)(?!\p{L})[^.;]*\d/iu
const comma = /[,，;；]/u
/** `It is unclear whether A has 15 or 22 workers`: one of them it has. */
const whether =
  /(?<!\p{L})(?:it )?(?:is|was|remains) (?:unclear|unknown|not (?:clear|known|certain)|uncertain) (?:whether|if)(?= [^.;]*\d[^.;]* or [^.;]*\d)/iu

/** Whether a sentence says that something is not known or was not found. */
export function admits(text: string): boolean {
  return admitting.test(text)
}

/** The parts of a sentence that are no admission; offsets are kept by blanks. */
export function withoutAdmissions(text: string): string {
  const asks = whether.exec(text)
  if (asks !== null)
    return text.slice(0, asks.index) + ' '.repeat(asks[0].length) + text.slice(asks.index + asks[0].length)
  if (!admits(text)) return text
  const between = sides.test(text)
    ? new RegExp(`${turn.source}|${comma.source}`, 'giu')
    : new RegExp(turn, 'giu')
  const parts: { start: number; end: number }[] = []
  let start = 0
  for (const match of text.matchAll(between)) {
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
