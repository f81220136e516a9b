/** What sort of question it is, told by the choices that a prompt offers: levels, kinds, how hard it is. */
import type { ReadQuestion } from '../language/index.ts'
import { wordsOf } from './mind-intent.ts'
import type { Reading } from './mind-prompt.ts'

/** Sorts of questions, as most of those who sort them tell them apart. */
export type Sort =
  | 'fact'
  | 'chain'
  | 'comparison'
  | 'aggregate'
  | 'timeline'
  | 'list'
  | 'survey'
  | 'predictive'
  | 'creative'

const predictive =
  /\b(?:will|forecast|predict|project(?:ed|ion)|expected to|by (?:the year )?20[3-9]\d|in (?:the )?(?:next|coming) (?:years?|decades?)|(?:next|following) year|future)\b|预测|预计|将会|未来|明年|后年/i
const creative =
  /\b(?:propose|suggest|design a|ideas?|how (?:could|should|might)|what could be done|improve|recommend|brainstorm|strategy for)\b|建议|设想|如何改进|怎样改善|提出.{0,10}方案|构想/i

/** The sort of the prompt's question. */
export function sortOf({ question }: Pick<Reading, 'question'>): Sort {
  const { text, read } = question
  if (predictive.test(text) && read?.form !== 'survey') return 'predictive'
  if (creative.test(text) && (!read || read.form === 'survey')) return 'creative'
  return read ? sortRead(read) : 'fact'
}

function sortRead(read: ReadQuestion): Sort {
  switch (read.form) {
    case 'value':
      return read.subject.form === 'name' ? 'fact' : 'chain'
    case 'compare':
    case 'difference':
      return 'comparison'
    case 'sum':
    case 'count':
      return 'aggregate'
    case 'order':
    case 'history':
      return 'timeline'
    case 'list':
      return 'list'
    case 'survey':
      return 'survey'
    default:
      return read satisfies never
  }
}

/** Words by which choices, or what a prompt says of them, mean a sort; the nearest first. */
const meant: Readonly<Record<Sort, readonly RegExp[]>> = {
  fact: [
    /\b(?:factual|facts?|factoid|lookup|simple|single[- ]?hop|single|direct|easy|basic|one (?:step|fact|source|place|statement)|stated once)\b|单跳|简单|事实|单一|一处|直接/,
    /\b(?:l1|1|low|short|quick)\b/,
  ],
  chain: [
    /\b(?:chain|multi ?-?hop|bridge|bridging|compositional|nested)\b|多跳|链式/,
    /\b(?:linkable|link(?:ed|ing)?|reasoning|combin\w*|several (?:facts|statements|sources|places|steps)|multi(?:ple)?|complex|medium|moderate|l2|2)\b|多步|关联|综合|复杂|中等|几处|多处/,
  ],
  comparison: [
    /\b(?:compar\w*|contrast|difference|versus|vs)\b|比较|对比/,
    /\b(?:linkable|reasoning|combin\w*|several|multi\w*|aggregat\w*|complex|medium|l2|2)\b|多步|关联|综合|复杂|中等|多处/,
  ],
  aggregate: [
    /\b(?:aggregat\w*|count\w*|sum|total|comput\w*|calculat\w*|arithmetic|numeric\w*)\b|统计|合计|计算|计数|汇总/,
    /\b(?:linkable|reasoning|compar\w*|combin\w*|several|multi\w*|complex|medium|l2|2)\b|多步|关联|综合|复杂|中等|多处/,
  ],
  timeline: [
    /\b(?:timeline|chronolog\w*|temporal|order(?:ing)?|histor\w*|sequence)\b|时间线|先后|沿革|历史|时序/,
    /\b(?:linkable|reasoning|aggregat\w*|combin\w*|several|multi\w*|complex|medium|l2|2)\b|多步|关联|综合|复杂|中等|多处/,
  ],
  list: [
    /\b(?:list\w*|enumerat\w*|set|all that)\b|列举|列表|清单/,
    /\b(?:linkable|aggregat\w*|combin\w*|several|multi\w*|medium|complex|l2|2)\b|综合|多处|中等|复杂/,
  ],
  survey: [
    /\b(?:survey|report|broad|overview|open[- ]?ended|exploratory|comprehensive|summary|in-depth|deep)\b|综述|报告|概览|宽泛|开放|全面|深入/,
    /\b(?:linkable|combin\w*|several|multi\w*|complex|hard|difficult|high|l2|3|2)\b|综合|多处|复杂|困难|高/,
  ],
  predictive: [
    /\b(?:predict\w*|forecast\w*|project\w*|trend|future|l3|3)\b|预测|预计|趋势/,
    /\b(?:complex|hard|difficult|high)\b|复杂|困难/,
  ],
  creative: [
    /\b(?:creativ\w*|propos\w*|idea\w*|design|brainstorm\w*|perspectives?|l4|4)\b|创造|创意|构想|建议|方案/,
    /\b(?:open[- ]?ended|complex|hard|difficult|high)\b|开放|复杂|困难/,
  ],
}

/** Words that show that choices are sorts of questions. */
const sorting =
  /\b(?:level|kind|type|class(?:ification)?|category|sort|complexity|difficulty|hardness|question type|intent|route|mode)\b|类型|类别|级别|层级|难度/i

/** Levels of something else. */
const ofAnswers =
  /confiden|relevan|support|quality|certain|severity|priority|importance|evidence|verdict|action|tool|step|置信|相关|重要/

/** Of choices that are sorts of questions the one that it is; undefined: they are none. */
export function sortAmong(names: readonly string[], key: string, reading: Reading): string | undefined {
  const told = names.map((name) => `${wordsOf(name)} ${definitionOf(name, reading)}`.toLowerCase())
  const recognised = told.filter((one) =>
    Object.values(meant)
      .flat()
      .some((form) => form.test(one)),
  )
  if (!sorting.test(wordsOf(key)) || ofAnswers.test(wordsOf(key)) || recognised.length < 2) return undefined
  for (const form of meant[sortOf(reading)]) {
    // What a choice is called counts before what is said of it.
    const byName = names.find((name) => form.test(wordsOf(name)))
    const at = told.findIndex((one) => form.test(one))
    const found = byName ?? names[at]
    if (found !== undefined) return found
  }
  return undefined
}

/** What a prompt says of a choice: the words behind its name and a colon or a bracket. */
function definitionOf(name: string, { ask, words }: Reading): string {
  const text = `${words}\n${ask.schema ? JSON.stringify(ask.schema.schema) : ''}`
  const at = new RegExp(
    `(?<![\\p{L}\\d])["'“‘「\`*]{0,2}${name.replace(/[.*+?^$()|[\]{}\\]/g, '\\$&')}["'”’」\`*]{0,2}\\s*(?:[:：=（(]|[-–—]{1,2}|是指|指)\\s*([^\\n;；.。]{2,120})`,
    'iu',
  ).exec(text)
  return at?.[1] ?? ''
}

const flags: readonly (readonly [RegExp, readonly Sort[]])[] = [
  [/forecast|predict|projection|预测/, ['predictive']],
  [/perspective|creativ|brainstorm|idea|多角度|视角|创意/, ['creative']],
  [/tables?\b|series|表格|列表/, ['comparison', 'aggregate', 'timeline', 'list', 'survey', 'predictive']],
  [/arithmetic|comput|calculat|计算/, ['aggregate', 'comparison']],
  [/multi ?-?hop|multi ?step|chain|多跳/, ['chain']],
  [/compar|比较/, ['comparison']],
  [/decompos|\bcomplex|break ?down|拆解|复杂/, ['chain', 'comparison', 'aggregate', 'timeline', 'survey']],
  [/\bsimple|straightforward|简单/, ['fact']],
]

/** Whether a yes or no asks for a trait of the question; undefined: it does not. */
export function traitOf(key: string, reading: Reading): boolean | undefined {
  const words = wordsOf(key)
  const flag = flags.find(([form]) => form.test(words))
  return flag?.[1].includes(sortOf(reading))
}
