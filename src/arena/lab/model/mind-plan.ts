/**
 * What to ask and to look for: sub-questions, queries, keywords, headings; all from the question alone. Long because it
 * goes through every form of question several times.
 */
import type { LabLanguage } from '../world.ts'
import { relations, wordsFor, type ReadQuestion, type Relation } from '../language/index.ts'
import { answerTo, type Answer } from './mind-answer.ts'
import { relationOf, type Facts, type Shown } from './mind-facts.ts'
import { graphOf, valueOf, withoutKnown, type Part, type Slot } from './mind-graph.ts'
import { tellAsked } from './mind-ask.ts'
import { fill, sentence } from './mind-tell.ts'
import type { Reading } from './mind-prompt.ts'
import { subjectsIn, type AskedQuestion } from './mind-question.ts'

/** A sub-question, whatever form is wanted of it. */
export interface Planned {
  readonly text: string
  readonly query: string
  readonly heading: string
  readonly read?: ReadQuestion
  /** Which earlier parts (from 0) it needs. */
  readonly needs?: readonly number[]
  /** Under which it stands in the prompt. */
  readonly mark?: string
  /** Where the answer stands, of questions that a text answers. */
  readonly from?: readonly Shown[]
}

/**
 * The question's parts, at most so many; what asks one thing stays as it was asked. With a slot, what hangs on an
 * earlier part leaves its place open.
 */
export function planOf(reading: Reading, most = reading.most ?? 24, slot?: Slot): Planned[] {
  const { question, language, facts } = reading
  const known = sparesKnown(reading)
  const { read } = question
  const all = read ? (known ? withoutKnown(read, facts, slot) : graphOf(read, slot)) : []
  const parts = merged(all, Math.max(1, most))
  if (parts.length === 0 || (parts.length < 2 && all.length < 2 && !known))
    return [plannedAs(question, language, facts)]
  if (parts.length === 1 && sameQuestion(parts[0]!.read, read)) return [plannedAs(question, language, facts)]
  return parts.map(({ read: part, needs }) => ({
    ...plannedAs({ text: tellAsked(part, language, facts, question.text), read: part }, language, facts),
    needs,
  }))
}

const sameQuestion = (a: ReadQuestion, b: ReadQuestion | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

/** Whether a prompt shows what is known so that it is not asked again. */
function sparesKnown({ words, facts }: Reading): boolean {
  return (
    facts.shown.length > 0 &&
    /\b(?:already|so far)\b[^.\n]{0,60}\b(?:known|found|answered|established|learned)\b|\b(?:known|found|answered|established)\b[^.\n]{0,40}\b(?:already|so far)\b|已经?(?:知道|查明|找到|回答)|已知/i.test(
      words,
    )
  )
}

function plannedAs({ text, read }: AskedQuestion, language: LabLanguage, facts: Facts): Planned {
  return {
    text,
    query: read ? queryOf(read, language, facts) : bareWords(text),
    heading: read ? headingOf(read, language, facts) : text.replace(/[?？]\s*$/, ''),
    ...(read ? { read } : {}),
  }
}

/** One thing each: what of a question can be looked for by itself, and what it comes to. */
export function partsOf(question: ReadQuestion): ReadQuestion[] {
  return graphOf(question).map(({ read }) => read)
}

/** Parts put together where there are more than may be: those of one subject first. */
function merged(parts: readonly Part[], most: number): Part[] {
  if (parts.length <= most) return [...parts]
  const bySubject = new Map<string, string[]>()
  for (const { read: part } of parts) {
    if (part.form !== 'value' || part.subject.form !== 'name')
      return [{ read: parts.at(-1)!.read, needs: [] }]
    bySubject.set(part.subject.name, [...(bySubject.get(part.subject.name) ?? []), part.relation])
  }
  const subjects = [...bySubject].map(([subject, ids]) => ({ subject, relations: [...new Set(ids)] }))
  const size = Math.ceil(subjects.length / most)
  return Array.from({ length: Math.ceil(subjects.length / size) }, (_, index) => {
    const some = subjects.slice(index * size, (index + 1) * size)
    const [only] = some
    const read: ReadQuestion =
      some.length === 1 && only!.relations.length === 1
        ? valueOf(only!.relations[0]!, only!.subject)
        : { form: 'survey', parts: some }
    return { read, needs: [] }
  })
}

/** Names that a question speaks of. */
export function namesOf(question: ReadQuestion): string[] {
  switch (question.form) {
    case 'value':
      return question.subject.form === 'name' ? [question.subject.name] : namesOf(question.subject)
    case 'compare':
    case 'sum':
    case 'difference':
    case 'order':
      return [...question.subjects]
    case 'count':
    case 'list':
      return [question.value]
    case 'history':
      return [question.subject]
    case 'survey':
      return question.parts.map(({ subject }) => subject)
    default:
      return question satisfies never
  }
}

/** Relations that a question speaks of, the innermost first. */
export function relationsOf(question: ReadQuestion): Relation[] {
  const ids =
    question.form === 'survey'
      ? question.parts.flatMap((part) => part.relations)
      : question.form === 'value' && question.subject.form !== 'name'
        ? [...relationsOf(question.subject).map(({ id }) => id), question.relation]
        : [question.relation]
  return [...new Set(ids)].flatMap((id) => relationOf(id) ?? [])
}

/** Words for a search engine: names and what is asked of them. */
export function queryOf(question: ReadQuestion, language: LabLanguage, facts: Facts): string {
  const labels = relationsOf(question).map(({ words }) => words[language].label)
  const shown = labels.slice(0, 4).map((label) => (language === 'en' ? label.toLowerCase() : label))
  return [
    ...namesOf(question)
      .slice(0, 6)
      .map((name) => facts.nameIn(name, language)),
    ...shown,
  ].join(' ')
}

/** The same thing looked for in other words, and in the other language. */
export function queriesOf(question: ReadQuestion, language: LabLanguage, facts: Facts): string[] {
  const other = language === 'en' ? 'zh' : 'en'
  const names = namesOf(question).join(' ')
  return [
    ...new Set([
      queryOf(question, language, facts),
      tellAsked(question, language, facts),
      `${names} ${keywordsOf(question, language).slice(0, 3).join(' ')}`,
      queryOf(question, other, facts),
      names,
    ]),
  ]
}

/** Words by which texts speak of what is asked, the first of each relation first; names are not among them. */
export function keywordsOf(question: ReadQuestion, language: LabLanguage): string[] {
  const lists = relationsOf(question).map((relation) => {
    const label = relation.words[language].label
    const phrase = language === 'en' ? label.toLowerCase() : label
    const others = wordsFor(relation, language).filter((word) => !phrase.split(' ').includes(word))
    return [phrase, ...others].slice(0, 5)
  })
  return [...new Set([0, 1, 2, 3, 4].flatMap((at) => lists.flatMap((list) => list[at] ?? [])))]
}

/** A heading for what is asked. */
export function headingOf(question: ReadQuestion, language: LabLanguage, facts: Facts): string {
  const names = namesOf(question).map((name) => facts.nameIn(name, language))
  const [first, ...more] = relationsOf(question)
  const [name, ...others] = names
  if (first && more.length === 0 && name && others.length === 0 && question.form === 'value')
    return sentence(fill(first.words[language].topic, { s: name }), language).replace(/[.。]$/, '')
  return names.slice(0, 4).join(language === 'en' ? ', ' : '、') || tellAsked(question, language, facts)
}

/** A sentence as it might stand in a text that answers, without the value. */
export function likelyStatement(question: AskedQuestion, language: LabLanguage, facts: Facts): string {
  const { read, text } = question
  if (!read) return text
  const name = namesOf(read)[0] ?? ''
  const relation = relationsOf(read)[0]
  const topic = relation ? fill(relation.words[language].topic, { s: facts.nameIn(name, language) }) : name
  return sentence(language === 'en' ? `${topic} is given here` : `此处说明${topic}`, language)
}

/** Words of a text that tell what it is about. */
export function bareWords(text: string): string {
  const words = text
    .replace(/[?？。.,，!！:：;；"“”'‘’()（）]/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '' && !stopWords.has(word.toLowerCase()))
  return words.join(' ').slice(0, 200)
}

const stopWords = new Set(
  'a an the of in on at by to for from with and or is are was were be been do does did what which who whom when where why how please tell me about find write give us report that this it its'.split(
    ' ',
  ),
)

/** What to find out next: what the facts leave open, each question as words to look for. */
export function nextQuestions(reading: Reading, answer: Answer): ReadQuestion[] {
  if (answer.open.length > 0) return [...answer.open]
  return answer.state === 'no' && reading.question.read ? [reading.question.read] : []
}

/** What is said elsewhere of the subject, for those who ask for further directions. */
export function furtherQuestions(reading: Reading, most: number): Planned[] {
  const { question, language, facts } = reading
  const names = question.read ? namesOf(question.read) : subjectsIn(question.text, facts)
  const known = new Set(question.read ? relationsOf(question.read).map(({ id }) => id) : [])
  return names
    .flatMap((name) => {
      const type = relations.find(({ id }) => known.has(id))?.subjects ?? []
      return relations
        .filter(({ id, subjects }) => !known.has(id) && subjects.some((one) => type.includes(one)))
        .map(({ id }) => valueOf(id, name))
    })
    .slice(0, most)
    .map((read) => plannedAs({ text: tellAsked(read, language, facts), read }, language, facts))
}

/** Answers the question of a prompt. */
export function answerIn({ question, language, facts }: Reading): Answer {
  return answerTo(question.read, language, facts)
}
