import type { LabLanguage } from '../world.ts'
import type { Relation } from './relation.ts'

/** Questions that are worded alike for all relations. */
export interface Frames {
  /** What it has been over the years: `{s}`. Empty for relations that do not change. */
  readonly history: readonly string[]
  /** A long report: `{list}` of subjects, `{topics}`. */
  readonly survey: readonly string[]
  /** How a value may be told in anybody's plain words, besides the relation's own: `{s}`, `{v}`, `{y}`. */
  readonly plain: readonly string[]
  /** The same of what is so no more. */
  readonly plainPast: readonly string[]
}

const surveys = {
  en: [
    'Write a detailed report on {list} that covers {topics}.',
    'Compile an overview of {list}, stating {topics}.',
  ],
  zh: ['请写一份关于{list}的详细报告，内容包括{topics}。', '请整理{list}的概况，说明{topics}。'],
} as const

/** Of the relation, or what needs none. */
export function framesOf(relation: Relation | undefined, language: LabLanguage): Frames {
  if (!relation) return { history: [], survey: surveys[language], plain: [], plainPast: [] }
  const { topic, noun } = relation.words[language]
  return {
    survey: surveys[language],
    history: relation.changing ? historyOf(topic, noun, language) : [],
    plain: plainOf(topic, relation.changing ?? false, language),
    plainPast: relation.changing ? pastOf(topic, language) : [],
  }
}

function historyOf(topic: string, noun: string | undefined, language: LabLanguage): string[] {
  if (language === 'en')
    return noun
      ? [
          `Who has been ${noun}, and when?`,
          `Who held the post of ${noun.replace(/^the /, '')} over the years?`,
        ]
      : [`How has ${topic} changed over the years?`, `How did ${topic} develop over time?`]
  return noun
    ? [`${noun}先后由哪些人担任，分别在哪些年份？`, `历年来都有谁当过${noun}？`]
    : [`${topic}历年来有什么变化？`, `${topic}这些年是怎样变化的？`]
}

function plainOf(topic: string, changing: boolean, language: LabLanguage): string[] {
  if (language === 'en') {
    const now = [`${topic} is {v}.`, `${topic} was {v}.`]
    return changing
      ? [
          ...now,
          `In {y}, ${topic} was {v}.`,
          `${topic} was {v} in {y}.`,
          `${topic} in {y} was {v}.`,
          `As of {y}, ${topic} is {v}.`,
        ]
      : now
  }
  const now = [`${topic}是{v}。`, `${topic}为{v}。`]
  return changing
    ? [...now, ...['{y}年,', '{y}年', '截至{y}年,'].flatMap((when) => now.map((rest) => when + rest))]
    : now
}

function pastOf(topic: string, language: LabLanguage): string[] {
  return language === 'en'
    ? [`Until {y}, ${topic} was {v}.`, `${topic} was {v} until {y}.`]
    : ['是', '为', '一直是', '一直为', '仍为'].map((is) => `直到{y}年，${topic}${is}{v}。`)
}

/** `A, B and C`, `A、B和C`. */
export function listing(items: readonly string[], language: LabLanguage): string {
  if (items.length < 2) return items[0] ?? ''
  const [comma, and] = language === 'en' ? [', ', ' and '] : ['、', '和']
  return items.slice(0, -1).join(comma) + and + items.at(-1)!
}

/** What `listing` has joined. */
export function unlisting(text: string): string[] {
  return text.split(/ ?[,、] ?(?:and )?| and |和/i).map((item) => item.trim()).filter((item) => item !== '') // prettier-ignore
}
