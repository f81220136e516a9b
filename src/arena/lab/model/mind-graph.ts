/**
 * A question as parts of which some need the answers of others: the hops of a chain, what is compared before the
 * comparison; and how such a need is written where a prompt says how (`{1}`, `{q1}`, `#1`).
 */
import type { ReadQuestion } from '../language/index.ts'
import { relationOf, type Facts } from './mind-facts.ts'

/** A part, and which earlier parts (from 0) it needs. */
export interface Part {
  readonly read: ReadQuestion
  readonly needs: readonly number[]
}

/** Writes the place of the answer of a part, counted from 1. */
export type Slot = (part: number) => string

/**
 * One thing each; of chains a part for every hop, the later ones told by what they hang on, or with its place left
 * open; of what is worked out from several things a part for each of them, and at last what they come to.
 */
export function graphOf(question: ReadQuestion, slot?: Slot): Part[] {
  switch (question.form) {
    case 'value': {
      const { subject } = question
      if (subject.form === 'name') return [{ read: question, needs: [] }]
      const before = graphOf(subject, slot)
      const read: ReadQuestion = slot
        ? { ...question, subject: { form: 'name', name: slot(before.length) } }
        : question
      return [...before, { read, needs: [before.length - 1] }]
    }
    case 'compare':
    case 'sum':
    case 'difference':
    case 'order':
      return [
        ...question.subjects.map((name) => ({ read: valueOf(question.relation, name), needs: [] })),
        { read: question, needs: question.subjects.map((_, index) => index) },
      ]
    case 'count':
    case 'list':
    case 'history':
      return [{ read: question, needs: [] }]
    case 'survey':
      return question.parts.flatMap(({ subject, relations }) =>
        relations.map((id) => ({ read: valueOf(id, subject), needs: [] })),
      )
    default:
      return question satisfies never
  }
}

/** One value of one thing. */
export function valueOf(relation: string, name: string): Extract<ReadQuestion, { form: 'value' }> {
  return { form: 'value', relation, subject: { form: 'name', name } }
}

/** The parts that what was shown leaves open; what hangs on a known one names it. What all come to stays. */
export function withoutKnown(question: ReadQuestion, facts: Facts, slot?: Slot): Part[] {
  const kept: Part[] = []
  const places: (number | string)[] = []
  const parts = graphOf(filled(question, facts), slot)
  for (const [index, { read, needs }] of parts.entries()) {
    const known = (question.form === 'survey' || index < parts.length - 1) && isKnown(read, facts)
    places.push(known ? '' : kept.length)
    if (known) continue
    const after = needs.flatMap((need) => (typeof places[need] === 'number' ? [places[need]] : []))
    kept.push({ read, needs: after })
  }
  return kept
}

/** A chain whose first hops are known begins at the last name that is. */
function filled(question: ReadQuestion, facts: Facts): ReadQuestion {
  if (question.form !== 'value' || question.subject.form === 'name') return question
  const subject = filled(question.subject, facts)
  const name = subject.form === 'value' ? nameKnown(subject, facts) : undefined
  if (name !== undefined) return { ...question, subject: { form: 'name', name } }
  return subject.form === 'value' ? { ...question, subject } : question
}

function nameKnown(
  { relation: id, subject }: Extract<ReadQuestion, { form: 'value' }>,
  facts: Facts,
): string | undefined {
  const relation = relationOf(id)
  if (!relation || subject.form !== 'name') return undefined
  const values = facts.settle(subject.name, relation).sides.map(({ value }) => value)
  const [only] = values
  return values.length === 1 && only?.kind === 'name' ? only.name : undefined
}

function isKnown(read: ReadQuestion, facts: Facts): boolean {
  if (read.form !== 'value' || read.subject.form !== 'name') return false
  const relation = relationOf(read.relation)
  return relation !== undefined && facts.settle(read.subject.name, relation).sides.length > 0
}

const slotForms: readonly RegExp[] = [
  /(\{\{?\s*[A-Za-z_]{0,12}\s*)[1-9](\s*\}\}?)/,
  /(<[A-Za-z_ ]{0,12})[1-9](>)/,
  /(\[(?:answer|ans|result|step|q)[ _]?)[1-9](\])/i,
  /(#[A-Za-z]{0,2})[1-9]()(?!\d)/,
]

/** How a prompt wants the place of an earlier answer to be written; undefined: it says nothing of such places. */
export function slotIn(text: string): Slot | undefined {
  for (const form of slotForms) {
    for (const match of text.matchAll(new RegExp(form, `${form.flags}g`))) {
      const around = text.slice(Math.max(0, match.index - 160), match.index + 160)
      if (/answers?|results?|depend|placeholder|答案|结果|占位/i.test(around))
        return (part) => `${match[1]}${part}${match[2]}`
    }
  }
  return undefined
}

/** How a line of a plan tells what it needs: `[needs 1, 2]`; empty where the prompt does not ask for it. */
export function needsInLine(words: string, needs: readonly number[]): string {
  const [, open, word, close] =
    /([[(（【])\s*(needs?|depends on|after|requires|需要|依赖)[:：]?\s*(?:\d[\d,，、 ]*)([\])）】])/i.exec(
      words,
    ) ?? []
  if (open === undefined || needs.length === 0) return ''
  return ` ${open}${word} ${needs.map((need) => need + 1).join(', ')}${close}`
}
