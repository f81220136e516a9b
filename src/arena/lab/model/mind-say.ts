/** An answer as a text: sentences with their citations, sections, a list of sources. */
import { furtherFacts, openQuestions, type Answer } from './mind-answer.ts'
import { keyOf, type Said } from './mind-said.ts'
import { Citations, citingOf } from './mind-citations.ts'
import { waver, type Wavering } from './mind-faults.ts'
import { relationOf } from './mind-facts.ts'
import { answerIn, bareWords, namesOf } from './mind-plan.ts'
import { overlap } from './mind-overlap.ts'
import type { Reading } from './mind-prompt.ts'
import { listed } from './mind-tell.ts'

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
  return { state: said.length > 0 ? 'partly' : 'no', said, open: [], short: said[0]?.text ?? '', values: [] }
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
