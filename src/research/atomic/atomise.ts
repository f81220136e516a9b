import { headingsAt, type Passage } from '#vocabulary'
import type { Context } from '#runtime'
import { ask, countTokens, roomFor } from '#models'
import { instructsMachines } from '#reading'
import { oneLine, type ReadPassage } from '../candidates.ts'
import type { Effort } from '../effort.ts'
import { goesOn } from '../go-on.ts'
import { deedOf } from '../ledger.ts'
import { inventsAddress, plainLine } from '../plain-sentence.ts'
import type { Study } from '../study.ts'
import { allEnded } from '../web/all-ended.ts'
import { atomsByRules } from './atoms-by-rules.ts'
import type { Atom, AtomStore } from './atoms.ts'
import { atomisePrompt, questionsOfOne, type Atomised } from './atomise.prompt.ts'

/** Passages atomised for the question itself; half as many for each proposal that had to be looked for. */
export const passagesAtomised: Record<Effort, number> = {
  glance: 4,
  quick: 6,
  standard: 10,
  deep: 20,
  exhaustive: 40,
}

/** Passages shown to the worker in one call: so many, or so many tokens. */
const inOneCall = 4
const room = 2400
/** Longest question that is one, in code units. */
const longest = 300

/**
 * Atomises passages: the worker writes the questions that each answers, several passages to a call, all calls at once.
 * What it does not answer for is atomised by rules, as everything is without a model; a passage is atomised once.
 *
 * @param context a place of its own
 */
export async function atomise(
  reads: readonly ReadPassage[],
  store: AtomStore,
  study: Study,
  context: Context,
): Promise<void> {
  const fresh = reads.filter(({ passage }, index) => {
    const first = reads.findIndex((one) => one.passage.id === passage.id) === index
    return first && !store.holds(passage.id)
  })
  const { worker } = study.parts.models ?? {}
  const willing = worker && fresh.length > 0 && (await goesOn('atomise/go-on', context))
  const made = willing ? await byWorker(fresh, study, context) : new Map<string, readonly string[]>()
  for (const read of fresh) {
    const asked = made.get(read.passage.id) ?? []
    const atoms = asked.map((question): Atom => ({ question, read, index: question }))
    // In the order of the passages, whichever call ended first.
    store.add(read.passage.id, atoms.length > 0 ? atoms : atomsByRules(read))
  }
}

async function byWorker(
  reads: readonly ReadPassage[],
  study: Study,
  context: Context,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { task, parts, deeds } = study
  const worker = parts.models!.worker!
  const most = Math.min(room, roomFor(worker.spec, 40 * questionsOfOne * inOneCall))
  const batches = batchesOf(reads, most, (text) => countTokens(text, worker.spec))
  const answered = await allEnded(
    batches.map(async (batch, index) => {
      const passages = batch.map(shown)
      const prompt = atomisePrompt({ question: task.question.trim(), language: task.language, passages })
      const thought = await ask(
        prompt,
        worker,
        (): Atomised => ({ questions: [] }),
        context.at(`batch-${index + 1}`),
      )
      return { batch, thought }
    }),
  )
  const made = new Map<string, string[]>()
  for (const { batch, thought } of answered) {
    deeds.push(deedOf('atomise', 'worker', thought))
    for (const { question, passage } of thought.value.questions) {
      const read = batch[Number(/\d+/.exec(passage)?.[0] ?? 0) - 1]
      const text = plainLine(question)
      if (!read || !isAtom(text, read)) continue
      const own = made.get(read.passage.id) ?? []
      if (own.length < questionsOfOne && !own.includes(text)) made.set(read.passage.id, [...own, text])
    }
  }
  return made
}

function batchesOf(
  reads: readonly ReadPassage[],
  most: number,
  tokens: (text: string) => number,
): ReadPassage[][] {
  const batches: ReadPassage[][] = []
  let used = Infinity
  for (const read of reads) {
    const size = tokens(textOf(read))
    if (used + size > most || batches.at(-1)!.length >= inOneCall) {
      batches.push([])
      used = 0
    }
    batches.at(-1)!.push(read)
    used += size
  }
  return batches
}

/** Of a passage, in code units, what is shown. */
const shownAtMost = 4000

/** The words of a passage, as they stand. */
export function textOf({ document, passage }: ReadPassage): string {
  return document.text.slice(passage.start, Math.min(passage.end, passage.start + shownAtMost))
}

function shown(read: ReadPassage): { text: string; about: Record<string, string> } {
  return {
    text: textOf(read),
    about: aboutOf(read.document.title, headingsAt(read.document, read.passage.start)),
  }
}

export function aboutOf(title: string, headings: Passage['headings']): Record<string, string> {
  const heading = headings.join(' › ')
  return { source: oneLine(title), ...(heading ? { heading: oneLine(heading) } : {}) }
}

const leaning =
  /\b(?:it|its|they|them|their|he|she|his|her|this (?:text|passage|document|article|table)|the (?:above|passage|text))\b|本文|该文|上述|此文|它|他们|她们|(?<!其)他(?!人|国)|她/iu

/** A question that stands alone and was not dictated by the passage. */
function isAtom(text: string, read: ReadPassage): boolean {
  return (
    /[?？]$/u.test(text) &&
    /\p{L}/u.test(text) &&
    text.length <= longest &&
    !leaning.test(text) &&
    !instructsMachines(text) &&
    !inventsAddress(text, [textOf(read)])
  )
}
