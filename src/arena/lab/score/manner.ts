import { clauseAt, hideNames, type Reading } from './sentence-reading.ts'
import type { Manner } from './weigh-claim.ts'

/** Words that tell how something is said: as no fact, as past, as contested. */
const negation =
  /(?<!\p{L})(?:not(?! (?:only|just|merely|until|before))|never|neither|nor|no longer|isn't|wasn't|aren't|weren't|didn't|doesn't|don't|hasn't|rather than|instead of)(?!\p{L})|不是|并非|并不|并没|没有(?!比)|不再|从未|而非|未由|未曾|未在|并未|非由/iu
const pastStrong =
  /(?<!\p{L})(?:former(?! (?:is|was|has|had)(?!\p{L}))|formerly|used to|no longer|previously|ex-|once (?:had|was|stood|led)|at one time|gave up|stepped down|resigned|retired|left (?:the )?(?:office|post|\u0001)|term (?:\S+ ){0,5}(?:ended|expired|ran out)|predecessor)(?!\p{L})|(?:前任|前(?=负责人|馆长|镇长|所长|市长|任|主管)|原任|不再|曾任|此前|以前|从前|原来|昔日|卸任|离任|去职|离职|退任|任满|下台|交棒)/iu
const pastWeak =
  /(?<!\p{L})(?:until|till|up to|then|as of|back then|at the time|at that time|by the end of|earlier figure|older|outdated|out of date|superseded|prior|had been|(?:before|through) (?:1|2)\d{3})(?!\p{L})|直到|截至|截止|当时|曾|旧|过时|之前|一度|原(?!因|来|则|本|文|作)/iu
const wrong =
  /(?<!\p{L})(?:wrongly|incorrectly|mistaken(?:ly)?|erroneous(?:ly)?|falsely|in error|untrue|wrong|incorrect|inaccurate|debunked|refuted|false|not correct|not true|unfounded)(?!\p{L})|误称|误为|误作|误写|误报|错误|有误|不实|不正确|不准确|谬/iu
const open =
  /(?<!\p{L})(?:contradict\w*|contrary to|conflict\w*|disagree\w*|disput\w*|den(?:y|ies|ied)|discrepan\w*|inconsistent|differ(?:s|ing)? (?:on|about|from)|at odds|unreliable|contested|other sources?|another source|injected|manipulated|cannot be trusted|alleged(?:ly)?|unconfirmed|unverified|suspicious|(?:was|were|is|are|been|being) (?:therefore |thus |accordingly )?(?:disregarded|discarded|discounted|set aside|left aside|ignored|rejected)|instructions? (?:\p{L}+ ){0,3}(?:to|for|at) (?:an? |the )?(?:AI|artificial|language models?|assistants?|bots?|machines?)|prompt injection)(?!\p{L})|不[足予可能]采信|未予?采信|不足为[信凭据]|不予?采用|(?:针对|写给|面向|指示|诱导)(?:人工智能|AI|语言模型|机器人|大模型)[^，。；]{0,8}(?:指令|指示)|不符|矛盾|分歧|不一致|有出入|说法不一|否认|不可信|不可靠|存疑|争议|实为|实则|实际(?:上)?(?:为|是|长|深|有|仅)|其实|另一(?:说|种说法|来源)|各执一词|可疑/iu
/** Words that tell a thing as so at present. */
export const now =
  /(?<!\p{L})(?:current(?:ly)?|incumbent|the present|present-day|now|nowadays|today|at present|presently|to this day|since)(?!\p{L})|目前|现任|现在|现(?=负责人|馆长|镇长|所长|为)|今(?=为|由|任)|如今|现由|当前|至今|迄今|以来/iu
/** What is told as a row of those who came one after the other is not told as now. */
const inTurn =
  /(?<!\p{L})(?:in turn|success(?:ive|ively|ion)|over the years|one after (?:the other|another)|in (?:this|that|the following|chronological) order|through(?:out)? its history)(?!\p{L})|历任|先后(?!顺序)|依次|历年|前后(?:共)?有/iu
/** `A succeeded B`, `B was followed by A`: who came and who went. */
const name = String.raw`\u0001+`
const succession: readonly { readonly shape: RegExp; readonly went: 'first' | 'second' }[] = [
  { shape: new RegExp(String.raw`(${name})(?:[^.;。；]{0,30}?)(?:succeed(?:s|ed)|replac(?:es|ed)|took over (?:\p{L}+ ){0,4}from|(?<!was )follow(?:s|ed)(?! by)|接替|接任|取代|继)(?:了)?\s?(${name})`, 'giud'), went: 'second' },
  { shape: new RegExp(String.raw`(${name})(?:[^;；]{0,60}?)(?:(?:was|been|being) (?:succeeded|followed|replaced) by|(?:gave way|handed over|passed (?:\p{L}+ ){0,3}) to|and then by|followed by)\s(${name})`, 'giud'), went: 'first' },
  { shape: new RegExp(String.raw`(${name})(?:[^;；]{0,60}?)(?:when|and|then|,|;) (${name}) (?:succeeded|took over|replaced|followed)`, 'giud'), went: 'first' },
  { shape: new RegExp(String.raw`(${name})(?:[^；]{0,40}?)由(${name})(?:接任|接替|继任|接手|接掌|接棒|取代)`, 'giud'), went: 'first' },
  { shape: new RegExp(String.raw`(${name})(?:[^；]{0,40}?)(?:的继任者是|交棒给|交给|让位于|由后任)(${name})`, 'giud'), went: 'first' },
] // prettier-ignore

/** Where a contrast begins, what is called wrong before it is no longer meant. */
const contrast =
  /[;；]|(?<!\p{L})(?:but|while|whereas|however|although|though)(?!\p{L})|但是?|而(?!且)|不过|然而|实际上|其实|(?<!\p{L})(?:actually|in fact|the correct)(?!\p{L})/giu

/** How what stands at a place of a sentence is told; `from` is where its words begin. */
export function mannerAt(reading: Reading, at: number, year?: number): Manner {
  const clause = reading.clauses[clauseAt(reading, at)]
  const head = clause === undefined ? reading.text.slice(0, at) : reading.text.slice(clause.start, at)
  const inClause = clause === undefined ? reading.text : reading.text.slice(clause.start, clause.end)
  const own = inClause + bracketAfter(reading, at)
  const turned = successionAt(reading, at)
  const side = sideOf(reading.text, at)
  const past =
    turned === 'came'
      ? undefined
      : pastStrong.test(own) || pastAbove(reading, at)
        ? 'strong'
        : pastWeak.test(own) ||
            pastBefore(reading, at) ||
            pastFrom(reading, at) ||
            turned === 'went' ||
            (inTurn.test(reading.text) && !now.test(own))
          ? 'past'
          : undefined
  const negated = negates(head) || (clause !== undefined && negatesAhead(reading, at, own))
  const contested = wrong.test(own)
    ? 'wrong'
    : wrong.test(side)
      ? 'doubted'
      : reading.contested || open.test(reading.text) || wrong.test(reading.text)
        ? 'open'
        : undefined
  const current = (now.test(own) || turned === 'came') && past === undefined
  return {
    ...(current && { current: true as const }),
    ...(year !== undefined && { year }),
    ...(past !== undefined && { past }),
    ...(endsAt(reading, at) && { ended: true as const }),
    ...(negated && { negated: true as const }),
    ...(contested !== undefined && { contested }),
  }
}

/** `P led M until 2007`: with nobody else named between. */
function endsAt(reading: Reading, at: number): boolean {
  const group = reading.groups.find((one) => one.start <= at && at < one.end)
  const clause = reading.clauses[clauseAt(reading, at)]
  if (group === undefined || clause === undefined) return false
  const rest = hideNames(reading.text, reading.mentions).slice(group.end, clause.end)
  const [between] = /^.*?(?=(?<!\p{L})(?:until|till) \d{4}|任?[至到]\d{4}年(?:止|$|为止))/u.exec(rest) ?? []
  return (
    between !== undefined &&
    !now.test(between) &&
    /^[^\u0001]*(?:\u0001+[^\u0001]*)?$/u.test(between) &&
    !/(?<!\p{L})(?:that|who|whom|which|whose|when)(?!\p{L})/u.test(between)
  )
}

/** `P (until 2007)`: what stands in brackets right behind a name is told of it. */
export function bracketAfter(reading: Reading, at: number): string {
  const group = reading.groups.find((one) => one.start <= at && at < one.end)
  if (group === undefined) return ''
  return /^\s*[(（]([^()（）]{0,40})[)）]/.exec(reading.text.slice(group.end))?.[0] ?? ''
}

function successionAt(reading: Reading, at: number): 'came' | 'went' | undefined {
  const group = reading.groups.find((one) => one.start <= at && at < one.end)
  if (group === undefined) return undefined
  const hidden = hideNames(reading.text, reading.mentions)
  for (const { shape, went } of succession)
    for (const { indices } of hidden.matchAll(shape)) {
      const first = indices![1]![0] === group.start
      const second = indices![2]![0] === group.start
      if (first || second) return (went === 'first') === first ? 'went' : 'came'
    }
  return undefined
}

/** `not … until 1931` says that it was so in 1931. */
function negates(head: string): boolean {
  return negation.test(head) && !/(?<!\p{L})until(?!\p{L})|直到|才/iu.test(head)
}

/** `P was not the designer`: the value stands before the word that denies it. */
function negatesAhead(reading: Reading, at: number, own: string): boolean {
  const tail = own.slice(Math.max(0, own.length - (reading.clauses[clauseAt(reading, at)]!.end - at)))
  return /^.{0,60}?(?:(?:was|is|were|are|did|does|has|have) (?:not(?! (?:only|just|until|before))|never|no longer)(?!\p{L})|n't(?!\p{L})|不是|并非|并不是|并没有(?!比)|没有(?!比)|并未|不再|从未)/iu.test(
    tail,
  )
    ? !/(?<!\p{L})until(?!\p{L})|直到|才/iu.test(tail)
    : false
}

/** `From 41,090 to 48,213`: what it was, told beside what it is. */
function pastFrom(reading: Reading, at: number): boolean {
  return (
    /(?:(?<!\p{L})(?:from|compared (?:with|to)|up on)|从|由|较|相比)\s*(?:(?:the|about|some|around)\s|约|大约)?$/iu.test(reading.text.slice(0, at)) &&
    reading.values.some((value) => value.start > at && value.value.kind === 'quantity')
  ) // prettier-ignore
}

/** `Until 2012, …`, `直到2012年，…`: said before the comma, it holds after it. */
function pastBefore(reading: Reading, at: number): boolean {
  const first = reading.clauses[0]
  return (
    first !== undefined &&
    clauseAt(reading, at) === 1 &&
    pastWeak.test(reading.text.slice(first.start, first.end))
  )
}

/** `A former mayor of T, P, …`: a name alone between commas is what stands before it. */
function pastAbove(reading: Reading, at: number): boolean {
  const own = clauseAt(reading, at)
  const [clause, above] = [reading.clauses[own], reading.clauses[own - 1]]
  if (clause === undefined || above === undefined) return false
  const mention = reading.groups.find((group) => group.start <= at && at < group.end)
  const bare =
    mention !== undefined &&
    reading.text.slice(clause.start, clause.end).trim().length <= mention.end - mention.start + 1
  return bare && pastStrong.test(reading.text.slice(above.start, above.end))
}

function sideOf(text: string, at: number): string {
  const ends = Array.from(text.matchAll(contrast), (match) => match.index)
  const start = Math.max(0, ...ends.filter((end) => end <= at))
  const end = Math.min(text.length, ...ends.filter((other) => other > at))
  return text.slice(start, end)
}
