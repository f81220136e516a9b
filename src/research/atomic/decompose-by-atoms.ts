import type { PassageId } from '#vocabulary'
import type { Context } from '#runtime'
import { faultsInGraph, queryKey, slotsIn, type PlanNode } from '#reasoning'
import { mentions } from '../bearing.ts'
import { candidatesIn, type Candidate, type ReadPassage } from '../candidates.ts'
import { goesOn } from '../go-on.ts'
import { tellPlan } from '../inquiry.ts'
import { lookInto, type Looked } from '../look-into.ts'
import { plainLine } from '../plain-sentence.ts'
import type { Study } from '../study.ts'
import { allEnded } from '../web/all-ended.ts'
import { atomise, passagesAtomised } from './atomise.ts'
import { createAtomStore, type Atom, type AtomStore } from './atoms.ts'
import { propose, select, type Choice } from './propose.ts'

/** Sub-questions chosen, at most (the paper's five). */
const roundsAtMost = 5
/** Atoms shown for one proposal, at most, and for all of them. */
const atomsOfOne = 4
const listedAtMost = 16

/** What one round works on. */
interface Round {
  readonly place: Context
  readonly number: number
  readonly whole: Looked
  readonly store: AtomStore
  readonly chosen: readonly Choice[]
  /** Passages that were chosen, or whose questions nobody may ask. */
  readonly without: Set<PassageId>
  /** All that was looked for on the way. */
  readonly reached: Looked[]
}

/** What could be asked next. */
interface Listed {
  readonly atoms: readonly Atom[]
  /** The proposal that found an atom; none for what the whole question found. */
  readonly proposalOf: ReadonlyMap<Atom, string>
}

/**
 * Knowledge-aware decomposition (PIKE-RAG, A1.3): what to ask next is proposed, looked up among the questions that the
 * passages held can answer, and one of these is chosen, until nothing is missing or five were chosen.
 *
 * 1. A proposal that finds no atom is looked for outside and in the library; what that brings is atomised.
 * 2. Where no proposal finds one, the model is told so once and proposes in other words.
 * 3. Then the whole question is put to the atoms; then to the passages, each standing for its nearest atom.
 * 4. An atom becomes a sub-question only if what was asked or found bears its words: pages do not write the plan.
 *
 * @param whole what was looked for with the question as it was asked
 * @returns the sub-questions in the order in which they were chosen
 */
export async function decomposeByAtoms(
  whole: Looked,
  study: Study,
  context: Context,
): Promise<readonly Choice[]> {
  const { task, measure } = study
  const store = createAtomStore()
  const most = passagesAtomised[task.effort]
  await atomise(whole.gathered.read.slice(0, most), store, study, context.at('held'))
  const chosen: Choice[] = []
  const without = new Set<PassageId>()
  const reached: Looked[] = []
  const rounds = Math.min(roundsAtMost, measure.questions)
  for (let number = 1; number <= rounds; number++) {
    const place = context.at(`round-${number}`)
    if (!(await goesOn(`atomic/round-${number}/go-on`, context))) break
    const round = { place, number, whole, store, chosen, without, reached }
    const listed = await list(round, study)
    if (listed === undefined || listed.atoms.length === 0) break
    const atom = await select(chosen, listed.atoms, listed.proposalOf.size > 0, study, place)
    if (!atom) break
    without.add(atom.read.passage.id)
    const looked = await lookIntoAtom(atom, listed.proposalOf.get(atom), round, study)
    chosen.push({ atom, looked })
  }
  return chosen
}

/** What could be asked next; undefined: nothing is missing. */
async function list(round: Round, study: Study): Promise<Listed | undefined> {
  const { place, chosen, store, without, whole, number } = round
  const { task } = study
  let asked = await propose(chosen, [], study, place)
  if (asked.texts.length === 0 && (asked.byModel || number > 1)) return undefined
  let found = await atomsFor(asked.texts, '', round, study)
  if (found.atoms.length === 0) {
    asked = await propose(chosen, asked.texts.length > 0 ? asked.texts : [task.question.trim()], study, place)
    found = await atomsFor(asked.texts, '-again', round, study)
  }
  if (found.atoms.length > 0) return found
  const how = { language: task.language, most: atomsOfOne, without }
  const byQuestion = store.nearest(task.question, how)
  if (byQuestion.length > 0) return { atoms: byQuestion, proposalOf: new Map() }
  const passages = whole.gathered.read.filter(({ passage }) => !without.has(passage.id)).slice(0, atomsOfOne)
  await atomise(passages, store, study, place.at('passages'))
  return { atoms: passages.flatMap((read) => bestOf(read, store, task.question)), proposalOf: new Map() }
}

/** A passage stands for its nearest atom, or for its first. */
function bestOf({ passage }: ReadPassage, store: AtomStore, question: string): readonly Atom[] {
  const own = store.of(passage.id)
  const key = new Set(queryKey(question).split(' '))
  const shared = ({ index }: Atom): number =>
    queryKey(index)
      .split(' ')
      .filter((word) => key.has(word)).length
  return own.toSorted((a, b) => shared(b) - shared(a)).slice(0, 1)
}

/** The atoms that proposals find among what is held; what finds none there is looked for. */
async function atomsFor(
  texts: readonly string[],
  suffix: string,
  { place, number, whole, store, without, reached }: Round,
  study: Study,
): Promise<Listed> {
  const { task } = study
  const nearest = (text: string, alias = ''): readonly Atom[] =>
    store.nearest(text, { language: task.language, most: atomsOfOne, without, alias })
  const missed = texts.filter((text) => nearest(text).length === 0)
  const before = [whole, ...reached]
  const brought = await allEnded(
    missed.map(async (text, index) => {
      const id = `p${number}${suffix}.${index + 1}`
      const question = { id, text, origin: 'atom', dependsOn: [] }
      return await lookInto(question, { before, needed: false }, study, place.at(id))
    }),
  )
  const most = Math.ceil(passagesAtomised[task.effort] / 2)
  const passages = brought.flatMap(({ gathered }) => gathered.read.slice(0, most))
  await atomise(passages, store, study, place.at(`reached${suffix}`))
  reached.push(...brought)
  const alias = new Map(
    await allEnded(
      missed.map(async (text) => [text, (await study.reachOut(text)).forms?.keywords ?? ''] as const),
    ),
  )
  const ranked = texts.map((text) => nearest(text, alias.get(text)))
  const proposalOf = new Map<Atom, string>()
  // The first of each proposal stand before the second of any.
  for (let rank = 0; rank < atomsOfOne; rank++)
    for (const [index, atoms] of ranked.entries()) {
      const atom = atoms[rank]
      if (!atom || proposalOf.size >= listedAtMost || hasSame(proposalOf, atom)) continue
      proposalOf.set(atom, texts[index]!)
    }
  return { atoms: [...proposalOf.keys()], proposalOf }
}

function hasSame(listed: ReadonlyMap<Atom, string>, { question }: Atom): boolean {
  return [...listed.keys()].some((other) => queryKey(other.question) === queryKey(question))
}

/** An atom as a sub-question of the plan, looked into; where nobody may ask it, its passage goes to the question as asked. */
async function lookIntoAtom(
  atom: Atom,
  proposal: string | undefined,
  { place, whole, chosen, reached }: Round,
  study: Study,
): Promise<Looked> {
  const nodes = chosen.map(({ looked }) => looked).filter(({ id }) => id !== whole.id)
  const node = [atom.question, ...(proposal === undefined ? [] : [proposal])]
    .map(plainLine)
    .map((text) => nodeOf(text, `q${nodes.length + 2}`, nodes, [whole, ...reached, ...nodes], study))
    .find((one) => one !== undefined)
  if (!node) return withPassage(whole, atom.read)
  tellPlan([...nodes.map(bare), node, bare(whole)], place)
  const before = [whole, ...reached, ...nodes]
  const looked = await lookInto(node, { before, needed: false, within: true }, study, place.at(node.id))
  return withPassage(looked, atom.read)
}

function bare({ id, text, origin, dependsOn }: PlanNode): PlanNode {
  return { id, text, origin, dependsOn }
}

/** Names out of evidence that one question may hold. */
const namesAtMost = 3

/** A text as a node of the plan; what holds a name out of the evidence of an earlier one depends on that. */
function nodeOf(
  text: string,
  id: string,
  nodes: readonly Looked[],
  evidence: readonly Looked[],
  { task: { question, language } }: Study,
): PlanNode | undefined {
  const slots = new Map<string, string>()
  let wording = text
  for (let names = 0; names <= namesAtMost; names++) {
    const graph = [
      { id: 'q1', text: question, origin: 'asked', dependsOn: [] },
      ...nodes.map((node) => ({ ...bare(node), dependsOn: [] })),
      { id, text: wording, origin: 'atom', dependsOn: slotsIn(wording) },
    ]
    const faults = faultsInGraph(graph, { question, language, most: graph.length }).filter(
      (one) => 'at' in one && one.at === graph.length,
    )
    const added = faults.find((one) => one.fault === 'added')
    if (faults.length === 0) return { id, text, origin: 'atom', dependsOn: [...new Set(slots.values())] }
    const opener = added && faults.length === 1 ? evidence.find((one) => holds(one, added.what)) : undefined
    if (!added || !opener || !wording.includes(added.what)) return undefined
    const known = nodes.find((node) => node.id === opener.id || holds(node, added.what))
    if (known) slots.set(added.what, known.id)
    wording = wording.replaceAll(added.what, `{${known?.id ?? 'q1'}}`)
  }
  return undefined
}

function holds({ gathered: { candidates } }: Looked, name: string): boolean {
  return /\p{L}|\d/u.test(name) && candidates.slice(0, 40).some(({ text }) => mentions(text, name))
}

/** What was found for it begins with the passage that was chosen for it. */
export function withPassage(looked: Looked, read: ReadPassage): Looked {
  const { aim, gathered } = looked
  const others = gathered.read.filter(({ passage }) => passage.id !== read.passage.id)
  if (others.length < gathered.read.length)
    return { ...looked, gathered: { ...gathered, read: [{ ...read, rankScore: 1 }, ...others] } }
  const chosen = { ...read, rankScore: 1 }
  const candidates = inOrder([...gathered.candidates, ...candidatesIn(chosen, aim)])
  return { ...looked, gathered: { ...gathered, read: [chosen, ...gathered.read], candidates } }
}

export function inOrder(candidates: readonly Candidate[]): Candidate[] {
  return candidates.toSorted((a, b) => b.score - a.score || (a.evidence[0]!.id < b.evidence[0]!.id ? -1 : 1))
}
