import type { Language } from '#vocabulary'
import { foldWidth } from '#reading'
import { decompose, expectedAnswer, type AnswerType } from '../decompose.ts'
import { both, contentOf, figuresIn, without } from './content.ts'
import type { GraphFault, PlanNode, PlannedFor } from './node.ts'
import { needsOf } from './order.ts'
import { workAsked } from './work.ts'
import { namedIn, sameText } from './wording.ts'

/** Share of the question's own matter that its parts must speak of, whatever other words they use. */
const spokenOf = 0.5

/** What of the question no node speaks of: names, figures, the parts of a list, the clauses, the matter. */
export function uncovered(nodes: readonly PlanNode[], asked: PlannedFor): GraphFault[] {
  const { question, language } = asked
  if (nodes.length === 1 && sameText(nodes[0]!.text, question)) return []
  const all = foldWidth(nodes.map(({ text }) => text).join('\n')).toLowerCase()
  const figures = new Set(nodes.flatMap(({ text }) => figuresIn(text)))
  const figure = figuresIn(question).find((one) => !figures.has(one))
  if (figure !== undefined) return [{ fault: 'uncovered', what: figure }]
  const contents = nodes.map(({ text }) => contentOf(text, language))
  const said = new Set(contents.flatMap((own) => [...own]))
  const name = namedIn(question).find(
    (one) =>
      !all.includes(foldWidth(one).toLowerCase()) &&
      ![...contentOf(one, language)].every((term) => said.has(term)),
  )
  if (name !== undefined) return [{ fault: 'uncovered', what: name }]
  const member = lists(question, language)
    .map((list) => memberLeftOut(list, contents, language))
    .find(Boolean)
  if (member) return [{ fault: 'uncovered', what: member }]
  const wanted = contentOf(question, language)
  const missing = [...without(wanted, said)]
  const otherWords = without(said, wanted).size
  // What is missing must be said in other words by some node; where no node has other words, it is left out.
  const clause = clauseLeftOut(question, language, said, otherWords)
  if (clause !== undefined) return [{ fault: 'uncovered', what: clause }]
  if (missing.length > 0 && (otherWords === 0 || missing.length > (1 - spokenOf) * wanted.size))
    return [{ fault: 'uncovered', what: missing.join(language === 'zh' ? '' : ' ') }]
  return []
}

/** A clause of the question whose own words nobody says, in whatever words. */
function clauseLeftOut(
  question: string,
  language: Language,
  said: ReadonlySet<string>,
  otherWords: number,
): string | undefined {
  const clauses = decompose(question, language).filter(({ origin }) => origin === 'clause')
  if (clauses.length < 2) return undefined
  const contents = clauses.map(({ text }) => contentOf(text.replace(/\s*\([^()]*\)\?$/, ''), language))
  const at = contents.findIndex((own, index) => {
    const others = contents.filter((_, other) => other !== index)
    const only = [...own].filter((term) => !others.some((other) => other.has(term)))
    return only.length > 0 && only.every((term) => !said.has(term)) && otherWords < only.length
  })
  return at < 0 ? undefined : clauses[at]!.text
}

/**
 * A member of a list that none of the nodes made for its members is made for. A node that says all the words of a
 * member is made for it; one that says the words of no member may be made for one in other words, if it shares some.
 * Where no node is made for a part of the list alone, the list is asked for as a whole.
 */
function memberLeftOut(
  members: readonly string[],
  contents: readonly ReadonlySet<string>[],
  language: Language,
): string | undefined {
  const wanted = members.map((member) => contentOf(member, language))
  const common = wanted.reduce(both)
  const own = wanted.map((terms) => without(terms, common))
  if (own.some(({ size }) => size === 0)) return undefined
  const covers = contents.map((content) =>
    own.flatMap((terms, index) => ([...terms].every((term) => content.has(term)) ? [index] : [])),
  )
  const partial = covers.filter((some) => some.length > 0 && some.length < members.length)
  const covered = new Set(partial.flat())
  if (covered.size === 0) return undefined
  const free = contents.filter((_, index) => covers[index]!.length === 0)
  for (const [index, terms] of own.entries()) {
    if (covered.has(index)) continue
    const at = free.findIndex(
      (content) => [...terms].filter((term) => content.has(term)).length * 2 >= terms.size,
    )
    if (at < 0) return members[index]
    free.splice(at, 1)
  }
  return undefined
}

/** Lists in the question: three or more members, or two names. */
function lists(question: string, language: Language): string[][] {
  return language === 'zh' ? chineseLists(question) : englishLists(question)
}

function englishLists(question: string): string[][] {
  // A member ends at a comma; the last one is cut where the first ones would go on.
  const pattern = /((?:[^,;:?.]{2,80},\s+)+)([^,;:?.]{2,120}?),?\s+(?:and|or)\s+([^,;:?.]{2,80})/g
  return [...question.matchAll(pattern)].flatMap(([, most, before, last]) => {
    const members = [...most!.split(/,\s+/).filter(Boolean), before!, last!]
    return [alikeMembers(members)]
  })
}

/** What leads to the first member and follows the last one is no part of them. */
function alikeMembers(members: readonly string[]): string[] {
  const named = members.slice(1, -1).every((member) => /^(?:\p{Lu}[\p{L}\p{M}'’.-]*(?:\s|$))+/u.test(member))
  if (named) {
    const name = /(?:\p{Lu}[\p{L}\p{M}'’.-]*(?:\s(?:of|the|de|van|von)\s)?\s?)+/gu
    const first = [...members[0]!.matchAll(name)].at(-1)?.[0] ?? members[0]!
    const last = [...members.at(-1)!.matchAll(name)][0]?.[0] ?? members.at(-1)!
    return [first, ...members.slice(1, -1), last].map((one) => one.trim())
  }
  const lead =
    /^.*\b(?:that covers?|covering|stating|including|such as|what (?:is|are|were|was)|give|list)\s+/i
  return members.map((one) => one.replace(lead, '').trim())
}

function chineseLists(question: string): string[][] {
  const pattern =
    /([^，。；：？、]{2,40}(?:、[^，。；：？、]{2,40})*)(?:以及|和|与|及)([^，。；：？、]{2,60})/gu
  return [...question.matchAll(pattern)].flatMap(([, most, tail]) => {
    const members = most!.split('、')
    const [first] = members
    const bare = first!.replace(/^.*(?:关于|说明|包括|包含|整理|列出|介绍|比较|对比)/u, '')
    const last = tail!.replace(/(?:分别|各自?|哪|谁|哪个|的详细|的概况|的报告).*$/u, '')
    // The last member goes on with what is asked of all: 甲、乙和丙的深度.
    const cut = bare.includes('的') ? last : last.replace(/的.*$/u, '')
    return members.length === 0 || cut === '' ? [] : [[bare, ...members.slice(1), cut]]
  })
}

/** Kinds of answers that are told apart from the words of a question for certain. */
const sure: ReadonlyMap<AnswerType, string> = new Map([
  ['date', 'date'],
  ['quantity', 'figure'],
  ['percent', 'figure'],
  ['money', 'figure'],
  ['name', 'name'],
  ['place', 'name'],
])

/** Whether nothing in the plan asks what was asked in the end. */
export function unfinished(nodes: readonly PlanNode[], { question, language }: PlannedFor): boolean {
  if (nodes.some(({ text }) => sameText(text, question))) return false
  const needed = new Set(nodes.flatMap(needsOf))
  const last = nodes.filter(({ id }) => !needed.has(id))
  const drafts = decompose(question, language)
  if (drafts.length > 1) return false
  if (workAsked(question) !== undefined && nodes.length > 1)
    return !nodes.some((node) => node.work !== undefined || needsOf(node).length > 0)
  const wanted = sure.get(drafts[0]!.expects)
  if (wanted === undefined) return false
  return last.every(({ text }) => (sure.get(expectedAnswer(text, language)) ?? wanted) !== wanted)
}
