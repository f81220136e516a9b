/** What is wrong with a draft: sentences that the material does not bear, and what it leaves out. */
import type { LabLanguage } from '../world.ts'
import { readStatements } from '../language/index.ts'
import type { Answer } from './mind-answer.ts'
import { judge, verdictsIn, type Label } from './mind-judge.ts'
import { partsOf } from './mind-plan.ts'
import { relationOf, Facts, type Shown } from './mind-facts.ts'
import { tellAsked } from './mind-ask.ts'
import type { Reading } from './mind-prompt.ts'
import type { Source } from './mind-source.ts'

/** One thing that is wrong. */
export interface Problem {
  /** Of the sentence it is about, where sentences have ids. */
  readonly id?: string
  /** The sentence it is about; absent: something is missing. */
  readonly sentence?: string
  readonly text: string
  readonly label: Label
  readonly from: readonly Shown[]
}

const draftMark =
  /(?:^|\n)[ \t*_#>-]*(?:draft|answer|report|text|proposal|response|草稿|草案|初稿|答案|报告|回答)(?:\s+(?:to (?:review|check|criticise|criticize)|so far|\d+))?[\s*_]*[:：]\s*\n?([\s\S]+?)(?=\n\s*\n|\n[ \t*_#>-]*(?:question|evidence|sources?|statements|material|问题|证据|来源|材料)[^\n]{0,20}[:：]|$)/gi

/** What is wrong with what is to be examined. */
export function problemsIn(reading: Reading, claims: readonly Source[], answer: Answer): Problem[] {
  const { language } = reading
  const judged =
    claims.length > 0
      ? verdictsIn(reading, claims)
      : draftsIn(reading).flatMap((text) =>
          sentencesOf(text).map((sentence) => judge('', sentence, withoutDraft(reading, text))),
        )
  const wrong = judged
    .filter(({ label, text }) => label !== 'supported' && (label !== 'unsupported' || states(text)))
    .map(({ id, text, label, from }) => ({
      ...(id === '' ? {} : { id }),
      sentence: text,
      text: told(label, text, language),
      label,
      from,
    }))
  const said = new Facts(judged.map(({ text }) => ({ about: {}, text })))
  return [...wrong, ...(judged.length > 0 ? left(reading, answer, said) : [])]
}

/** What was asked and can be told, and is not told. */
function left({ question, language, facts }: Reading, _: Answer, said: Facts): Problem[] {
  if (!question.read) return []
  return partsOf(question.read).flatMap((read) => {
    if (read.form !== 'value' || read.subject.form !== 'name') return []
    const relation = relationOf(read.relation)
    if (!relation) return []
    const { sides } = facts.settle(read.subject.name, relation)
    if (sides.length === 0 || said.settle(read.subject.name, relation).sides.length > 0) return []
    const asked = tellAsked(read, language, facts)
    return [
      {
        text: language === 'en' ? `It does not answer: ${asked}` : `没有回答：${asked}`,
        label: 'unsupported' as const,
        from: sides.flatMap(({ shown }) => shown.slice(0, 1)),
      },
    ]
  })
}

function told(label: Label, text: string, language: LabLanguage): string {
  if (label === 'contradicted')
    return language === 'en' ? `The material says otherwise: ${text}` : `材料的说法与此不同：${text}`
  return language === 'en' ? `The material does not bear this: ${text}` : `材料不支持这一句：${text}`
}

function draftsIn({ words }: Reading): string[] {
  return [...words.matchAll(draftMark)].map(([, text]) => text!.trim()).filter((text) => text.length > 15)
}

/** The draft itself is no evidence of what it says. */
function withoutDraft({ sources }: Reading, draft: string): Source[] {
  return sources.flatMap((source) => {
    const quoted = source.id !== undefined || source.url !== undefined || source.about['tag'] !== undefined
    if (quoted) return [source]
    const text = source.text.replace(draft, ' ')
    return draft.includes(text.trim()) ? [] : [{ ...source, text }]
  })
}

function sentencesOf(text: string): string[] {
  const found = text.match(/[^\n.。!！?？]+(?:\.(?=\d)[^\n.。!！?？]+)*[.。!！?？]*/g) ?? []
  return found.map((one) => one.replace(/\s*\[[^\]]{1,20}\]/g, '').trim()).filter((one) => one.length > 5)
}

const states = (text: string): boolean => readStatements(text).length > 0 || /\d/.test(text)
