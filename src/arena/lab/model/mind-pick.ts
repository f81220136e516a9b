/** What is picked out of a prompt: statements that have to do with a question, questions that texts answer, a question of a list. */
import { readStatements, type ReadQuestion } from '../language/index.ts'
import type { Answer } from './mind-answer.ts'
import { tellAsked } from './mind-ask.ts'
import { folded, relationOf, type Shown } from './mind-facts.ts'
import { valueOf } from './mind-graph.ts'
import { matterOf } from './mind-judge.ts'
import type { ListedQuestion } from './mind-listed.ts'
import { overlap } from './mind-overlap.ts'
import { headingOf, namesOf, nextQuestions, queryOf, relationsOf, type Planned } from './mind-plan.ts'
import type { Reading } from './mind-prompt.ts'

/**
 * Statements about what is asked, or that lead there; of several questions in a list, about any of them. Of a chain
 * whose first link is not known yet, those that might be the second.
 */
export function relevantIn(reading: Reading): Shown[] {
  const { facts, question, listed } = reading
  const asked = [
    ...(question.read ? [question] : []),
    ...listed.flatMap(({ text, read }) => (read ? [{ text, read }] : [])),
  ]
  if (asked.length === 0) return facts.shown.filter((one) => overlap(question.text, one.sentence) >= 0.5)
  const matters = asked.map((one) => ({
    matter: matterOf({ ...reading, question: one }),
    loose: one.read ? hangingOn(one.read, reading) : new Set<string>(),
  }))
  return facts.shown.filter(({ relation, subject, value }) =>
    matters.some(
      ({ matter, loose }) =>
        loose.has(relation) ||
        (matter.relations.has(relation) &&
          (matter.names.has(folded(subject)) ||
            (value.kind === 'name' && matter.names.has(folded(value.name))))),
    ),
  )
}

/** Relations of the later links of a chain of which the link before is not known. */
function hangingOn(read: ReadQuestion, { facts }: Reading): Set<string> {
  if (read.form !== 'value' || read.subject.form !== 'value') return new Set()
  const inner = relationOf(read.subject.relation)
  const { subject } = read.subject
  const known = inner && subject.form === 'name' ? facts.settle(subject.name, inner).sides.length > 0 : false
  return known ? new Set() : new Set([read.relation, ...hangingOn(read.subject, { facts } as Reading)])
}

/** A question for every statement that was shown, in the words of whoever would ask it. */
export function answeredBy({ facts, language, sources }: Reading): Planned[] {
  const own = facts.shown.length > 0 ? facts.shown : []
  const asked = new Map<string, Planned & { from: Shown[] }>()
  for (const one of own) {
    const read = valueOf(one.relation, one.subject)
    const text = tellAsked(read, sources.length > 0 ? one.language : language, facts)
    const held = asked.get(text)
    if (held) held.from.push(one)
    else
      asked.set(text, {
        read,
        text,
        query: queryOf(read, one.language, facts),
        heading: headingOf(read, one.language, facts),
        from: [one],
      })
  }
  return [...asked.values()]
}

/** The listed question whose answer is missing most; undefined: none of them helps, or nothing is missing. */
export function chosenAmong(reading: Reading, answer: Answer): ListedQuestion | undefined {
  const { listed, facts, question } = reading
  if (answer.state === 'yes') return undefined
  const open = nextQuestions(reading, answer)
  const rated = listed
    .filter(({ text }) => text !== question.text && readStatements(text).length === 0)
    .map((one) => ({ one, score: Math.max(0, ...open.map((next) => nearness(one, next, reading))) }))
    .filter(({ score }) => score >= 0.6)
    .toSorted((a, b) => b.score - a.score)
  const [best] = rated
  if (best) return best.one
  // Whoever asks in words of no world chooses by words.
  if (question.read) return undefined
  return listed
    .map((one) => ({ one, score: overlap(question.text, one.text) }))
    .filter(({ score, one }) => score >= 0.4 && facts.about(one.text).length === 0)
    .toSorted((a, b) => b.score - a.score)[0]?.one
}

function nearness({ text, read }: ListedQuestion, next: ReadQuestion, { facts }: Reading): number {
  const names = namesOf(next)
  const named = names.filter((name) => folded(text).includes(folded(name)) || (read && namesOf(read).some((own) => facts.same(own, name)))) // prettier-ignore
  const ids = new Set(relationsOf(next).map(({ id }) => id))
  const related = read ? relationsOf(read).some(({ id }) => ids.has(id)) : false
  const share = names.length === 0 ? 0 : named.length / names.length
  return 0.5 * Math.min(1, 2 * share) + 0.4 * Number(related)
}
