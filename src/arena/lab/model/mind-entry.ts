/**
 * Things that lists in answers are made of, and what of each belongs into which field. Long because it is a table of
 * things by meanings of fields, written as switches.
 */
import { meanings, type Intent } from './mind-intent.ts'
import type { Said } from './mind-said.ts'
import type { Valued } from './mind-answer.ts'
import type { Problem } from './mind-critique.ts'
import type { ListedQuestion } from './mind-listed.ts'
import type { Desk } from './mind-desk.ts'
import { relationOf, type Shown } from './mind-facts.ts'
import { passagesIn, quoteOf, type Helpfulness, type Verdict } from './mind-judge.ts'
import { keywordsOf, likelyStatement, namesOf, queriesOf, type Planned } from './mind-plan.ts'
import { Citations, citingOf } from './mind-citations.ts'
import { missingIn, notFound, paragraphOf, reportOf } from './mind-say.ts'
import { tellRead } from './mind-tell.ts'

export type Entry =
  | { readonly kind: 'planned'; readonly one: Planned; readonly at: number }
  | { readonly kind: 'said'; readonly one: Said; readonly at: number }
  | { readonly kind: 'verdict'; readonly one: Verdict; readonly at: number }
  | {
      readonly kind: 'repaired'
      readonly one: { readonly id: string; readonly text: string }
      readonly at: number
    }
  | { readonly kind: 'passage'; readonly one: Helpfulness; readonly at: number }
  | { readonly kind: 'shown'; readonly one: Shown; readonly at: number }
  | {
      readonly kind: 'section'
      readonly one: Section
      readonly at: number
    }
  | { readonly kind: 'value'; readonly one: Valued; readonly at: number }
  | { readonly kind: 'problem'; readonly one: Problem; readonly at: number }
  | { readonly kind: 'text'; readonly one: string; readonly at: number }

/** A section of an outline: what is told in it, and the questions of a list that it answers. */
export interface Section {
  readonly heading: string
  readonly said: readonly Said[]
  readonly questions: readonly Planned[]
}

/** Lists by what they are of, at most so many. */
export function entriesOf(intent: Intent | undefined, desk: Desk, most?: number): Entry[] {
  const { reading, language } = desk
  const { facts } = reading
  switch (intent) {
    case 'queries':
      return desk.queries.map((query, at) => {
        const one = [...desk.fresh, ...desk.next, ...desk.plan].find((planned) => planned.query === query)
        return { kind: 'planned', one: one ?? { text: query, query, heading: query }, at }
      })
    case 'keywords':
      return keywordList(desk).map((one, at) => ({ kind: 'text', one, at }))
    case 'questions':
      return questionsFor(desk, most).map((one, at) => ({ kind: 'planned', one, at }))
    case 'further':
    case 'more':
      return desk.fresh.map((one, at) => ({ kind: 'planned', one, at }))
    case 'problems':
      return desk.problems.map((one, at) => ({ kind: 'problem', one, at }))
    case 'assumptions':
      return (desk.outlook?.assumptions ?? []).map((one, at) => ({ kind: 'text', one, at }))
    case 'outlook':
      return desk.outlook ? [{ kind: 'text', one: desk.outlook.text, at: 0 }] : []
    case 'needs':
    case 'input':
      return []
    case 'sections':
      return sectionsOf(desk, most).map((one, at) => ({ kind: 'section', one, at }))
    case 'verdict':
      return desk.verdicts.map((one, at) => ({ kind: 'verdict', one, at }))
    case 'order':
    case 'relevant':
    case 'score':
      return desk.ranking
        .filter(({ score }) => intent !== 'relevant' || score >= 0.5)
        .map((one, at) => ({ kind: 'passage', one, at }))
    case 'evidence':
    case 'quote':
    case 'address':
      return uniqueBy(desk.used, ({ mark, url, source }) => mark ?? url ?? source.text).map((one, at) => ({
        kind: 'shown',
        one,
        at,
      }))
    case 'triples':
    case 'subject':
      return facts.shown.slice(0, 60).map((one, at) => ({ kind: 'shown', one, at }))
    case 'entities':
    case 'title': {
      const names = facts.shown.flatMap(({ subject, value }) => [
        subject,
        ...(value.kind === 'name' ? [value.name] : []),
      ])
      const asked = reading.question.read ? namesOf(reading.question.read) : []
      return [...new Set([...asked, ...names])].map((one, at) => ({
        kind: 'text',
        one: facts.nameIn(one, language),
        at,
      }))
    }
    case 'conflict':
      return desk.conflicts.map((one, at) => ({ kind: 'text', one, at }))
    case 'reason':
      return []
    default:
      return desk.said.map((one, at) => ({ kind: 'said', one, at }))
  }
}

function uniqueBy<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()]
}

/** Words of the question's matter, in the languages in which it may be written. */
export function keywordList({ reading }: Desk): string[] {
  const { question, language, facts, words } = reading
  if (!question.read) return [...new Set(question.text.split(/\s+/))].slice(0, 12)
  const read = question.read
  const both = /documents are in:[^\n]*,|文献语言：[^\n]*、|both languages|两种语言/i.test(words)
  const other = language === 'en' ? 'zh' : 'en'
  const wanted = both ? ([language, other] as const) : ([language] as const)
  return [
    ...new Set(
      wanted.flatMap((one) => [
        ...namesOf(read).map((name) => facts.nameIn(name, one)),
        ...keywordsOf(read, one),
      ]),
    ),
  ].slice(0, 12)
}

/** Sub-questions: of a text those that it answers; where something is known those that it leaves open; else the plan. */
function questionsFor(desk: Desk, most: number | undefined): readonly Planned[] {
  const { words, facts } = desk.reading
  const next = /\basked? next\b|\bstill missing\b|接下来|下一步|还缺/i.test(words)
  if (!next && wantsAnswered(words) && facts.shown.length > 0) return desk.answered
  if (facts.shown.length > 0 && wantsNext(words) && desk.told.said.length > 0) return desk.fresh
  return most === undefined || desk.plan.length <= most ? desk.plan : desk.planIn(most)
}

/** Whether a prompt wants the questions that a text answers. */
export function wantsAnswered(words: string): boolean {
  return /\bquestions?\b[^.\n]{0,60}\b(?:(?:that )?(?:the|this|each|following|given)[^.\n]{0,30}(?:texts?|passages?|chunks?|paragraphs?|documents?|contents?|statements?|excerpts?|sources?)[ ,]*(?:(?!the\b|for\b)\w+ ){0,2}answers?\b|(?:can|could|may) be answered|(?:it|they) (?:can )?answers?\b)|\banswered (?:by|from) (?:the|this)\b|(?:文本|段落|片段|陈述|内容|材料|资料|原文)[^。\n]{0,16}(?:能够?|可以?)?回答的[^。\n]{0,6}问题|能(?:由|用|从)[^。\n]{0,16}回答的[^。\n]{0,6}问题/i.test(
    words,
  )
}

/** Whether what is known is shown so that only the rest is asked for. */
function wantsNext(words: string): boolean {
  return /\b(?:further|next|additional(?:ly)?|still|remaining|not yet|follow-?ups?|missing|gaps?|context|known|so far|already)\b|进一步|接下来|下一步|还(?:需|缺|要)|尚(?:未|缺)|追问|补充|上下文|已知|已有|缺少/i.test(
    words,
  )
}

/** Sections by whom they are about; listed questions are put under them, what is about nobody under no heading. */
export function sectionsOf(desk: Desk, most?: number): Section[] {
  const { listed, question, facts } = desk.reading
  const asked = listed.filter(({ text }) => text !== question.text)
  if (asked.length > 1 && asked.some(({ read }) => read)) return sectionsFor(asked, desk)
  const subjects = [...new Set(desk.said.map(({ subject }) => subject))]
  if (subjects.length > 0)
    return subjects.map((heading) => ({
      heading: facts.nameIn(heading, desk.language),
      said: desk.said.filter(({ subject }) => subject === heading),
      questions: desk.plan.filter(({ read }) => read && namesOf(read).includes(heading)),
    }))
  const plan = most === undefined || desk.plan.length <= most ? desk.plan : desk.planIn(most)
  return plan.map((one) => ({ heading: one.heading, said: [], questions: [one] }))
}

/** The whole plan as one section, as those want it who ask for several plans: there is one best. */
export function wholePlan(desk: Desk): Section[] {
  return [{ heading: desk.plan[0]?.heading ?? '', said: [], questions: desk.plan }]
}

/** The plan in groups of those who go together: by the thing they are about, and with what they hang on. */
export function planGroups(desk: Desk, most = Infinity): Section[] {
  const groups: { heading: string; questions: Planned[]; places: Set<number> }[] = []
  for (const [place, one] of desk.plan.entries()) {
    const needed = one.needs?.at(-1)
    const [name = ''] = one.read ? namesOf(one.read) : []
    const group =
      (needed === undefined ? undefined : groups.find(({ places }) => places.has(needed))) ??
      groups.find(({ heading }) => heading === name) ??
      (groups.length >= most ? groups.at(-1) : undefined)
    if (group) {
      group.questions.push(one)
      group.places.add(place)
    } else groups.push({ heading: name, questions: [one], places: new Set([place]) })
  }
  const { facts } = desk.reading
  return groups.map(({ heading, questions }) => ({
    heading: heading === '' ? (questions[0]?.heading ?? '') : facts.nameIn(heading, desk.language),
    said: [],
    questions,
  }))
}

/** Listed questions about one thing make a section. */
function sectionsFor(asked: readonly ListedQuestion[], desk: Desk): Section[] {
  const { facts, language } = desk.reading
  const byName = Map.groupBy(asked, ({ read }) => (read ? (namesOf(read)[0] ?? '') : ''))
  return [...byName].map(([name, some]) => ({
    heading: name === '' ? '' : facts.nameIn(name, language),
    said: desk.said.filter(({ subject }) => facts.same(subject, name)),
    questions: some.map(({ id, text, read }) => ({
      text,
      query: text,
      heading: text,
      mark: id,
      ...(read ? { read } : {}),
    })),
  }))
}

/** A field as text; empty where there is nothing to say. */
export function textOf(intent: Intent | undefined, desk: Desk, entry: Entry | undefined, key = ''): string {
  if (entry) return entryText(intent, desk, entry)
  const { reading, told, language } = desk
  const { question, facts } = reading
  switch (intent) {
    case 'queries':
      return desk.queries[0] ?? question.text
    case 'keywords':
      return keywordList(desk).join(' ')
    case 'statement':
      return desk.said[0]?.text ?? likelyStatement(question, language, facts)
    case 'questions':
      return (told.state === 'yes' ? undefined : desk.next[0]?.text) ?? desk.plan[0]?.text ?? question.text
    case 'further':
    case 'more':
      return told.state === 'yes'
        ? ''
        : missingIn(told, reading) || (told.said.length === 0 ? question.text : '')
    case 'problems':
      return desk.problems.map(({ text: one }) => one).join(' ')
    case 'assumptions':
      return (desk.outlook?.assumptions ?? []).join(' ')
    case 'outlook':
      return desk.outlook?.text ?? ''
    case 'expression':
      return desk.step.expression ?? ''
    case 'input':
      return inputOf(desk)
    case 'conflict':
      return desk.conflicts.join(' ')
    case 'verdict':
      return desk.verdicts[0]?.label ?? told.state
    case 'quote':
      return desk.verdicts[0]?.quote ?? (desk.used[0] ? quoteOf(desk.used[0]) : '')
    case 'evidence':
      return new Citations(citingOf(reading)).of({ from: desk.used }, language).trim()
    case 'address':
      if (desk.step.kind === 'read') return desk.step.address ?? ''
      return (
        desk.used.find(({ url }) => url !== undefined)?.url ??
        reading.sources.find(({ url }) => url)?.url ??
        ''
      )
    case 'order':
      return desk.ranking.map(({ id }) => id).join(' > ')
    case 'language':
      return language
    case 'reason':
      return reasonOf(desk)
    case 'title':
      return desk.plan[0]?.heading ?? question.text
    case 'sections':
      return sectionsOf(desk).map(({ heading }) => `## ${heading}`).join('\n') // prettier-ignore
    case 'enough':
      return told.state
    case 'index':
      return desk.used[0]?.mark ?? desk.ranking[0]?.id ?? '1'
    case 'subject':
    case 'entities':
      return question.read ? (namesOf(question.read)[0] ?? '') : ''
    case 'score':
      return told.state === 'yes' ? '1' : '0'
    case 'action':
      return told.state === 'yes' ? 'answer' : 'search'
    case 'object':
      return told.short
    default:
      return /report|article|essay|markdown|报告|文章/i.test(
        `${key} ${intent === 'answer' && told.told.length > 8 ? 'report' : ''}`,
      )
        ? reportOf(told, reading)
        : /short|exact|brief|final value|简短/i.test(key) && told.short !== ''
          ? told.short
          : paragraphOf(told, reading)
  }
}

/** What goes into the one field of a step, whatever the step is. */
function inputOf(desk: Desk): string {
  const { step, told, reading } = desk
  switch (step.kind) {
    case 'search':
      return step.planned?.query ?? reading.question.text
    case 'read':
      return step.id ?? step.address ?? ''
    case 'compute':
      return step.expression ?? ''
    case 'finish':
      return paragraphOf(told, reading)
    default:
      return step.kind satisfies never
  }
}

/** Why, in a sentence. */
export function reasonOf({ told, reading, language, next }: Desk): string {
  const { question } = reading
  const open = next.map(({ text }) => text).slice(0, 3).join(' ') // prettier-ignore
  if (told.state === 'yes')
    return language === 'en' ? 'The material shown answers the question.' : '所给材料回答了问题。'
  if (told.state === 'partly')
    return language === 'en' ? `A part is known; open is: ${open}` : `已知一部分，尚缺：${open}`
  return language === 'en' ? `This has to be looked up: ${question.text}` : `需要查找：${question.text}`
}

function entryText(intent: Intent | undefined, desk: Desk, entry: Entry): string {
  const { reading, language } = desk
  switch (entry.kind) {
    case 'text':
      return entry.one
    case 'planned':
      return plannedText(intent, entry.one, entry.at, desk)
    case 'said':
      return saidText(intent, entry.one, entry.at, desk)
    case 'verdict':
      return verdictText(intent, entry.one, desk)
    case 'repaired':
      return intent === 'index' ? entry.one.id : entry.one.text
    case 'passage':
      return passageText(intent, entry.one, desk)
    case 'shown':
      return shownText(intent, entry.one, desk)
    case 'value':
      return valueText(intent, entry.one, desk)
    case 'problem':
      return problemText(intent, entry.one)
    case 'section':
      if (intent === 'answer' || intent === 'sentences')
        return paragraphOf({ ...desk.told, state: 'yes', told: entry.one.said }, reading)
      return intent === 'reason'
        ? language === 'en'
          ? `What is known of ${entry.one.heading}`
          : `关于${entry.one.heading}的已知内容`
        : entry.one.heading
    default:
      return entry satisfies never
  }
}

function valueText(intent: Intent | undefined, one: Valued, desk: Desk): string {
  const [first] = one.from
  switch (intent) {
    case 'subject':
    case 'entities':
    case 'title':
      return one.subject
    case 'quote':
    case 'evidence':
    case 'address':
    case 'index':
    case 'predicate':
      return first ? shownText(intent, first, desk) : ''
    case 'reason':
      return reasonOf(desk)
    default:
      return one.text
  }
}

function problemText(intent: Intent | undefined, { id, sentence = '', text, label, from }: Problem): string {
  switch (intent) {
    case 'index':
    case 'evidence':
      return id ?? from[0]?.mark ?? ''
    case 'verdict':
      return label
    case 'quote':
      return from[0] ? quoteOf(from[0]) : ''
    case 'sentences':
    case 'statement':
    case 'answer':
      return sentence === '' ? text : sentence
    default:
      return text
  }
}

function plannedText(intent: Intent | undefined, one: Planned, at: number, desk: Desk): string {
  const { language, reading } = desk
  switch (intent) {
    case 'queries':
    case 'keywords':
    case 'action':
      return one.query
    case 'sections':
    case 'title':
    case 'entities':
      return one.heading
    case 'reason':
      return language === 'en' ? `To find out: ${one.text}` : `需要查明：${one.text}`
    case 'index':
      return one.mark ?? one.from?.[0]?.mark ?? String(at + 1)
    case 'language':
      return language
    case 'address':
      return one.from?.[0]?.url ?? reading.sources.find(({ url }) => url)?.url ?? ''
    case 'quote':
      return one.from?.[0] ? quoteOf(one.from[0]) : ''
    case 'answer':
    case 'sentences':
    case 'evidence':
      return intent === 'evidence' ? (one.from?.[0]?.mark ?? '') : ''
    default:
      return one.text
  }
}

function saidText(intent: Intent | undefined, one: Said, at: number, desk: Desk): string {
  const [first] = one.from
  switch (intent) {
    case 'evidence':
      return first?.mark ?? first?.url ?? ''
    case 'address':
      return first?.url ?? ''
    case 'quote':
      return first ? quoteOf(first) : ''
    case 'subject':
    case 'entities':
    case 'title':
    case 'sections':
      return one.subject
    case 'predicate':
    case 'object':
    case 'triples':
      return first ? shownText(intent, first, desk) : ''
    case 'index':
      return String(at + 1)
    case 'verdict':
      return 'supported'
    case 'reason':
      return reasonOf(desk)
    case 'language':
      return desk.language
    default:
      return one.text
  }
}

function verdictText(intent: Intent | undefined, one: Verdict, { language }: Desk): string {
  switch (intent) {
    case 'index':
      return one.id
    case 'verdict':
    case 'enough':
    case 'action':
      return one.label
    case 'quote':
      return one.quote
    case 'evidence':
      return one.from[0]?.mark ?? one.from[0]?.url ?? one.quote
    case 'address':
      return one.from[0]?.url ?? ''
    case 'reason':
      return one.quote === ''
        ? language === 'en' ? 'The evidence does not speak of it.' : '证据没有谈到。'
        : language === 'en' ? `The evidence says: ${one.quote}` : `证据写道：${one.quote}` // prettier-ignore
    default:
      return one.text
  }
}

function passageText(intent: Intent | undefined, one: Helpfulness, { language }: Desk): string {
  switch (intent) {
    case 'address':
      return one.source.url ?? ''
    case 'title':
    case 'sections':
      return one.source.title ?? one.id
    case 'answer':
    case 'sentences':
    case 'quote':
      return one.source.text
    case 'reason':
      return one.score >= 0.5
        ? language === 'en' ? 'It states what is asked.' : '其中写明了所问的内容。'
        : language === 'en' ? 'It does not state what is asked.' : '其中没有写明所问的内容。' // prettier-ignore
    default:
      return one.id
  }
}

function shownText(intent: Intent | undefined, one: Shown, { language, reading }: Desk): string {
  const relation = relationOf(one.relation)
  switch (intent) {
    case 'subject':
    case 'entities':
    case 'title':
      return one.subject
    case 'predicate':
      return relation?.words[language].label ?? one.relation
    case 'object':
      return tellRead(one.value, language, reading.facts, one.sentence)
    case 'triples':
      return `${one.subject} | ${relation?.words[language].label ?? one.relation} | ${tellRead(one.value, language, reading.facts, one.sentence)}`
    case 'address':
      return one.url ?? one.source.url ?? ''
    case 'evidence':
    case 'index':
      return one.mark ?? one.url ?? one.source.title ?? ''
    default:
      return quoteOf(one)
  }
}

/** More of the same, where a list must be longer. */
export function morePlanned({ variants, reading }: Desk, not: readonly string[]): Planned[] {
  const known = new Set(not)
  const asked = reading.question.read ? queriesOf(reading.question.read, reading.language, reading.facts) : []
  return [...variants, ...asked.map((query) => ({ text: query, query, heading: query }))].filter(
    ({ text }) => !known.has(text),
  )
}

/** Whether a thing is so: a verdict, a passage, else the answer. 0 to 1. */
export function degreeOf(desk: Desk, entry: Entry | undefined): number {
  if (entry?.kind === 'verdict')
    return { supported: 0.95, partly: 0.5, contradicted: 0.05, unsupported: 0.1 }[entry.one.label]
  if (entry?.kind === 'passage') return entry.one.score
  if (entry?.kind === 'said' || entry?.kind === 'shown') return 0.95
  if (entry?.kind === 'planned') return Math.max(0.3, 0.95 - 0.1 * entry.at)
  if (desk.told.state === 'no' && passagesIn(desk.reading).length === 1) return desk.ranking[0]!.score
  return { yes: 0.95, partly: 0.5, no: 0.05 }[desk.told.state]
}

/** That nothing was found, in the language asked. */
export function nothingFound({ reading }: Desk): string {
  return notFound(reading)
}

/** All that has a meaning among choices. */
export const knownMeanings = Object.keys(meanings)
