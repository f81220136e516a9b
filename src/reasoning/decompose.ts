import type { Language } from '#vocabulary'
import type { AnswerType } from './answer-type.ts'
import { chainIn } from './chain.ts'
import { eachOf } from './each-of.ts'
import { requestedIn } from './request.ts'
import { subjectsIn } from './subjects.ts'

export type { AnswerType }

/** A sub-question before anything was looked up. */
export interface DraftQuestion {
  /** May hold slots: `{q1}` is the place of the answer to the first draft. */
  readonly text: string
  /** `asked` for the whole question, else the rule that made it. */
  readonly origin: 'asked' | 'clause' | 'comparison' | 'list' | 'requested' | 'chain'
  readonly expects: AnswerType
  /** Index of the draft that must be answered first (a comparison needs its sides). */
  readonly dependsOn: readonly number[]
}

/**
 * Decomposes a question by its grammar, the classical twin of a planner: a request for a report into what it asks for,
 * separate questions and clauses, what is asked of each of several things, the sides of a comparison, the members of a
 * list that share a frame ("the cost, duration and risks of X"), and a question about what is itself only described into
 * its hops. Total; a question that no rule cuts is returned as the single draft `asked`.
 */
export function decompose(question: string, language: Language): DraftQuestion[] {
  const requested = requestedIn(question.trim(), language)
  if (requested) return requested.map((text) => draft(text, 'requested', language))
  const parts = clausesOf(question.trim(), language)
  const drafts: DraftQuestion[] = []
  for (const { text: part, own } of parts) {
    const origin = parts.length === 1 ? 'asked' : 'clause'
    const each = eachOf(part, language)
    if (each) {
      const first = drafts.length
      for (const one of each) drafts.push(draft(one, 'comparison', language))
      drafts.push({ ...draft(part, origin, language, own), dependsOn: each.map((_, index) => first + index) })
      continue
    }
    const hops = chainIn(part, language)
    if (hops) {
      const first = drafts.length
      const filled = (text: string): string =>
        text.replace(/\{(\d)\}/g, (_, hop: string) => `{q${first + Number(hop) + 1}}`)
      for (const text of hops) {
        const needs = [...text.matchAll(/\{(\d)\}/g)].map(([, hop]) => first + Number(hop))
        drafts.push({ ...draft(filled(text), 'chain', language), dependsOn: needs })
      }
      continue
    }
    const sides = comparedIn(part, language)
    if (sides) {
      const first = drafts.length
      for (const side of sides) drafts.push(draft(side, 'comparison', language))
      drafts.push({
        ...draft(part, origin, language, own),
        dependsOn: sides.map((_, index) => first + index),
      })
      continue
    }
    const members = listedIn(part, language)
    if (members) for (const member of members) drafts.push(draft(member, 'list', language))
    else drafts.push(draft(part, origin, language, own))
  }
  return drafts
}

/** What a clause borrowed asks for nothing: what is expected is read from its own words. */
function draft(text: string, origin: DraftQuestion['origin'], language: Language, own = text): DraftQuestion {
  return { text, origin, expects: expectedAnswer(own, language), dependsOn: [] }
}

interface Clause {
  readonly text: string
  /** Its text without what it borrowed from another. */
  readonly own: string
}

const interrogative =
  /\b(what|who|whom|whose|when|where|why|how|which|did|does|do|is|are|was|were|has|have|had|can|could|will|would|should)\b/i

function clausesOf(question: string, language: Language): Clause[] {
  const questions = question
    .split(/(?<=[?？])\s*|[;；]\s*/u)
    .map((part) => part.trim())
    .filter(Boolean)
  return questions.flatMap((part) => (language === 'zh' ? chineseClauses(part) : englishClauses(part)))
}

/** "… and how / , and why …": cut only where the second part is a question of its own. */
function englishClauses(part: string): Clause[] {
  const cut = /,?\s+(?:and|but|or)\s+(?=(?:what|who|whom|whose|when|where|why|how|which)\b)/i
  const pieces = part.split(cut)
  const rest = restOf(pieces[0]!)
  const names = subjectsIn(pieces[0]!, 'en')
  return pieces.map((piece, index) => {
    // A bare "and why?" borrows the first clause, a pronoun the names in it; "it" is what it is about, named first.
    const bare = /^\w+\??$/.test(piece)
    const pronoun = /\b(?:(it|its|this|that)|they|them|their)\b/i.exec(piece)
    const named = pronoun?.[1] === undefined ? names.join(' and ') : names[0]
    const subject = bare || !named ? rest : named
    return index > 0 && subject !== '' && (bare || pronoun)
      ? { text: `${piece.replace(/\?$/, '')} (${subject})?`, own: piece }
      : { text: piece, own: piece }
  })
}

/** A clause without its asking words. */
function restOf(text: string): string {
  return text
    .replace(/\?$/, '')
    .replace(/\bhow (?:much|many)\b/gi, '')
    .split(/\s+/)
    .filter((word) => word !== '' && !interrogative.test(word))
    .join(' ')
    .slice(0, 120)
}

const chineseAsking = /什么|谁|哪|何|几|多少|多大|多长|多高|怎么|怎样|如何|为什么|吗|是否|有没有/

function chineseClauses(part: string): Clause[] {
  const whole = (text: string): Clause => ({ text, own: text })
  const pieces = part
    .split(/[，,]\s*(?:并且|而且|以及|同时|另外|又|并|还)?|(?:以及|并且)/u)
    .map((piece) => piece.trim())
    .filter(Boolean)
  // "先后由谁担任，分别在哪些年份": the second asks of the answers of the first.
  if (pieces.slice(1).some((piece) => /^(?:又|各|他们)?(?:分别|各自|依次)/u.test(piece))) return [whole(part)]
  if (pieces.length < 2 || !pieces.slice(1).every((piece) => chineseAsking.test(piece))) return [whole(part)]
  if (chineseAsking.test(pieces[0]!)) {
    const subject = chineseSubject(pieces[0]!)
    return pieces.map((piece, index) =>
      index === 0 || sharesWith(piece, subject) ? whole(piece) : { text: `${subject}${piece}`, own: piece },
    )
  }
  // "关于清湖，…多少，…何时": the first piece is the topic of all the others.
  return pieces.slice(1).map((piece) => ({ text: `${pieces[0]}${piece}`, own: piece }))
}

/** What stands before the first asking word or verb: 清湖 in 清湖的面积是多少. */
function chineseSubject(piece: string): string {
  return piece.split(/的|是|在|有|于|何|什么|多少|几|为|怎|如何|谁|哪/u)[0]!.trim()
}

function sharesWith(piece: string, subject: string): boolean {
  return subject === '' || piece.includes(subject)
}

/** "the first" of "the first and second plans": its noun stands on the other side. */
const ordinalOnly =
  /^(?:the\s+)?(?:first|second|third|former|latter|old|new|earlier|later|original|revised)$/i

function comparedIn(part: string, language: Language): [string, string] | undefined {
  const patterns =
    language === 'zh'
      ? [
          /^(?:比较|对比)(?:一下)?(.+?)(?:和|与|跟|同)(.+?)(?:的?(.{1,12}))?[?？。]?$/u,
          /^(.+?)(?:和|与|跟|同)(.+?)(?:相比|之间|有什么(?:区别|不同|差别|差异)|的(?:区别|差别|差异|不同))(.*)$/u,
        ]
      : [
          /\bcompare\s+(.+?)\s+(?:and|with|to|against|versus|vs\.?)\s+(.+?)[.?]?$/i,
          /\b(?:difference|differences|contrast|comparison)\s+between\s+(.+?)\s+and\s+(.+?)[.?]?$/i,
          /^(.+?)\s+(?:versus|vs\.?)\s+(.+?)[.?]?$/i,
        ]
  for (const pattern of patterns) {
    const match = pattern.exec(part)
    if (!match) continue
    const [left, right, tail] = [match[1]!.trim(), match[2]!.trim(), (match[3] ?? '').trim()]
    if (left === '' || right === '' || left.length > 120 || right.length > 120) continue
    if (language === 'en' && ordinalOnly.test(left))
      return [`${left} ${right.replace(/^(?:the\s+)?\S+\s*/i, '')}`, right]
    const frame = language === 'zh' ? tail.replace(/[?？]$/u, '') : ''
    return frame && !chineseAsking.test(frame) ? [`${left}${frame}`, `${right}${frame}`] : [left, right]
  }
  return undefined
}

/** "the A, B and C of X" / "X的A、B和C": one sub-question for each member, in the shared frame. */
function listedIn(part: string, language: Language): string[] | undefined {
  if (language === 'zh') {
    const match =
      /^(.*?的)([^的，。？?]{1,12}(?:、[^、，。？?]{1,12})+?)(?:以及|和|与|及)([^的，。？?]{1,12}?)(?=(?:分别|各|都|是|有|如何|怎|$|[?？]))(.*)$/u.exec(
        part,
      )
    if (!match) return undefined
    const members = [...match[2]!.split('、'), match[3]!]
    return members.map((member) => `${match[1]}${member}${(match[4] ?? '').replace(/分别|各自|都/gu, '')}`)
  }
  const match =
    /^(.*?\b(?:the|what)\s+(?:are\s+the\s+|were\s+the\s+)?)((?:[\w-]+(?:\s[\w-]+)?,\s+)+(?:[\w-]+(?:\s[\w-]+)?)?,?\s*and\s+[\w-]+(?:\s[\w-]+)?)(\s+(?:of|for|in|behind|to)\s+.+)$/i.exec(
      part,
    )
  if (!match) return undefined
  const members = match[2]!.split(/,\s*(?:and\s+)?|\s+and\s+/).filter(Boolean)
  return members.length < 2 ? undefined : members.map((member) => `${match[1]}${member}${match[3]}`)
}

const expectations: Record<Language, readonly (readonly [RegExp, AnswerType])[]> = {
  en: [
    [/\b(?:by )?what (?:percentage|percent|share|proportion)\b|\bhow many percent/i, 'percent'],
    [
      /\bhow much (?:money|did .* cost|does .* cost|was .* spent|was spent|is .* budget)|\b(?:cost|budget|price|spend|spent|funding|revenue|investment)\b.*\?|\bhow much .*(?:cost|paid|spent)\b/i,
      'money',
    ],
    [
      /\bhow (?:many|much|large|big|long|deep|far|high|tall|heavy|old|often|wide|fast)\b|\bwhat (?:number|amount|area|volume|depth|concentration|capacity|size|length|rate|level|value|temperature)\b/i,
      'quantity',
    ],
    [
      /\bwhen\b|\b(?:what|which|in what|in which) (?:year|date|month|day|quarter)\b|\bhow long ago\b/i,
      'date',
    ],
    [
      /\bwho(?:m|se)?\b|\bwhich (?:company|organi[sz]ation|agency|person|author|contractor|institute|university|bank)\b|\bwhat (?:company|organi[sz]ation|agency)\b/i,
      'name',
    ],
    [
      /\bwhere\b|\bwhich (?:place|city|town|country|site|village|county|province|region|district|state|island|river|street)\b/i,
      'place',
    ],
    [/\bwhy\b|\b(?:cause|causes|caused|reason|reasons)\b/i, 'cause'],
    [/\bhow (?:did|do|does|is|are|was|were|can|could|should|will|to)\b/i, 'method'],
    [/^(?:what|which) (?:are|were)\b|\b(?:list|name) (?:the|all)\b|\bwhich \w+s\b/i, 'list'],
    [/^(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would|should)\b/i, 'polar'],
  ],
  zh: [
    [/百分之几|百分之多少|多少个?百分点|比例|占比|几成|百分比/u, 'percent'],
    [
      /多少(?:钱|元|万元|亿元|资金|经费|预算)|花(?:了|费)多少|(?:预算|投资|费用|造价|成本|经费|资金)[^，。]*(?:多少|几)/u,
      'money',
    ],
    [/何时|什么时候|哪(?:一)?年|哪(?:一)?天|哪(?:个)?月|几年几月|几月|多久以前|日期|年份/u, 'date'],
    [/多少|几(?!乎|何|率)|多(?:大|长|高|深|远|重|宽|久)|面积|浓度|容量|数量/u, 'quantity'],
    [/谁|何人|哪(?:家|位|个(?:单位|公司|机构|部门|团队))|什么(?:单位|公司|机构|部门)/u, 'name'],
    [
      /哪里|哪儿|何处|何地|什么地方|在哪|哪(?:一)?(?:个|座)?(?:镇|市|县|省|城市|城镇|国家|地区|村|区|乡)/u,
      'place',
    ],
    [/为什么|为何|原因|缘由|导致/u, 'cause'],
    [/如何|怎么|怎样|什么(?:方法|措施|方式)/u, 'method'],
    [/哪些|有什么|列出/u, 'list'],
    [/吗[?？]?$|是否|是不是|有没有/u, 'polar'],
  ],
}

/** Tells from a question's words what its answer must contain; `any` when nothing tells. */
export function expectedAnswer(question: string, language: Language): AnswerType {
  return expectations[language].find(([pattern]) => pattern.test(question))?.[1] ?? 'any'
}

/** What an asking adjective measures: a source states a depth more often than that something is deep. */
const nounOf: Readonly<Record<string, string>> = {
  deep: 'depth',
  tall: 'height',
  wide: 'width',
  heavy: 'weight',
}

const chineseNounOf: Readonly<Record<string, string>> = {
  大: '面积',
  长: '长度',
  高: '高度',
  深: '深度',
  宽: '宽度',
  重: '重量',
  远: '距离',
}

/** The question without its asking words, so that they are not looked for in the sources. */
export function withoutAskingWords(question: string, language: Language): string {
  return language === 'zh'
    ? question
        .replace(
          /多(大|长|高|深|宽|重|远)(?=[？?。]|$)/gu,
          (_, adjective: string) => chineseNounOf[adjective]!,
        )
        .replace(
          /请问|请|告诉我|百分之(?:几|多少)|介绍(?:一下)?|比较(?:一下)?|是?什么时候|为什么|是?什么|多少|何时|何人|何处|哪些|哪一年|哪年|哪里|哪个|哪家|哪位|怎么样|怎样|怎么|如何|为何|是否|有没有|是不是|分别|谁|几|吗|呢|有哪|[?？]/gu,
          ' ',
        )
    : question
        .replace(
          /\bhow (deep|tall|wide|heavy)\b/gi,
          (_, adjective: string) => ` ${nounOf[adjective.toLowerCase()]} `,
        )
        .replace(
          /\bhow (?:high|low|large|big|small|long|far|fast|often|old|much|many)\b|\b(?:what|who|whom|whose|when|where|why|how|which|many|much|did|does|do|please|tell me|about|compare|difference between|list|name the|is there|are there)\b|\?/gi,
          ' ',
        )
}
