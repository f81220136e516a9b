import { languageOf, type Language } from '#vocabulary'
import { readAsked } from '#reasoning'
import { standAlone } from './follow-up.ts'

/** A name of nobody, to see where a question takes one for what it refers to. */
const nobody = {
  en: { question: 'Where is Quorvex?', title: 'Quorvex' },
  zh: { question: '夸沃塔在哪里？', title: '夸沃塔' },
} as const

const pronouns = {
  en: /\b(?:its?|itself|they|them|theirs?|he|him|his|she|hers?|this|that|these|those)\b/iu,
  zh: /[它他她]们?|(?<![尤极与何如])其(?!他|它|她|中|实|余|次|间)|[这那该此]/u,
} as const
/** What asks and nothing else: Why? 为什么？ */
const bare =
  /^\P{L}*(?:why|when|where|who|how)\P{L}*$|^(?:为什么|为何|何时|什么时候|在?哪里|谁|怎么|如何)\P{L}*$/iu
/** `What is it about X that …` asks about X. */
const cleft = /\bwhat (?:is|was) it (?:about|in|that)\b|\bis it that\b/iu
/** A thing that English names without a capital: `a heat pump`, `cats`. */
const thing =
  /\b(?:an?|the|any|some|each|every|all|most|many|of|in|for|with)\s+\p{L}|\b(?!does\b|was\b|has\b|this\b)\p{L}{3,}s\b/iu
/** What it says before `of its` belongs to that. */
const belongs = /\b(?:of|in|for|about|behind)\s*$/iu

/** Whether something in a question stands for what only an earlier one could have named. */
export function refersToNothing(question: string, language: Language): boolean {
  if (bare.test(question)) return true
  const at = pronouns[language].exec(question)?.index
  if (at === undefined || cleft.test(question) || inItsPlace(question, nobody[language].title) === undefined)
    return false
  const before = question.slice(0, at)
  if (language === 'en') return belongs.test(before) || !thing.test(before)
  return readAsked(before.replace(/^(?:请问|请|那么|那)/u, ''), 'zh').items.every(
    ({ words }) => words.size === 0,
  )
}

/** The question with a name in the place of what refers back, or of the subject that is left out; undefined: there is none. */
export function inItsPlace(question: string, name: string): string | undefined {
  const { title, ...asked } = nobody[languageOf(question) === 'zh' ? 'zh' : 'en']
  if (question.includes(title)) return undefined
  const whole = standAlone(question, { title, ...asked })
  return whole.includes(title) ? whole.replaceAll(title, () => name) : undefined
}
