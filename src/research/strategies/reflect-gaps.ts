import { languageOf, type Language } from '#vocabulary'
import type { Context } from '#runtime'
import { ask, roomFor, countTokens } from '#models'
import { faultsInGraph, isEmpty, queryKey, type GraphFault, type PlanNode } from '#reasoning'
import { mentions } from '../bearing.ts'
import type { Candidate } from '../candidates.ts'
import { bestOf } from '../evaluate.ts'
import { standAlone } from '../follow-up.ts'
import { namesOf } from '../follow-up/subject.ts'
import { goesOn } from '../go-on.ts'
import { deedOf } from '../ledger.ts'
import { isAnswered, type Looked } from '../look-into.ts'
import { inventsAddress, plainLine } from '../plain-sentence.ts'
import type { ResearchTask } from '../strategy.ts'
import type { Study } from '../study.ts'
import { isOrdered } from '../value-groups.ts'
import { reflectPrompt, type FoundSoFar, type Reflection } from './reflect.prompt.ts'

/** What a reflection came to. */
export interface Gaps {
  readonly enough: boolean
  /** Sub-questions that nobody asked yet. */
  readonly opened: readonly PlanNode[]
  /** Other words for sub-questions that are in the plan, by id. */
  readonly queries: ReadonlyMap<string, readonly string[]>
  /** All that was proposed, as it was put. */
  readonly proposed: readonly string[]
}

/** Statements shown of each sub-question, at most, and tokens for all of them. */
const shownOfEach = 6
const shownRoom = 3000
/** Names out of evidence that one question may hold. */
const namesAtMost = 3

/**
 * Asks the planner what is missing. Its questions are completed so that they stand alone and checked one by one like
 * those of a plan; names that were not asked about are taken only where a statement found holds them. Its twin: enough
 * is what code finds answered, and what to ask next is left to rules.
 */
export async function askForGaps(
  all: readonly Looked[],
  known: { readonly asked: readonly string[]; readonly lacking: readonly string[]; readonly most: number },
  study: Study,
  context: Context,
): Promise<Gaps> {
  const { task, parts, deeds } = study
  const planner = parts.models?.planner
  const byRules: Gaps = { enough: all.every(isAnswered), opened: [], queries: new Map(), proposed: [] }
  if (!planner || !(await goesOn('reflect/go-on', context))) return byRules
  const room = Math.min(shownRoom, roomFor(planner.spec, 600))
  const { question, language } = task
  const prompt = reflectPrompt({
    question: question.trim(),
    language,
    found: foundSoFar(all, room, (text) => countTokens(text, planner.spec)),
    ...known,
  })
  const thought = await ask(prompt, planner, (): Reflection => ({ enough: false, missing: [] }), context)
  deeds.push(deedOf('reflect', 'planner', thought))
  if (thought.by === 'classical') return byRules
  const { enough, missing } = thought.value
  return enough && missing.length === 0
    ? { ...byRules, enough: true }
    : { enough: false, ...sortedGaps(missing, all, known, task) }
}

/** The best statements of each sub-question in turn, as long as there is room. */
function foundSoFar(all: readonly Looked[], room: number, tokens: (text: string) => number): FoundSoFar[] {
  const best = all.map((one) => bestOf(one, shownOfEach))
  const shown = all.map(() => new Array<string>())
  let left = room
  for (let turn = 0; turn < shownOfEach; turn++)
    for (const [index, candidates] of best.entries()) {
      const text = candidates[turn]?.text
      if (text === undefined) continue
      left -= tokens(text) + 4
      if (left >= 0) shown[index]!.push(text)
    }
  let count = 0
  return all.map(({ id, text }, index) => ({
    id,
    question: text,
    statements: shown[index]!.map((said) => ({ id: `E${++count}`, text: said })),
  }))
}

function sortedGaps(
  missing: Reflection['missing'],
  all: readonly Looked[],
  { asked, most }: { readonly asked: readonly string[]; readonly most: number },
  task: Pick<ResearchTask, 'question' | 'language'>,
): Omit<Gaps, 'enough'> {
  const said = new Set(asked.map(queryKey))
  const opened: PlanNode[] = []
  const queries = new Map<string, string[]>()
  const proposed: string[] = []
  for (const { question } of missing.slice(0, 2 * most)) {
    const text = standsAlone(plainLine(question), all, task)
    if (text === '') continue
    proposed.push(text)
    const next = `g${all.filter(({ origin }) => origin === 'gap').length + opened.length + 1}`
    const checked = checkGap(text, next, [...all, ...opened], all, task)
    if ('of' in checked) {
      if (!said.has(queryKey(text))) queries.set(checked.of, [...(queries.get(checked.of) ?? []), text])
    } else if ('node' in checked && opened.length < most && !said.has(queryKey(text)))
      opened.push(checked.node)
  }
  return { opened, queries, proposed }
}

/** "And when was it built?": what it refers to is named, from the question and what was found for it. */
function standsAlone(
  text: string,
  all: readonly Looked[],
  { question }: Pick<ResearchTask, 'question'>,
): string {
  const findings = all.flatMap((one) =>
    bestOf(one, 1).map((candidate) => ({
      claim: { text: candidate.text, kind: 'quoted' as const },
      evidence: candidate.evidence,
      writer: 'extractive',
      question: one.text,
      state: 'answered' as const,
    })),
  )
  return languageOf(text) === languageOf(question)
    ? standAlone(text, { question, title: question, findings })
    : text
}

/**
 * A gap as a node of the plan: right in itself, or other words for a node that is there (`of`), or refused. What holds
 * a name out of evidence is checked as if a slot stood in its place, and depends on what it was found for.
 */
export function checkGap(
  text: string,
  id: string,
  nodes: readonly Pick<PlanNode, 'id' | 'text'>[],
  evidence: readonly Looked[],
  { question, language }: { readonly question: string; readonly language: Language },
): { readonly node: PlanNode } | { readonly of: string } | { readonly refused: GraphFault['fault'] } {
  const asked = { question, language, most: nodes.length + 1 }
  const bare = nodes.map((node) => ({ id: node.id, text: node.text, dependsOn: [], origin: 'planned' }))
  const faultsOf = (wording: string, dependsOn: readonly string[]): GraphFault[] =>
    faultsInGraph([...bare, { id, text: wording, dependsOn, origin: 'gap' }], asked).filter(
      (one) => 'at' in one && one.at === nodes.length + 1,
    )
  if (inventsAddress(text, [question]) || isEmpty(text)) return { refused: 'added' }
  const repeated = faultsOf(text, []).find((one) => one.fault === 'repeated')
  if (repeated) return { of: nodes[repeated.of - 1]!.id }
  const openers = new Set<string>()
  let wording = text
  const open = (name: string): boolean => {
    const opener = evidence.find((one) => holdsName(one, name))
    if (!opener) return false
    openers.add(opener.id)
    wording = wording.replace(name, `{${opener.id}}`)
    return true
  }
  // Where a Chinese name stands is known by grammar alone, so it is looked for before the wording is judged.
  for (const name of language === 'zh' ? namesOf(text) : [])
    if (!spokenOf(name, question) && !open(name)) return { refused: 'added' }
  let faults = faultsOf(wording, [...openers])
  for (let names = 0; names < namesAtMost; names++) {
    const added = faults.find((one) => one.fault === 'added')
    if (!added || faults.length > 1 || !open(added.what)) break
    faults = faultsOf(wording, [...openers])
  }
  const [fault] = faults
  if (fault) return { refused: fault.fault }
  return { node: { id, text, dependsOn: [...openers], origin: 'gap' } }
}

/** Whether a question holds a name, or all characters of what grammar takes for one: 大桥 of 灵江大桥. */
function spokenOf(name: string, question: string): boolean {
  return question.includes(name) || [...name].every((one) => question.includes(one))
}

/** What tells machines what to do names nothing. */
function holdsName({ gathered: { candidates } }: Looked, name: string): boolean {
  const holds = (one: Candidate): boolean => mentions(one.text, name) && !isOrdered(one)
  return /\p{L}/u.test(name) && candidates.slice(0, 40).some(holds)
}
