/**
 * What follows from several facts: which is more, the order, the sum, the difference; told in a sentence. Long because
 * each is worked out and told in two languages.
 */
import type { LabLanguage } from '../world.ts'
import type { ReadQuestion, ReadValue, Relation } from '../language/index.ts'
import type { Said } from './mind-said.ts'
import type { Facts, Shown, Side } from './mind-facts.ts'
import { fill, listed, sentence, tellRead } from './mind-tell.ts'

/** A fact that something is worked out from, and the statement that bears it. */
export interface Part {
  readonly subject: string
  readonly side: Side
  readonly from: Shown
}

/** What a sentence says that follows from facts, and what it comes to. */
export interface Worked {
  readonly said: Said
  readonly values: readonly ReadValue[]
}

type Several = Extract<ReadQuestion, { form: 'compare' | 'sum' | 'difference' | 'order' }>

interface Sized extends Part {
  /** The subject as the language calls it. */
  readonly name: string
  /** `the length of Orlin Bridge` */
  readonly topic: string
  readonly told: string
  readonly size: number
}

/** Works out what several facts of one relation come to; undefined: nothing follows. */
export function workOut(
  question: Several,
  relation: Relation,
  given: readonly Part[],
  language: LabLanguage,
  facts: Facts,
): Worked | undefined {
  const parts = given.map((part): Sized => {
    const name = facts.nameIn(part.subject, language)
    return {
      ...part,
      name,
      topic: fill(relation.words[language].topic, { s: name }),
      told: tellRead(part.side.value, language, facts, part.from.sentence),
      size: sizeOf(part.side.value),
    }
  })
  const found = conclusionOf(question, relation, parts, language, facts)
  return (
    found && {
      values: found.values,
      said: {
        text: sentence(found.text, language),
        from: parts.map(({ from }) => from),
        subject: parts[0]!.subject,
        key: `${question.form} ${relation.id}`,
        worked: true,
      },
    }
  )
}

interface Conclusion {
  readonly text: string
  readonly values: readonly ReadValue[]
}

function conclusionOf(
  question: Several,
  relation: Relation,
  parts: readonly Sized[],
  language: LabLanguage,
  facts: Facts,
): Conclusion | undefined {
  switch (question.form) {
    case 'compare':
      return compared(relation, question.most, parts, language)
    case 'order':
      return ordered(parts, language)
    case 'sum':
    case 'difference':
      return counted(question.form, parts, language, facts)
    default:
      return question satisfies never
  }
}

function bySize(parts: readonly Sized[]): Sized[] {
  return parts.toSorted((a, b) => (a.size < b.size ? -1 : a.size > b.size ? 1 : 0))
}

function compared(
  relation: Relation,
  most: boolean,
  parts: readonly Sized[],
  language: LabLanguage,
): Conclusion | undefined {
  const [first, ...others] = most ? bySize(parts).toReversed() : bySize(parts)
  if (!first || others.length === 0) return undefined
  if (others.some(({ size }) => size === first.size)) {
    const is = language === 'en' ? ' is ' : '为'
    const all = listed(
      parts.map(({ topic, told }) => topic + is + told),
      language,
    )
    return { text: language === 'en' ? `It is the same: ${all}` : `两者相同：${all}`, values: [] }
  }
  const text = tellComparison(relation, most, language, first, others)
  return text === undefined ? undefined : { text, values: [{ kind: 'name', name: first.subject }] }
}

function ordered(parts: readonly Sized[], language: LabLanguage): Conclusion {
  const sorted = bySize(parts)
  return {
    text:
      language === 'en'
        ? `In order of time these are ${listed(
            sorted.map(({ name, told }) => `${name} (${told})`),
            'en',
          )}`
        : `按时间先后依次是${sorted.map(({ name, told }) => `${name}（${told}）`).join('、')}`,
    values: sorted.map(({ subject }) => ({ kind: 'name', name: subject })),
  }
}

function counted(
  form: 'sum' | 'difference',
  parts: readonly Sized[],
  language: LabLanguage,
  facts: Facts,
): Conclusion | undefined {
  const amounts = parts.map(({ side: { value } }) => (value.kind === 'quantity' ? value : undefined))
  const [a, b] = amounts
  if (!a || amounts.some((one) => one?.unit !== a.unit)) return undefined
  const all = amounts.reduce((sum, one) => sum + one!.amount, 0)
  const amount = form === 'sum' ? all : Math.abs(a.amount - (b?.amount ?? 0))
  const value: ReadValue = { kind: 'quantity', unit: a.unit, amount: Math.round(amount * 1e6) / 1e6 }
  const result = tellRead(value, language, facts)
  const topics = listed(
    parts.map(({ topic }) => topic),
    language,
  )
  const text =
    form === 'sum'
      ? language === 'en' ? `Together, ${topics} come to ${result}` : `${topics}合计为${result}`
      : language === 'en' ? `Between ${topics} there is a difference of ${result}` : `${topics}相差${result}` // prettier-ignore
  return { text, values: [value] }
}

/** What is compared: an amount, or a day as a number that grows with time. */
function sizeOf(value: ReadValue): number {
  if (value.kind === 'quantity') return value.amount
  if (value.kind === 'date') return Number(value.date.replace(/-/g, '').padEnd(8, '0'))
  return 0
}

/** In the words of the question: `Which cost more, A or B?`, `A cost more than B`. */
function tellComparison(
  relation: Relation,
  most: boolean,
  language: LabLanguage,
  first: Sized,
  others: readonly Sized[],
): string | undefined {
  const words = relation.words[language]
  const asked = (relation.value.kind === 'date') === most ? words.whichLess : words.which
  const rest = listed(
    others.map(({ name }) => name),
    language,
  )
  if (language === 'en') {
    const predicate = /^(?:Which|Who) (.+), \{a\} or \{b\}\?$/.exec(asked ?? '')?.[1]
    return predicate === undefined ? undefined : `${first.name} ${predicate} than ${rest}`
  }
  const predicate = /(?:哪一?[家座个里]|谁)的?(.+)？$/u.exec(asked ?? '')?.[1]
  return predicate === undefined ? undefined : `${first.name}比${rest}${predicate}`
}
