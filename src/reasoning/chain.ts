import type { Language } from '#vocabulary'
import { attributesIn } from './attributes.ts'
import { asksInTime } from './in-time.ts'
import { subjectSpans } from './subjects.ts'

/**
 * A question about somebody or something that is itself only described ("When was the director of X born?", X的馆长的出生日期): the
 * questions to ask one after the other, each later one with `{0}`, `{1}` … where the answer of an earlier one belongs. Undefined
 * where the question asks for nothing but what a name has.
 */
export function chainIn(question: string, language: Language): string[] | undefined {
  // "Who were the heads of X, one after the other": all who were, not something of one of them.
  if (asksInTime(question)) return undefined
  const steps: string[] = []
  let rest = question.trim()
  for (let hop = 0; hop < 3; hop++) {
    const found = language === 'zh' ? chineseHop(rest) : englishHop(rest)
    if (!found) break
    steps.push(found.asks)
    rest = `${rest.slice(0, found.start)}{${steps.length - 1}}${rest.slice(found.end)}`
  }
  return steps.length === 0 ? undefined : [...steps, rest]
}

interface Hop {
  /** What the description asks for. */
  readonly asks: string
  /** Where it stands. */
  readonly start: number
  readonly end: number
}

/** Nouns that stand for one person, body or place. */
const roles =
  /^(?:[a-z-]+ ){0,3}?(?:head|director|leader|chair(?:man|woman|person)?|president|ceo|chief|manager|rector|dean|principal|governor|mayor|minister|architect|designer|engineer|author|writer|composer|painter|founder|inventor|owner|sponsor|operator|contractor|builder|employer|spouse|wife|husband|father|mother|son|daughter|capital|winner|birthplace|hometown|predecessor|successor|publisher|curator|king|queen|company|institute|university|school|town|city|country|village|museum|body|organi[sz]ation|firm|person|man|woman|place|region|province|county|river|lake)$/i
const persons =
  /(?:\bhead|director|leader|chair\w*|president|ceo|chief|manager|rector|dean|principal|governor|mayor|minister|architect|designer|engineer|author|writer|composer|painter|founder|inventor|curator|wife|husband|spouse|father|mother|son|daughter|winner|king|queen|predecessor|successor|person|man|woman)$/i

function englishHop(text: string): Hop | undefined {
  const holders = holdersIn(text, 'en')
  return relativeHop(text, holders) ?? genitiveHop(text, holders)
}

/** Names and slots, by which a description ends. */
function holdersIn(text: string, language: Language): { start: number; end: number }[] {
  const slots = [...text.matchAll(/\{\d\}/g)].map(({ index }) => ({ start: index, end: index + 3 }))
  return [...subjectSpans(text, language), ...slots].toSorted((a, b) => a.start - b.start)
}

const describedBefore =
  /\bthe ((?:(?!(?:of|the|in|at|for|that|which|who|and)\b)[a-z-]+ ){1,4}?)(?:of|at|in|for|behind) (?:the )?$/i

/** "the director of X", "X's director": what is left of the question must still ask something of it. */
function genitiveHop(text: string, holders: readonly { start: number; end: number }[]): Hop | undefined {
  for (const { start, end } of holders) {
    const own =
      /^(?:'s|’s) ((?:[a-z-]+ ){0,2}?[a-z-]+)(?=\s*[?.,]|['’]s|\s+(?:born|die|found|live|work|stud|come|open|design|stand|lie|located|based)\w*|$)/i.exec(
        text.slice(end),
      )
    if (own && roles.test(own[1]!) && asksMore(text.slice(0, start), text.slice(end + own[0].length)))
      return {
        asks: `${whoOrWhat(own[1]!)} is the ${own[1]} of ${text.slice(start, end)}?`,
        start,
        end: end + own[0].length,
      }
    const match = describedBefore.exec(text.slice(0, start))
    if (!match || !roles.test(match[1]!.trim())) continue
    if (/^['’]s\s/.test(text.slice(end)) || !asksMore(text.slice(0, match.index), text.slice(end))) continue
    return {
      asks: `${whoOrWhat(match[1]!.trim())} is ${text.slice(match.index, end)}?`,
      start: match.index,
      end,
    }
  }
  return undefined
}

function whoOrWhat(noun: string): string {
  return persons.test(noun) ? 'Who' : 'What'
}

const asksNothing =
  /\b(?:what|who|which|whom|is|was|are|were|the|name|names|of|currently|now|today|please|tell|me|a|an|one|served|as|serves|been|has|held|holds|post|position|office)\b|[?.,'’]/giu

/** "Who is … ?" asks for the description itself. */
function asksMore(before: string, after: string): boolean {
  return `${before} ${after}`.replace(asksNothing, ' ').trim() !== ''
}

/** Verbs that end a question about what a relative clause describes: "When was the mayor of the town where X stands born?" */
const endings =
  /\s+(?:born|founded|established|opened|built|completed|located|situated|based|die|died|come from|live|work(?: for| at)?|study|train|trained|educated|married|created|held|designed|graduate(?: from)?)\s*\??$/i

/** "the institute that trained X", "the town where X has its seat". */
function relativeHop(text: string, holders: readonly { start: number; end: number }[]): Hop | undefined {
  const matches = [
    ...text.matchAll(
      /\bthe ((?:(?!(?:of|the|in|at|for|and)\b)[a-z-]+ ){0,2}?(?!(?:of|the|in|at|for|and)\b)[a-z-]+) (that|which|who|where|whose|(?:in|at|on|by|for|from|to) (?:which|whom))\s+/gi,
    ),
  ]
  const match = matches.at(-1)
  if (!match) return undefined
  const [, noun, pronoun] = match
  const from = match.index + match[0].length
  const inside = holders.filter(({ start }) => start >= from)
  // Several things have several answers: a slot holds one.
  if (inside.length === 0 || !/^[a-z -]*(?:[^s]|ss|us)$/i.test(noun!)) return undefined
  const first = inside[0]!
  const startsWithName = first.start === from || /^the $/i.test(text.slice(from, first.start))
  let end: number
  if (startsWithName) {
    // The clause has its verb after the name, and goes on to the end, save for the question's own verb.
    const asksWithVerb = /^\s*(?:when|where|who|what|how)\b[^?]*?\b(?:was|is|were|are|did|does|do)\b/i.test(
      text.slice(0, match.index),
    )
    const last = asksWithVerb ? endings.exec(text) : null
    const stop = /[?？,]|\s(?:and|but)\s/.exec(text.slice(first.end))
    end = stop ? first.end + stop.index : text.length
    if (last && last.index > first.end + 2 && /\s\S+\s/.test(`${text.slice(first.end, last.index)} `))
      end = last.index
  } else {
    // "that has its seat in X", "that connects X and Y": it ends with the names.
    end = inside.reduce(
      (last, next) =>
        /^,? (?:and|or|with) (?:the )?$/i.test(text.slice(last, next.start)) ? next.end : last,
      first.end,
    )
  }
  const clause = text.slice(from, end).trim()
  if (!asksMore(text.slice(0, match.index), text.slice(end))) return undefined
  const asks = relativeQuestion(noun!, pronoun!.toLowerCase(), clause)
  return { asks, start: match.index, end }
}

function relativeQuestion(noun: string, pronoun: string, clause: string): string {
  if (pronoun === 'where') return `In which ${noun} ${asked(clause)}?`
  if (pronoun === 'whose') return `Which ${noun} has the ${clause}?`
  if (pronoun.includes(' ')) return `${capital(pronoun.split(' ')[0]!)} which ${noun} ${asked(clause)}?`
  return `Which ${noun} ${clause}?`
}

/** "X has its seat" → "does X have its seat". */
function asked(clause: string): string {
  return clause
    .replace(/^(.+?) has (?=its|his|her|their|a|the)/, 'does $1 have ')
    .replace(/^((?:\p{Lu}[\p{L}.'-]*\s?|of |the |\{\d\}\s?)+)(is|was|were|are) /u, '$2 $1')
}

function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1)
}

const chineseRoles =
  '(?:现任|首任|前任|主要|最大的?)?(?:馆长|院长|所长|校长|局长|行长|会长|台长|镇长|市长|县长|区长|村长|省长|部长|书记|主任|主席|总裁|总经理|经理|董事长|负责人|领导人?|掌门人|创始人|创办人|设计者|设计师|建筑师|作者|作曲者|发明者|所有者|业主|赞助商|赞助方|运营方|承建方|承建商|雇主|母校|首都|省会|首府|总部|出生地|故乡|丈夫|妻子|配偶|父亲|母亲|儿子|女儿|得主|冠军|所在地|所在的?(?:镇|市|县|省|城市|国家|地区|区|村)|举办地|主办地|(?:培养机构))'
const chineseKinds =
  '(?:研究所|研究院|公司|企业|集团|机构|单位|大学|学院|学校|博物馆|医院|银行|镇|市|县|省|城市|国家|地区|村|河流|河|湖泊|湖|桥|大桥|人物|人|节|艺术节|组织|团队|作家|建筑师|城镇)'

function chineseHop(text: string): Hop | undefined {
  for (const { start, end } of holdersIn(text, 'zh')) {
    const after = text.slice(end)
    const lead = /(?:^|[，,。])((?:(?![的，,。谁哪]).){1,6})$/u.exec(text.slice(0, start))?.[1] ?? ''
    const leads = attributesIn(lead).length > 0
    // X的馆长 …, X总部所在的镇 …
    const role = leads
      ? null
      : new RegExp(
          `^(?:的)?((?:总部|本部|校址|会址|公司)?(?:位于|坐落|设在|设于|所在|所处)的?${chineseKinds}|${chineseRoles})(?=的|\\p{Script=Han}*(?:哪|谁|什么|何|多少|几))`,
          'u',
        ).exec(after)
    if (role) {
      const rest = after.slice(role[0].length)
      if (asksMoreInChinese(text.slice(0, start), rest))
        return {
          asks: `${text.slice(start, end)}${role[0].startsWith('的') ? '的' : ''}${role[1]}是${asksWho(role[1]!)}？`,
          start,
          end: end + role[0].length,
        }
    }
    // 培养X的研究所 …, X任职的公司 …
    const clause = new RegExp(
      `^((?:(?![，。？?的]).){0,8})的((?:(?!的)\\p{Script=Han}){0,4}?(?:${chineseKinds}|${chineseRoles}))(?=的|位于|坐落|成立|由|在|有|是|\\p{Script=Han}{0,6}(?:哪|谁|什么|何|多少|几))`,
      'u',
    ).exec(after)
    if (!clause) continue
    const verb = `${lead}${clause[1]}`
    if (verb === '' || attributesIn(verb).length === 0) continue
    const from = start - lead.length
    if (!asksMoreInChinese(text.slice(0, from), after.slice(clause[0].length))) continue
    return {
      asks: `${lead}${text.slice(start, end)}${clause[1]}的${clause[2]}是${asksWho(clause[2]!)}？`,
      start: from,
      end: end + clause[0].length,
    }
  }
  return undefined
}

function asksWho(noun: string): string {
  if (/(?:长|主任|主席|总裁|经理|人|者|师|书记|丈夫|妻子|配偶|父亲|母亲|儿子|女儿|作家|人物)$/u.test(noun))
    return '谁'
  if (
    /(?:公司|企业|集团|机构|单位|研究所|研究院|大学|学院|学校|医院|银行|博物馆|商|方|雇主|母校|组织|团队)$/u.test(
      noun,
    )
  )
    return '哪家'
  return '哪里'
}

function asksMoreInChinese(before: string, after: string): boolean {
  const rest = `${before}${after}`.replace(
    /请问|请|是|谁|什么|哪(?:一)?(?:位|个|家|里|座|所)?|人|名字|姓名|叫|现在|目前|现任|先后|由|担任|分别|年份|在|哪些|[？?。，,的]/gu,
    '',
  )
  return rest.trim() !== ''
}
