/** An answer as a text: sentences with citations in the form that the prompt asks for, sections, a list of sources. */
import type { LabLanguage } from '../world.ts'
import { furtherFacts, keyOf, openQuestions, type Answer, type Said } from './mind-answer.ts'
import { waver, type Wavering } from './mind-faults.ts'
import { relationOf, type Shown } from './mind-facts.ts'
import { answerIn, bareWords, namesOf } from './mind-plan.ts'
import { overlap } from './mind-overlap.ts'
import type { Reading } from './mind-prompt.ts'
import type { Source } from './mind-source.ts'
import { listed } from './mind-tell.ts'

/** How a sentence names its sources: not at all, by ids in brackets, by links, by numbers of a list at the end. */
export type Citing = 'none' | 'bracket' | 'citation' | 'link' | 'numbered'

/** The form that a prompt asks for. */
export function citingOf({ words, facts, sources }: Reading): Citing {
  const cited =
    /\bcit(?:e|es|ed|ing|ations?)\b|\breferences?\b|\bsources?\b|hyperlink|引用|出处|来源|参考|编号/i.test(
      words,
    )
  const marked =
    facts.shown.some(({ mark }) => mark !== undefined) || sources.some(({ id }) => id !== undefined)
  const linked =
    sources.some(({ url }) => url !== undefined) || facts.shown.some(({ url }) => url !== undefined)
  if (/\[\s*citation\s*[:：]/i.test(words)) return 'citation'
  if (
    linked &&
    /\]\((?:url|link|https?:|source)|hyperlink|markdown (?:url|link)|链接(?:形式|格式)?引用/i.test(words)
  )
    return 'link'
  if (marked) return 'bracket'
  if (linked && /\[\s*(?:1|number|数字|编号)\s*\]/i.test(words)) return 'numbered'
  return linked && cited ? 'link' : linked ? 'link' : 'none'
}

/** Marks of citation behind a sentence; numbers are given in the order in which sources are first named. */
export class Citations {
  private readonly form: Citing
  private readonly numbers = new Map<
    string,
    { readonly number: number; readonly source: Source; readonly url: string }
  >()

  constructor(form: Citing) {
    this.form = form
  }

  of({ from }: Pick<Said, 'from'>, language: LabLanguage): string {
    const some = [...new Map(from.map((one) => [`${one.mark ?? ''} ${one.url ?? ''}`, one])).values()].slice(
      0,
      3,
    )
    const space = language === 'en' || this.form === 'link' ? ' ' : ''
    const marks = [...new Set(some.map((one) => this.mark(one)))].filter((one) => one !== '')
    return marks.length === 0 ? '' : `${space}${marks.join(this.form === 'link' ? ' ' : '')}`
  }

  private mark(one: Shown): string {
    switch (this.form) {
      case 'none':
        return ''
      case 'bracket':
        return one.mark === undefined ? this.link(one) : `[${one.mark}]`
      case 'citation':
        return one.mark === undefined ? '' : `[citation:${one.mark.replace(/^[A-Z]/i, '')}]`
      case 'link':
        return this.link(one)
      case 'numbered':
        return one.url === undefined ? '' : `[${this.number(one, one.url)}]`
      default:
        return this.form satisfies never
    }
  }

  private link(one: Shown): string {
    if (one.url === undefined) return ''
    this.number(one, one.url)
    return `([${titleOf(one.source, one.url)}](${one.url}))`
  }

  private number({ source }: Shown, url: string): number {
    const known = this.numbers.get(url)?.number
    if (known !== undefined) return known
    this.numbers.set(url, { number: this.numbers.size + 1, source, url })
    return this.numbers.size
  }

  /** The list at the end: what was named and no more. */
  list(): string[] {
    return [...this.numbers.values()].map(({ number, source, url }) =>
      this.form === 'numbered'
        ? `[${number}] ${titleOf(source, url)}: ${url}`
        : `- [${titleOf(source, url)}](${url})`,
    )
  }
}

function titleOf({ title }: Source, url: string): string {
  const told = title?.replace(/[[\]]/g, '').trim()
  return told ? told.slice(0, 120) : (/^https?:\/\/([^/]+)/.exec(url)?.[1] ?? url)
}

/** An answer with what goes wrong in it, and with further facts where prose of some length is wanted. */
export interface Told extends Answer {
  readonly told: readonly Said[]
}

/** What is said to the prompt's question. */
export function tellAnswer(reading: Reading, wavering: Wavering, prose = wantsProse(reading)): Told {
  const { facts, language, question } = reading
  const answer = answerIn(reading)
  const plain = question.read ? answer : byWords(reading)
  const subjects = [...new Set(plain.said.map(({ subject }) => subject))]
  const more = prose ? furtherFacts(subjects, plain.said, language, facts, elsewhere(reading)) : []
  const all = [...plain.said, ...more]
  return { ...plain, told: waver(all, reading, wavering) }
}

/** What other sections tell is not told in this one. */
function elsewhere({ whole }: Reading): ReadonlySet<string> {
  if (whole?.read?.form !== 'survey') return new Set()
  return new Set(
    whole.read.parts.flatMap(({ subject, relations }) =>
      relations.flatMap((id) => {
        const relation = relationOf(id)
        return relation ? [keyOf(subject, relation)] : []
      }),
    ),
  )
}

/**
 * A report, an article, some hundred words; a survey, where it is answered in words. What is asked does not say how
 * long the part of it is to be that is written.
 */
export function wantsProse({ words: all, question, whole, ask }: Reading): boolean {
  if (!whole && !ask.schema && question.read?.form === 'survey') return true
  const words = [question.text, ...(whole ? [whole.text] : [])].reduce(
    (text, one) => text.replaceAll(one, ' '),
    all,
  )
  return /\b\d{3,5}[\s-]*words?\b|\b(?:detailed|comprehensive|in-depth|long|full)\b[^.\n]{0,40}\b(?:report|article|essay|answer)\b|\d{3,5}\s*字|(?:详细|全面|完整|深入)的?(?:研究)?(?:报告|文章)/i.test(
    words,
  )
}

/** Of a question that cannot be read: sentences that have most of its words, as they stand. */
function byWords({ question, sources, facts }: Reading): Answer {
  const wanted = bareWords(question.text)
  const found = facts.shown
    .map((one) => ({ one, score: overlap(wanted, one.sentence) }))
    .filter(({ score }) => score >= 0.5 && sources.length > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, 4)
  const said = found.map(({ one }) => ({
    text: one.sentence.replace(/^\W*\[[A-Za-z]?\d{1,3}\]\s*/, '').trim(),
    from: [one],
    subject: one.subject,
    key: `${one.subject} ${one.relation}`,
  }))
  return { state: said.length > 0 ? 'partly' : 'no', said, open: [], short: said[0]?.text ?? '' }
}

/** That nothing was found, and what. */
export function notFound(reading: Reading): string {
  const { question, language } = reading
  const what = question.text.replace(/\s+/g, ' ').slice(0, 300)
  return language === 'en'
    ? `This was not found in the material shown: ${what}`
    : `所给材料中没有找到答案：${what}`
}

/** What an answer lacks, in the words of questions. */
export function missingIn(told: Answer, { language, facts }: Reading): string {
  return openQuestions(told, language, facts).slice(0, 4).join(' ')
}

/** Sentences in one paragraph, with their citations; what is missing is said at the end. */
export function paragraphOf(
  told: Told,
  reading: Reading,
  citations = new Citations(citingOf(reading)),
): string {
  const { language } = reading
  if (told.told.length === 0) return notFound(reading)
  const lines = told.told.map((one) => `${one.text}${citations.of(one, language)}`)
  const lacking = told.state === 'partly' ? missingIn(told, reading) : ''
  const end =
    lacking === ''
      ? []
      : [language === 'en' ? `Not found in the material: ${lacking}` : `材料中没有找到：${lacking}`]
  return [...lines, ...end].join(language === 'en' ? ' ' : '')
}

/** A report with a section for everyone it speaks of. */
export function reportOf(told: Told, reading: Reading): string {
  const { language, question } = reading
  const citations = new Citations(citingOf(reading))
  if (told.told.length === 0) return notFound(reading)
  const subjects = [...new Set(told.told.map(({ subject }) => subject))]
  const title = question.read ? listed(namesOf(question.read).slice(0, 6), language) : question.text
  const sections = subjects.map((subject) => {
    const own: Told = { ...told, state: 'yes', told: told.told.filter((one) => one.subject === subject) }
    return `## ${subject}\n\n${paragraphOf(own, reading, citations)}`
  })
  const lacking = told.state === 'partly' ? missingIn(told, reading) : ''
  return [
    `# ${title}`,
    ...sections,
    ...(lacking === ''
      ? []
      : [language === 'en' ? `## What was not found\n\n${lacking}` : `## 未找到的内容\n\n${lacking}`]),
    ...(citations.list().length === 0
      ? []
      : [`## ${language === 'en' ? 'References' : '参考资料'}\n\n${citations.list().join('\n')}`]),
  ].join('\n\n')
}
