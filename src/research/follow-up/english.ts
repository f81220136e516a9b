import { datesIn } from '#reading'
import { namesOf, type Subject } from './subject.ts'

/** Completes an English question; see `standAlone`. */
export function completeEnglish(asked: string, subject: Subject, before: string): string {
  const question = capital(asked.replace(/^(?:and|but|so|then|also|ok(?:ay)?)[,\s]+(?=\S)/i, ''))
  const conjoined = question !== capital(asked)
  const topic =
    /^(?:what|how)\s+about\s+(.+?)\s*\?*$/i.exec(question)?.[1] ??
    (conjoined ? fragment(question) : undefined)
  if (topic !== undefined) return ofTopic(topic, subject, before)
  if (
    /^(?:(?:by|since|until|from|with|for)\s+)?(?:why(?:\s+not)?|when|where|who|whom|which(?:\s+one)?|how(?:\s+(?:much|many|long|often|so|come))?)\s*\?*$/i.test(
      question,
    )
  )
    return behind(question, before)
  const resolved = resolve(question, subject)
  if (resolved !== undefined) return resolved
  return refersBack(question) ? behind(question, before) : conjoined ? question : asked
}

/** What follows "And …" without a verb of its own: "in 2020", "the Mekong", "the cost". */
function fragment(question: string): string | undefined {
  const text = question.replace(/\s*\?+$/, '')
  const asksItself =
    /^(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b/i
  return asksItself.test(text) || text.split(/\s+/).length > 6 ? undefined : lower(text)
}

function ofTopic(topic: string, subject: Subject, before: string): string {
  const dates = datesIn(topic)
  const [date] = dates
  const names = namesOf(topic)
  if (date && names.length === 0) {
    if (subject.date !== undefined) return before.replace(subject.date, () => date.text)
    return `${before.replace(/\s*\?+$/, '')} ${/^\d{4}$/.test(topic) ? `in ${topic}` : topic}?`
  }
  const [name] = names
  if (name !== undefined && subject.one !== undefined && names.length === 1)
    return before.replace(subject.one, () => name)
  const pronoun = resolve(topic, subject)
  if (pronoun !== undefined) return `What about ${pronoun}?`
  if (subject.one === undefined || name !== undefined) return behind(`What about ${topic}?`, before)
  return /\b(?:of|in|for)\s+\S+$/.test(topic)
    ? behind(`What about ${topic}?`, before)
    : `What about ${topic} of ${withArticle(subject.one, before)}?`
}

const singular = /\b(?:it|its|itself)\b/i
const personal = /\b(?:he|him|his|she|her|hers)\b/i
const plural = /\b(?:they|them|their|theirs)\b/i
/** Where `it` stands for nothing, or for what comes in the same question. */
const pleonastic =
  /\b(?:is|was|isn't|wasn't|be)\s+it\s+(?:true|possible|likely|unlikely|certain|known|clear|important|necessary|common|legal|illegal|safe|worth|better|hard|easy|difficult|raining|snowing|said|believed|the\s+case)\b|\b(?:does|did|would|will|can)\s+it\s+(?:take|cost)\s+to\b|\b(?:does|did)\s+it\s+(?:rain|snow|matter)\b|\bit\s+(?:is|was)\s+(?:true|possible|likely|known|said|believed|clear)\b/i

/** The question with names in the place of what refers to them; undefined: nothing refers, or to nothing that has a name. */
function resolve(question: string, { one, all, person }: Subject): string | undefined {
  const own = namesOf(question)[0]
  const ownAt = own === undefined ? Infinity : question.indexOf(own)
  const put = (pattern: RegExp, name: string | undefined): string | undefined => {
    const at = pattern.exec(question)
    if (!at || name === undefined || at.index > ownAt) return undefined
    // Once by name; what comes later in the same question refers to it there.
    return (
      question.slice(0, at.index) +
      named(at[0], name, question.slice(at.index + at[0].length)) +
      question.slice(at.index + at[0].length)
    )
  }
  if (!pleonastic.test(question)) {
    const found = put(singular, one)
    if (found !== undefined) return found
  }
  const someone = put(personal, person ?? (all.length === 1 ? one : undefined))
  if (someone !== undefined) return someone
  const several = put(plural, all.length > 1 ? joined(all) : one)
  if (several !== undefined) return several
  if (one === undefined || own !== undefined) return undefined
  return definite(question, one)
}

/** "the bridge", "this lake": the kind that the name itself says. */
function definite(question: string, name: string): string | undefined {
  const kinds = name
    .split(/\s+/)
    .filter((word) => /^[A-Z][a-z]{2,}$/.test(word))
    .map((word) => word.toLowerCase())
  const pattern = /\b(?:the|this|that|these|those)\s+([a-z]+)\b('s)?/i
  const at = pattern.exec(question)
  if (!at || !kinds.includes(at[1]!.toLowerCase())) return undefined
  const rest = question.slice(at.index + at[0].length)
  // "the house rules": another word of the same phrase follows.
  if (/^\s+of\b/i.test(rest)) return undefined
  return question.slice(0, at.index) + withThe(name) + (at[2] ?? '') + rest
}

function named(pronoun: string, name: string, rest: string): string {
  const possessive =
    /^(?:its|his|their)$/i.test(pronoun) ||
    (/^her$/i.test(pronoun) &&
      /^\s+[a-z]/i.test(rest) &&
      !/^\s+(?:in|at|on|by|to|for|from|with|and|or|as|during|after|before)\b/i.test(rest))
  const full = withThe(name)
  return possessive ? (full.endsWith('s') ? `${full}'` : `${full}'s`) : full
}

/** Things that English names with an article. */
const articled =
  /\b(?:Bridge|River|Dam|Tower|Museum|Opera|Palace|Canal|Ocean|Sea|Desert|Empire|Dynasty|Wall|War|Treaty|Act|Project|University of|Basin|Institute|Agency|Commission|Ministry|House|Cathedral|Temple|Union|Republic|Kingdom|Islands|Mountains)\b|^(?:Rhine|Danube|Nile|Yangtze|Mekong|Amazon|Thames|Volga|Seine|Congo|Ganges|Mississippi|Alps|Himalayas|Netherlands|Philippines|Sahara|Titanic|UN|EU|WHO)$/

function withThe(name: string): string {
  return articled.test(name) && !name.startsWith('World War') ? `the ${name}` : name
}

function withArticle(name: string, before: string): string {
  return new RegExp(`\\bthe\\s+${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'i').test(before)
    ? `the ${name}`
    : withThe(name)
}

function joined(names: readonly string[]): string {
  return names.map(withThe).join(' and ')
}

/** Whether the question refers to something that the rules above could not name. */
function refersBack(question: string): boolean {
  if (namesOf(question).length > 0) return false
  return (
    (singular.test(question) && !pleonastic.test(question)) ||
    personal.test(question) ||
    plural.test(question) ||
    /\b(?:this|that|these|those)(?=\s*(?:\?|$)|\s+(?:is|was|are|were|happen(?:ed)?|cost|mean|work|change[sd]?|affect(?:ed)?)\b)/i.test(
      question,
    ) ||
    /\b(?:the\s+(?:same|other|former|latter)|there)\s*\??$/i.test(question)
  )
}

function behind(question: string, before: string): string {
  return `${question.replace(/\s*\?*$/, '?')} (${before})`
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const lower = (text: string): string =>
  /^(?:The|In|On|At|By|For|Since|During|After|Before|A|An|Its|Their|His|Her)\b/.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text
