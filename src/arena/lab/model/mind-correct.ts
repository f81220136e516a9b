/** What is said instead of a sentence that its evidence does not bear. */
import type { LabLanguage } from '../world.ts'
import { readStatements } from '../language/index.ts'
import { keyOf, type Said } from './mind-said.ts'
import { asShown, rowAsShown } from './mind-as-shown.ts'
import { Facts, folded, relationOf, type Shown } from './mind-facts.ts'
import type { Source } from './mind-source.ts'
import { tellSide } from './mind-tell.ts'

/**
 * The evidence's own sentence on what the claim says, never the claim again; undefined: it bears nothing of it. Nor does
 * it bear what was worked out from several of its statements, each of which can be said by itself.
 */
export function correctionOf(
  claim: string,
  evidence: readonly Source[],
  language: LabLanguage,
): Said | undefined {
  const read = readStatements(claim)
  const facts = factsIn(evidence, read[0]?.subject)
  const named = spokenOf(claim, facts)
  if (read.length === 0 && new Set(named.map(({ subject }) => folded(subject))).size > 1) return undefined
  const first = named.find((one) => read.some(({ relation }) => relation === one.relation)) ?? named[0]
  const relation = first && relationOf(first.relation)
  if (!relation) return undefined
  const side = facts.settle(first.subject, relation).sides.find(({ shown }) => shown.includes(first))
  if (!side) return undefined
  const texts = [
    ...side.shown.map((one) => asShown(one, language)),
    ...side.shown.map((one) => rowAsShown(one, language)),
    // What is written in the other language has no words of its own here.
    ...(side.shown.some((one) => one.language === language)
      ? []
      : [tellSide(first.subject, relation, side, language, facts, [claim])]),
  ]
  const text = texts.find((one) => one !== undefined && letters(one) !== letters(claim))
  if (text === undefined) return undefined
  const fact = { relation, side, opens: '' }
  return { text, from: [first], subject: first.subject, key: keyOf(first.subject, relation), fact }
}

/** What the evidence states; rows of a box do not say of whom, and are taken to be of whom the claim speaks. */
function factsIn(evidence: readonly Source[], subject: string | undefined): Facts {
  const facts = new Facts(evidence)
  return facts.shown.length > 0 || subject === undefined
    ? facts
    : new Facts(evidence.map((one) => ({ ...one, title: subject })))
}

/** Statements about whom the claim names, the first one named first. */
function spokenOf(claim: string, facts: Facts): Shown[] {
  const within = folded(claim)
  return facts.shown
    .map((one) => ({ one, at: within.indexOf(folded(one.subject)) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one)
}

const letters = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
