import type { Language } from '#vocabulary'
import { expectedAnswer, type AnswerType } from '../decompose.ts'
import { both, contentOf, figuresIn, without } from './content.ts'
import type { GraphFault, PlanNode, PlannedFor } from './node.ts'
import { needsOf } from './order.ts'
import { workAsked } from './work.ts'
import { clausesIn, holdsName, namedIn, sameText } from './wording.ts'

/** Share of the question's own matter that its parts must speak of, whatever other words they use. */
const spokenOf = 0.5

/** What of the question no node speaks of: names, figures, the parts of a list, the clauses, the matter. */
export function uncovered(nodes: readonly PlanNode[], asked: PlannedFor): GraphFault[] {
  const { question, language } = asked
  if (nodes.length === 1 && sameText(nodes[0]!.text, question)) return []
  const all = nodes.map(({ text }) => text).join('\n')
  const figures = new Set(nodes.flatMap(({ text }) => figuresIn(text)))
  const figure = figuresIn(question).find((one) => !figures.has(one))
  if (figure !== undefined) return [{ fault: 'uncovered', what: figure }]
  const contents = nodes.map(({ text }) => contentOf(text, language))
  const said = new Set(contents.flatMap((own) => [...own]))
  const name = namedIn(question).find(
    (one) => !holdsName(all, one) && [...contentOf(one, language)].some((term) => !says(said, term)),
  )
  if (name !== undefined) return [{ fault: 'uncovered', what: name }]
  const member = lists(question, language)
    .map((list) => memberLeftOut(list, nodes, contents, asked))
    .find(Boolean)
  if (member) return [{ fault: 'uncovered', what: member }]
  const wanted = contentOf(question, language)
  const asksWhere = nodes.some(({ text }) => expectedAnswer(text, language) === 'place')
  const missing = [...wanted].filter((term) => !says(said, term) && !(asksWhere && places.has(term)))
  const otherWords = without(said, wanted).size
  // What is missing must be said in other words by some node; where no node has other words, it is left out.
  const clause = clauseLeftOut(nodes, asked, said, otherWords)
  if (clause !== undefined) return [{ fault: 'uncovered', what: clause }]
  if (
    missing.length >= least[language] &&
    (otherWords === 0 || missing.length > (1 - spokenOf) * wanted.size)
  )
    return [{ fault: 'uncovered', what: missing.join(language === 'zh' ? '' : ' ') }]
  return []
}

/** What a node that asks where need not say. */
const places = new Set([
  ...'town city countri place home institut univers compani locat host village'.split(' '),
  ...'镇市县国设地处举办',
])

/** A clause of the question whose own words nobody says, in whatever words, or whose kind of answer nobody asks for. */
function clauseLeftOut(
  nodes: readonly PlanNode[],
  { question, language }: PlannedFor,
  said: ReadonlySet<string>,
  otherWords: number,
): string | undefined {
  const clauses = clausesIn(question, language)
  if (clauses.length < 2) return undefined
  const kinds = nodes.map(({ text }) => kindOf(text, language))
  const contents = clauses.map((text) => contentOf(text, language))
  const at = contents.findIndex((own, index) => {
    const kind = kindOf(clauses[index]!, language)
    if ((kind === 'date' || kind === 'figure') && kinds.every((one) => one !== undefined && one !== kind))
      return true
    const others = contents.filter((_, other) => other !== index)
    const only = [...own].filter((term) => !others.some((other) => other.has(term)))
    return (
      only.length >= least[language] && only.every((term) => !says(said, term)) && otherWords < only.length
    )
  })
  return at < 0 ? undefined : clauses[at]
}

/** Whether a term is said, in whatever form: `treated` for `treatment`. */
function says(content: ReadonlySet<string>, term: string): boolean {
  if (content.has(term)) return true
  if (term.length < 5 || !/^[a-z]+$/.test(term)) return false
  return [...content].some((one) => one.length >= 5 && (one.startsWith(term) || term.startsWith(one)))
}

/** Terms that make a matter: one word, two characters. */
const least: Readonly<Record<Language, number>> = { en: 1, zh: 2 }

/**
 * A member of a list that no node is made for. A node that says all the words of a member may be made for it, and so
 * may one that speaks of its name, or says half of it, in other words; each node is made for one member (maximum
 * matching), but where its words are those of several. Where no node is made for a part of the list alone, the list
 * is asked for as a whole.
 */
function memberLeftOut(
  members: readonly string[],
  nodes: readonly PlanNode[],
  contents: readonly ReadonlySet<string>[],
  { question, language }: PlannedFor,
): string | undefined {
  const wanted = members.map((member) => contentOf(member, language))
  const common = wanted.reduce(both)
  const own = wanted.map((terms) => without(terms, common))
  if (own.some(({ size }) => size === 0)) return undefined
  const share = (content: ReadonlySet<string>, terms: ReadonlySet<string>): number =>
    [...terms].filter((term) => says(content, term)).length
  const literal = contents.map((content) => own.map((terms) => share(content, terms) === terms.size))
  if (!literal.some((row) => row.includes(true) && row.includes(false))) return undefined
  const names = members.map((member) => contentOf((member.match(properName) ?? []).join(' '), language))
  const loose = contents.map((content) =>
    own.map((terms, index) => {
      const name = without(names[index]!, common)
      return name.size > 0 ? share(content, name) === name.size : share(content, terms) * 2 >= terms.size
    }),
  )
  // What is worked out of the members, and the whole question, speak of all of them and find none.
  const finds = nodes.map((node) => needsOf(node).length === 0 && !sameText(node.text, question))
  const fits = (node: number, member: number): boolean => {
    const all = literal[node]!.every(Boolean)
    return all ? finds[node]! : literal[node]![member]! || loose[node]![member]!
  }
  const matched = matching(members.length, nodes.length, fits)
  const several = literal.filter(
    (row, node) => row.filter(Boolean).length > 1 && (finds[node] || row.includes(false)),
  )
  const fewer = fewerThanOthers(literal, members.length)
  if (fewer >= 0 && /[?？]$/u.test(question.trim())) return members[fewer]
  return members.find((_, member) => !matched.has(member) && !several.some((row) => row[member]))
}

/** A member of which less is asked than of another one, though the same was asked of all; -1 = none. */
function fewerThanOthers(literal: readonly (readonly boolean[])[], members: number): number {
  const alone = literal.filter((row) => row.filter(Boolean).length === 1)
  const counts = Array.from({ length: members }, (_, member) => alone.filter((row) => row[member]).length)
  const fewest = Math.min(...counts)
  return fewest > 0 && fewest < Math.max(...counts) ? counts.indexOf(fewest) : -1
}

/** Members that can each have a node of their own (augmenting paths, Kuhn 1955). */
function matching(
  members: number,
  nodes: number,
  fits: (node: number, member: number) => boolean,
): Set<number> {
  const memberOf = new Map<number, number>()
  const place = (member: number, tried: Set<number>): boolean => {
    for (let node = 0; node < nodes; node++) {
      if (tried.has(node) || !fits(node, member)) continue
      tried.add(node)
      const holder = memberOf.get(node)
      if (holder === undefined || place(holder, tried)) {
        memberOf.set(node, member)
        return true
      }
    }
    return false
  }
  for (let member = 0; member < members; member++) place(member, new Set())
  return new Set(memberOf.values())
}

/** What leads to a list and is no part of its first member. */
const leads = {
  en: /\b(?:that covers?|covering|stating|including|such as|namely|by|compare|between|what (?:is|are|was|were)|summari[sz]e|describe|explain|give|list|report on|overview of)\b|[:;?]/i,
  zh: /关于|说明|内容包括|包括|包含|整理|列出|概述|介绍|比较|对比|总结|[：；？，。]/u,
} as const

/** Lists in the question, each by its members. */
function lists(question: string, language: Language): string[][] {
  return question.split(leads[language]).flatMap((part) => {
    const list = language === 'zh' ? chineseList(part) : englishList(part)
    return list ? [list] : []
  })
}

const properName = /(?:\p{Lu}[\p{L}\p{M}'’.-]*(?:\s(?:of|the|de|van|von|del|la)(?=\s\p{Lu}))?\s?)+/gu

const endsInName = /\s\p{Lu}[\p{L}\p{M}'’.-]*$/u
const asking =
  /^(?:(?:in|of|by|for|through|at|to|from|with|on|under|since|until|about) )?(?:which|who|what|how|when|where)\b/i

function englishList(part: string): string[] | undefined {
  const [, most, last] =
    /^(.+?),?\s+(?:and|or|than)\s+((?:(?!\s(?:and|or|than)\s).)+)$/i.exec(part.replace(/[.?,\s]+$/, '')) ?? []
  if (!most || !last) return undefined
  const all = [...most.split(/,\s+/), last]
  // "Which is longer, A or B?": what asks is no member, unless it ends in one.
  const asks = all.map((member) => asking.test(member) && !endsInName.test(member))
  const members = all.length > 2 && asks[0] ? all.slice(1) : all
  if (members.some((member) => asks[all.indexOf(member)])) return undefined
  const names = members.map((member) => [...member.matchAll(properName)].map(([name]) => name.trim()))
  // What stands before the first name and behind the last one is said of all of them.
  const named = members.every((member, index) => {
    const own = names[index]!
    return own.length > 0 && (index === 0 ? member.endsWith(own.at(-1)!) : member.startsWith(own[0]!))
  })
  if (named) return names.map((own, index) => (index === 0 ? own.at(-1)! : own[0]!))
  if (members.some((member) => member.length > 80)) return undefined
  const tail = /\s(?:of|in|for|on|behind|to|among|affect|do|does|did|have|has)\s/i
  // "the causes, effects and treatment of …": what follows the last member is said of all.
  const open = members.slice(0, -1).every((member) => !tail.test(member))
  return open
    ? members.map((member, index) => (index < members.length - 1 ? member : member.split(tail)[0]!))
    : members
}

/** 甲的深度比乙大多少: names may hold a 比, so the last one that leaves two things counts. */
const differing = /^(.{2,})比(.{2,}?)(?:多|少|大|小|高|低|长|短|深|浅|早|晚|重|轻)(?:了)?(?:多少|几)/u

function chineseList(part: string): string[] | undefined {
  const [, more, less] = differing.exec(part) ?? []
  if (more && less) return [more, less].map((one) => one.replace(/的.*$/u, ''))
  const [, most, tail] = /^(.+?)(?:以及|及其?|和它?的?|与)([^、和与]+)$/u.exec(part) ?? []
  if (!most || !tail) return undefined
  const members = most.split('、')
  const first = members[0]!
  const ending = first.slice(-2)
  const bare = tail.replace(
    /(?:分别|各自?|哪|谁|有什么|有多|有几|有何|合计|一共|总共|相比|之间|比|的详细|的报告|的概况).*$/u,
    '',
  )
  const at = bare.indexOf(ending)
  // The last member goes on with what is asked of all: 甲、乙和丙的深度.
  const last =
    at > 0 ? bare.slice(0, at + ending.length) : first.includes('的') ? bare : bare.replace(/的.*$/u, '')
  if (last.length > 24 || members.some(({ length }) => length > 40)) return undefined
  // 老年人低体温症的病因、影响: what leads to the first member is said of all.
  const others = [...members.slice(1), last]
  const open = first.includes('的') && others.every((member) => !member.includes('的'))
  return [open ? first.slice(first.lastIndexOf('的') + 1) : first, ...others]
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

/** What an answer is, where the words tell: `which company` wants a name, whatever else is said. */
function kindOf(text: string, language: Language): string | undefined {
  const which = language === 'en' ? /\bwhich\b/i : /哪(?:一)?[家座位条所个]/u
  return sure.get(expectedAnswer(text, language)) ?? (which.test(text) ? 'name' : undefined)
}

/** Whether nothing in the plan asks what was asked in the end. */
export function unfinished(nodes: readonly PlanNode[], { question, language }: PlannedFor): boolean {
  if (nodes.some(({ text }) => sameText(text, question))) return false
  const needed = new Set(nodes.flatMap(needsOf))
  const last = nodes.filter(({ id }) => !needed.has(id))
  if (clausesIn(question, language).length > 1) return false
  // A request for a report names what it wants; superlatives in it are parts of that.
  if (!/[?？]$/u.test(question.trim())) return false
  const work = workAsked(question)
  const several =
    work === 'minimum' || work === 'maximum' ? lists(question, language).length > 0 : work !== undefined
  if (several && nodes.length > 1)
    return !nodes.some((node) => node.work !== undefined || needsOf(node).length > 0)
  const wanted = kindOf(question, language)
  if (wanted === undefined) return false
  return last.every(({ text }) => (kindOf(text, language) ?? wanted) !== wanted)
}
