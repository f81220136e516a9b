/**
 * Answers a question from what was shown: joins, newest values, both sides, and what follows from several facts.
 *
 * Nothing is said that no statement says or that does not follow from some; what is worked out cites what it is
 * worked out from. Long because every form of question is answered here.
 */
import type { LabLanguage } from '../world.ts'
import type { ReadQuestion, ReadValue } from '../language/index.ts'
import { agree, relationOf, type Facts, type Settled, type Shown, type Side } from './mind-facts.ts'
import { tellAsked } from './mind-ask.ts'
import { keyOf, type Said } from './mind-said.ts'
import { fill, listed, mayBe, sentence, tellRead, tellSides, typeWords } from './mind-tell.ts'
import { workOut } from './mind-work-out.ts'

/** What can be answered. */
export interface Answer {
  readonly state: 'yes' | 'partly' | 'no'
  readonly said: readonly Said[]
  /** What has to be found out yet, each a question that can be asked by itself. */
  readonly open: readonly ReadQuestion[]
  /** The answer in the fewest words. */
  readonly short: string
  /** What it comes to, each by itself: a value each side, names of a list, every value of a survey. */
  readonly values: readonly Valued[]
}

/** A value in words, and the statements that bear it. */
export interface Valued {
  readonly text: string
  readonly subject: string
  readonly from: readonly Shown[]
}

/** A value, whose it is, and the statements that bear it. */
interface Came {
  readonly value: ReadValue
  /** Of counts: the number alone. */
  readonly text?: string
  readonly subject: string
  readonly from: readonly Shown[]
}

interface Solved {
  readonly said: readonly Said[]
  /** What it comes to: a value each side, names of a list. */
  readonly values: readonly Came[]
  readonly open: readonly ReadQuestion[]
  /** Something of what was asked is told, not only what leads there. */
  readonly some: boolean
}

/** Answers. */
export function answerTo(question: ReadQuestion | undefined, language: LabLanguage, facts: Facts): Answer {
  if (!question) return { state: 'no', said: [], open: [], short: '', values: [] }
  const { said, values, open, some } = new Solver(language, facts).solve(question)
  const unique = [...new Map(said.map((one) => [one.text, one])).values()]
  return {
    state: open.length === 0 && some ? 'yes' : said.length > 0 ? 'partly' : 'no',
    said: unique,
    open,
    short:
      question.form === 'survey'
        ? ''
        : listed(
            values.map(({ value, text }) => text ?? tellRead(value, language, facts)),
            language,
          ),
    values: values.map((one) => valued(one, language, facts)),
  }
}

/** A value as it stands in the statements that bear it; those in which it stands come first. */
function valued({ value, subject, from, text }: Came, language: LabLanguage, facts: Facts): Valued {
  const spelt = (one: Shown): string => text ?? tellRead(value, one.language, facts, one.sentence)
  const bearing = from.toSorted(
    (a, b) => Number(b.sentence.includes(spelt(b))) - Number(a.sentence.includes(spelt(a))),
  )
  const [first] = bearing
  return {
    text:
      first && first.sentence.includes(spelt(first))
        ? spelt(first)
        : (text ?? tellRead(value, language, facts)),
    subject,
    from: [...new Map(bearing.map((one) => [one.mark ?? one.sentence, one])).values()],
  }
}

/** Further facts about subjects that an answer spoke of. */
export function furtherFacts(
  subjects: readonly string[],
  said: readonly Said[],
  language: LabLanguage,
  facts: Facts,
  not: ReadonlySet<string> = new Set(),
): Said[] {
  const solver = new Solver(language, facts)
  const known = new Set(said.map(({ key }) => key))
  return subjects.flatMap((subject) =>
    [...new Set(facts.about(subject).map(({ relation }) => relation))].flatMap((id) => {
      const relation = relationOf(id)
      if (!relation || known.has(keyOf(subject, relation)) || not.has(keyOf(subject, relation))) return []
      return solver.tell(facts.settle(subject, relation))
    }),
  )
}

class Solver {
  private readonly language: LabLanguage
  private readonly facts: Facts

  constructor(language: LabLanguage, facts: Facts) {
    this.language = language
    this.facts = facts
  }

  solve(question: ReadQuestion): Solved {
    switch (question.form) {
      case 'value':
        return this.value(question)
      case 'compare':
      case 'sum':
      case 'difference':
      case 'order':
        return this.several(question)
      case 'count':
      case 'list':
        return this.having(question)
      case 'history':
        return this.history(question)
      case 'survey':
        return this.survey(question)
      default:
        return question satisfies never
    }
  }

  /** A settled fact in sentences. */
  tell({ subject, relation, sides }: Settled, part?: string): Said[] {
    return tellSides(subject, relation, sides, this.language, this.facts).map(
      ({ text, from, side, opens }) => ({
        text,
        // One statement bears a sentence, a second one confirms it; who lists all says no more.
        from: from.slice(0, 2),
        subject,
        key: keyOf(subject, relation),
        fact: { relation, side, opens },
        ...(part === undefined ? {} : { part }),
      }),
    )
  }

  private value(question: Extract<ReadQuestion, { form: 'value' }>): Solved {
    const relation = relationOf(question.relation)
    if (!relation) return nothing([question])
    const { subject } = question
    if (subject.form === 'name') {
      const settled = this.facts.settle(subject.name, relation)
      if (settled.sides.length === 0) return nothing([question])
      return {
        said: this.tell(settled),
        values: cameOf(subject.name, settled.sides),
        open: [],
        some: true,
      }
    }
    const inner = this.solve(subject)
    const names = inner.values.flatMap(({ value }) => (value.kind === 'name' ? [value.name] : []))
    if (names.length === 0) return { ...inner, values: [], some: false }
    const outer = names.map((name) => this.value({ ...question, subject: { form: 'name', name } }))
    return {
      said: [...outer.flatMap(({ said }) => said), ...inner.said],
      values: outer.flatMap(({ values }) => values),
      open: [...inner.open, ...outer.flatMap(({ open }) => open)],
      some: outer.some(({ some }) => some),
    }
  }

  private several(
    question: Extract<ReadQuestion, { form: 'compare' | 'sum' | 'difference' | 'order' }>,
  ): Solved {
    const relation = relationOf(question.relation)
    if (!relation) return nothing([question])
    const settled = question.subjects.map((subject) => this.facts.settle(subject, relation))
    const open = settled
      .filter(({ sides }) => sides.length === 0)
      .map(
        ({ subject }) =>
          ({ form: 'value', relation: relation.id, subject: { form: 'name', name: subject } }) as const,
      )
    const told = settled.map((one) => this.tell(one))
    const said = told.flat()
    if (open.length > 0 || settled.length === 0) return { said, values: [], open, some: said.length > 0 }
    // Where sources disagree on a part, nothing follows for certain; both sides are told.
    const firm = told.every((sides) => sides.length === 1)
    const parts = told.flatMap(([one]) =>
      one?.fact ? [{ subject: one.subject, side: one.fact.side, from: one.from[0]! }] : [],
    )
    const worked = firm ? workOut(question, relation, parts, this.language, this.facts) : undefined
    return worked
      ? {
          said: [...said, worked.said],
          values: worked.values.map((value) => ({
            value,
            subject: worked.said.subject,
            from: worked.said.from,
          })),
          open,
          some: true,
        }
      : { said, values: [], open, some: true }
  }

  private having(question: Extract<ReadQuestion, { form: 'count' | 'list' }>): Solved {
    const relation = relationOf(question.relation)
    if (!relation) return nothing([question])
    const { facts, language } = this
    const subjects = uniqueNames(
      facts
        .having(relation, question.value)
        .map(({ subject }) => subject)
        .filter((subject) => mayBe(question.type, subject, facts, relation)),
      facts,
    )
    // Of what changes only those count for whom it is so now.
    const settled = subjects
      .map((subject) => facts.settle(subject, relation))
      .filter(({ sides }) =>
        sides.some(({ value }) => agree(value, { kind: 'name', name: question.value }, facts.same)),
      )
    if (settled.length === 0) return nothing([question])
    const plain = settled.flatMap((one) => this.tell(one))
    const names = settled.map(({ subject }) => facts.nameIn(subject, language))
    const words = typeWords[question.type]
    const value = facts.nameIn(question.value, language)
    const { label, noun } = relation.words[language]
    const counted = settled.length === 1 ? words.en.replace(/ies$/, 'y').replace(/s$/, '') : words.en
    const text =
      language === 'en'
        ? `${value} is ${fill(noun ?? `the ${label.toLowerCase()} of {s}`, { s: `${settled.length} ${counted}` })}: ${listed(names, 'en')}`
        : `${label}为${value}的共有${settled.length}${words.zh}：${names.join('、')}`
    const count: Said = {
      text: sentence(text, language),
      from: plain.flatMap(({ from }) => from.slice(0, 1)),
      subject: question.value,
      key: `count ${relation.id}`,
      worked: true,
    }
    return {
      said: question.form === 'count' ? [...plain, count] : plain,
      values:
        question.form === 'count'
          ? [
              {
                value: { kind: 'quantity', amount: settled.length, unit: 'object' },
                text: String(settled.length),
                subject: value,
                from: count.from,
              },
            ]
          : settled.map(({ subject, sides }) => ({
              value: { kind: 'name', name: subject },
              subject,
              from: sides.flatMap(({ shown }) => shown),
            })),
      open: [],
      some: true,
    }
  }

  private history(question: Extract<ReadQuestion, { form: 'history' }>): Solved {
    const relation = relationOf(question.relation)
    if (!relation) return nothing([question])
    const sides = this.facts.history(question.subject, relation)
    if (sides.length === 0) return nothing([question])
    const said = sides.flatMap((side) => this.tell({ subject: question.subject, relation, sides: [side] }))
    return { said, values: cameOf(question.subject, sides), open: [], some: true }
  }

  private survey(question: Extract<ReadQuestion, { form: 'survey' }>): Solved {
    const solved = question.parts.flatMap(({ subject, relations }) =>
      relations.map((relation) =>
        this.value({ form: 'value', relation, subject: { form: 'name', name: subject } }),
      ),
    )
    return {
      said: solved.flatMap(({ said }) => said.map((one) => ({ ...one, part: one.subject }))),
      values: solved.flatMap(({ values }) => values),
      open: solved.flatMap(({ open }) => open),
      some: solved.some(({ some }) => some),
    }
  }
}

/** A value each side, with the statements that say it as it is told first. */
function cameOf(subject: string, sides: readonly Side[]): Came[] {
  return sides.map(({ value, shown }) => ({
    value,
    subject,
    from: shown.toSorted(
      (a, b) =>
        Number(JSON.stringify(b.value) === JSON.stringify(value)) -
        Number(JSON.stringify(a.value) === JSON.stringify(value)),
    ),
  }))
}

function nothing(open: readonly ReadQuestion[]): Solved {
  return { said: [], values: [], open, some: false }
}

function uniqueNames(names: readonly string[], facts: Facts): string[] {
  const kept: string[] = []
  for (const name of names) if (!kept.some((other) => facts.same(other, name))) kept.push(name)
  return kept
}

/** What has to be found out yet, told as questions. */
export function openQuestions(answer: Answer, language: LabLanguage, facts: Facts): string[] {
  return [...new Set(answer.open.map((question) => tellAsked(question, language, facts)))]
}
