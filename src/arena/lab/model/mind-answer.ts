/**
 * Answers a question from what was shown: joins, newest values, both sides, and what follows from several facts.
 *
 * Nothing is said that no statement says or that does not follow from some; what is worked out cites what it is
 * worked out from.
 */
import type { LabLanguage } from '../world.ts'
import type { ReadQuestion, ReadValue, Relation } from '../language/index.ts'
import { agree, relationOf, type Facts, type Settled, type Shown, type Side } from './mind-facts.ts'
import { fill, listed, mayBe, sentence, tellAsked, tellRead, tellSides, typeWords } from './mind-tell.ts'

/** A sentence of an answer, and the statements that bear it. */
export interface Said {
  readonly text: string
  readonly from: readonly Shown[]
  /** Whom it is about. */
  readonly subject: string
  /** What it says: `subject relation`, once each. */
  readonly key: string
  readonly part?: string
  /** Of plain facts: what it tells, so that it can be told wrongly. */
  readonly fact?: { readonly relation: Relation; readonly side: Side; readonly opens: string }
}

/** What can be answered. */
export interface Answer {
  readonly state: 'yes' | 'partly' | 'no'
  readonly said: readonly Said[]
  /** What has to be found out yet, each a question that can be asked by itself. */
  readonly open: readonly ReadQuestion[]
  /** The answer in the fewest words. */
  readonly short: string
}

interface Solved {
  readonly said: readonly Said[]
  /** What it comes to: a value each side, names of a list. */
  readonly values: readonly ReadValue[]
  readonly open: readonly ReadQuestion[]
  /** Something of what was asked is told, not only what leads there. */
  readonly some: boolean
}

/** Answers. */
export function answerTo(question: ReadQuestion | undefined, language: LabLanguage, facts: Facts): Answer {
  if (!question) return { state: 'no', said: [], open: [], short: '' }
  const { said, values, open, some } = new Solver(language, facts).solve(question)
  const unique = [...new Map(said.map((one) => [one.text, one])).values()]
  return {
    state: open.length === 0 && some ? 'yes' : said.length > 0 ? 'partly' : 'no',
    said: unique,
    open,
    short: listed(
      values.map((value) => tellRead(value, language, facts)),
      language,
    ),
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

/** `subject relation` */
export function keyOf(subject: string, relation: Relation): string {
  return `${subject} ${relation.id}`
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
    return tellSides(subject, relation, sides, this.language, this.facts).map(({ text, side }, index) => ({
      text,
      from: side.shown,
      subject,
      key: keyOf(subject, relation),
      fact: {
        relation,
        side,
        opens:
          sides.length === 1
            ? ''
            : this.language === 'en'
              ? `${index === 0 ? 'One' : 'Another'} source says that `
              : index === 0
                ? '有来源称，'
                : '另有来源称，',
      },
      ...(part === undefined ? {} : { part }),
    }))
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
        values: settled.sides.map(({ value }) => value),
        open: [],
        some: true,
      }
    }
    const inner = this.solve(subject)
    const names = inner.values.flatMap((value) => (value.kind === 'name' ? [value.name] : []))
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
    const said = settled.flatMap((one) => this.tell(one))
    if (open.length > 0 || settled.length === 0) return { said, values: [], open, some: said.length > 0 }
    // Where sources disagree on a part, nothing follows for certain; both sides are told.
    const firm = settled.every(({ sides }) => sides.length === 1)
    const worked = firm ? this.workOut(question, relation, settled) : undefined
    return worked
      ? { said: [worked.said, ...said], values: worked.values, open, some: true }
      : { said, values: [], open, some: true }
  }

  private workOut(
    question: Extract<ReadQuestion, { form: 'compare' | 'sum' | 'difference' | 'order' }>,
    relation: Relation,
    settled: readonly Settled[],
  ): { readonly said: Said; readonly values: readonly ReadValue[] } | undefined {
    const parts = settled.map(({ subject, sides: [side] }) => ({
      subject,
      side: side!,
      size: sizeOf(side!.value),
    }))
    const from = parts.flatMap(({ side }) => side.shown.slice(0, 1))
    const made = (text: string, values: readonly ReadValue[]) => ({
      said: {
        text: sentence(text, this.language),
        from,
        subject: parts[0]!.subject,
        key: `${question.form} ${relation.id}`,
      },
      values,
    })
    const sorted = parts.toSorted((a, b) => (a.size < b.size ? -1 : a.size > b.size ? 1 : 0))
    const en = this.language === 'en'
    const name = (subject: string): string => this.facts.nameIn(subject, this.language)
    const told = ({ side }: { readonly side: Side }): string =>
      tellRead(side.value, this.language, this.facts, side.shown[0]?.sentence)
    const topic = (subject: string): string => fill(relation.words[this.language].topic, { s: name(subject) })
    switch (question.form) {
      case 'compare': {
        const ranked = question.most ? sorted.toReversed() : sorted
        const [first, ...others] = ranked
        if (!first || others.length === 0) return undefined
        if (others.some(({ size }) => size === first.size))
          return made(
            en
              ? `It is the same: ${listed(
                  parts.map((part) => `${topic(part.subject)} is ${told(part)}`),
                  'en',
                )}`
              : `两者相同：${listed(
                  parts.map((part) => `${topic(part.subject)}为${told(part)}`),
                  'zh',
                )}`,
            [],
          )
        return made(
          tellComparison(
            relation,
            question.most,
            this.language,
            [first, ...others].map((part) => ({
              ...part,
              name: name(part.subject),
              topic: topic(part.subject),
              told: told(part),
            })),
          ),
          [{ kind: 'name', name: first.subject }],
        )
      }
      case 'order':
        return made(
          en
            ? `In order of time these are ${listed(
                sorted.map((part) => `${name(part.subject)} (${told(part)})`),
                'en',
              )}`
            : `按时间先后依次是${sorted.map((part) => `${name(part.subject)}（${told(part)}）`).join('、')}`,
          sorted.map(({ subject }) => ({ kind: 'name', name: subject })),
        )
      case 'sum':
      case 'difference': {
        const amounts = parts.map(({ side: { value } }) => (value.kind === 'quantity' ? value : undefined))
        const [a, b] = amounts
        if (!a || amounts.some((one) => one?.unit !== a.unit)) return undefined
        const all = amounts.reduce((sum, one) => sum + one!.amount, 0)
        const amount = question.form === 'sum' ? all : Math.abs(a.amount - (b?.amount ?? 0))
        const value: ReadValue = { kind: 'quantity', unit: a.unit, amount: Math.round(amount * 1e6) / 1e6 }
        const result = tellRead(value, this.language, this.facts)
        const topics = listed(
          parts.map(({ subject }) => topic(subject)),
          this.language,
        )
        return made(
          question.form === 'sum'
            ? en ? `Together, ${topics} come to ${result}` : `${topics}合计为${result}`
            : en ? `Between ${topics} there is a difference of ${result}` : `${topics}相差${result}`,
          [value],
        ) // prettier-ignore
      }
      default:
        return question satisfies never
    }
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
    const from = settled.flatMap(({ sides }) => sides.flatMap(({ shown }) => shown.slice(0, 1)))
    const count: Said = {
      text: sentence(text, language),
      from,
      subject: question.value,
      key: `count ${relation.id}`,
    }
    return {
      said: question.form === 'count' ? [count, ...plain] : plain,
      values: settled.map(({ subject }) => ({ kind: 'name', name: subject })),
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
    return { said, values: sides.map(({ value }) => value), open: [], some: true }
  }

  private survey(question: Extract<ReadQuestion, { form: 'survey' }>): Solved {
    const solved = question.parts.flatMap(({ subject, relations }) =>
      relations.map((relation) =>
        this.value({ form: 'value', relation, subject: { form: 'name', name: subject } }),
      ),
    )
    return {
      said: solved.flatMap(({ said }) => said.map((one) => ({ ...one, part: one.subject }))),
      values: [],
      open: solved.flatMap(({ open }) => open),
      some: solved.some(({ some }) => some),
    }
  }
}

function nothing(open: readonly ReadQuestion[]): Solved {
  return { said: [], values: [], open, some: false }
}

function uniqueNames(names: readonly string[], facts: Facts): string[] {
  const kept: string[] = []
  for (const name of names) if (!kept.some((other) => facts.same(other, name))) kept.push(name)
  return kept
}

/** What is compared: an amount, or a day as a number that grows with time. */
function sizeOf(value: ReadValue): number {
  if (value.kind === 'quantity') return value.amount
  if (value.kind === 'date') return Number(value.date.replace(/-/g, '').padEnd(8, '0'))
  return 0
}

interface Compared {
  readonly name: string
  readonly topic: string
  readonly told: string
}

/** Two are set against each other; of more the first is told to be the most. */
function tellComparison(
  relation: Relation,
  most: boolean,
  language: LabLanguage,
  ranked: readonly Compared[],
): string {
  const isDate = relation.value.kind === 'date'
  const [first, second, ...more] = ranked
  if (language === 'en') {
    const [comparative, superlative] = isDate
      ? most
        ? ['later', 'latest']
        : ['earlier', 'earliest']
      : most
        ? ['greater', 'greatest']
        : ['smaller', 'smallest']
    return more.length === 0
      ? `${first!.topic} is ${first!.told}, ${comparative} than that of ${second!.name}, ${second!.told}`
      : `Of ${listed(
          ranked.map(({ name }) => name),
          'en',
        )}, ${first!.topic} is the ${superlative}: ${first!.told}`
  }
  const word = isDate ? (most ? '晚' : '早') : most ? '大' : '小'
  return more.length === 0
    ? `${first!.topic}为${first!.told}，${word}于${second!.name}的${second!.told}`
    : `在${listed(
        ranked.map(({ name }) => name),
        'zh',
      )}中，${first!.topic}最${word}，为${first!.told}`
}

/** What has to be found out yet, told as questions. */
export function openQuestions(answer: Answer, language: LabLanguage, facts: Facts): string[] {
  return [...new Set(answer.open.map((question) => tellAsked(question, language, facts)))]
}
