import type { Evidence, Language } from '#vocabulary'
import type { Context } from '#runtime'
import { ask, countTokens, roomFor } from '#models'
import { termsOf } from '#library'
import { namesIn } from '#reading'
import { createVerifier, ordersMachines } from '#reasoning'
import { mentions } from '../bearing.ts'
import type { Candidate } from '../candidates.ts'
import { selectDiverse } from '../gather.ts'
import { goesOn } from '../go-on.ts'
import type { Inquiry } from '../inquiry.ts'
import { deedOf } from '../ledger.ts'
import { inventsAddress, plainLine, plainSentences } from '../plain-sentence.ts'
import { judgeFor } from '../second-opinion.ts'
import type { FoundSection } from '../strategy.ts'
import type { Study } from '../study.ts'
import { allEnded } from '../web/all-ended.ts'
import { idsIn, withoutMarks } from '../write-section.prompt.ts'
import { outlookWords } from './outlook-words.ts'
import {
  critiquePrompt,
  expertsAtMost,
  expertsPrompt,
  proposalsOfOne,
  proposalsPrompt,
  type Critique,
  type Expert,
  type Experts,
  type Proposed,
} from './perspectives.prompt.ts'

/** Statements of one sub-question that proposals may rest on, at most, and tokens for all of them. */
const statementsOfEach = 8
const room = 2000
/** Statements that one proposal may rest on. */
const premisesAtMost = 3
/** Proposals that share this much of their words (Jaccard) are one. */
const alike = 0.6

/** What came of proposing; no section: nothing that could be rested on evidence. */
export interface Advice {
  readonly section?: FoundSection
  readonly dropped: number
  /** No model took part. */
  readonly unable: boolean
}

interface Proposal {
  readonly expert: string
  readonly text: string
  readonly premises: readonly Candidate[]
  readonly writer: string
}

/** Experts where no model names any. */
const generalists: Record<Language, readonly Expert[]> = {
  en: [
    { name: 'practitioner', view: 'what can be done with what there is' },
    { name: 'economist', view: 'what it costs and whom it serves' },
  ],
  zh: [
    { name: '从业者', view: '以现有条件能做什么' },
    { name: '经济学家', view: '花费多少，对谁有利' },
  ],
}

/**
 * Proposals of several experts from the same evidence (PIKE-RAG, level 4): each proposes for itself, all at once; a
 * critique removes what a statement contradicts, code merges what says the same. Each proposal is an inference that
 * names the statements it rests on; a wish that rests on none is dropped and counted.
 */
export async function advise(inquiries: readonly Inquiry[], study: Study, context: Context): Promise<Advice> {
  const { task, parts, deeds } = study
  const { writer, planner } = parts.models ?? {}
  const author = writer ?? planner
  if (!author || !(await goesOn('advice/go-on', context))) return { dropped: 0, unable: true }
  const language = task.writing?.language ?? task.language
  const question = task.question.trim()
  const limit = Math.min(room, roomFor(author.spec, 400))
  const candidates = organised(inquiries, limit, (text) => countTokens(text, author.spec))
  if (candidates.length === 0) return { dropped: 0, unable: false }
  const statements = candidates.map(({ text }, index) => ({ id: `E${index + 1}`, text }))
  const experts = await expertsFor(question, language, study, context)
  const answered = await allEnded(
    experts.map(async (expert, index) => {
      const prompt = proposalsPrompt({ question, language, expert, statements })
      const place = context.at(`expert-${index + 1}`)
      return { expert, thought: await ask(prompt, author, (): Proposed => ({ proposals: [] }), place) }
    }),
  )
  deeds.push(...answered.map(({ thought }) => deedOf('propose-as-expert', 'writer', thought)))
  const wished = answered.flatMap(({ expert, thought }) =>
    thought.value.proposals.slice(0, proposalsOfOne).map(({ text, evidence }) => ({
      ...resting(text, evidence, candidates, question),
      expert: expert.name,
      writer: thought.by,
    })),
  )
  const borne = wished.filter((one): one is Proposal => one.text !== undefined)
  const merged = merge(borne)
  const kept = await withstanding(merged, candidates, study, context)
  const dropped = wished.length - borne.length + (merged.length - kept.length)
  if (kept.length === 0)
    return { dropped, unable: answered.every(({ thought }) => thought.by === 'classical') }
  const words = outlookWords(language)
  const findings = kept.map(({ expert, text, premises, writer: by }) => ({
    claim: {
      text: words.proposal(expert, text),
      kind: 'inferred' as const,
      premises: premises.map((one) => one.text),
    },
    evidence: evidenceOf(premises),
    writer: by,
  }))
  return { section: { heading: words.proposals, findings }, dropped, unable: false }
}

function evidenceOf(candidates: readonly Candidate[]): Evidence[] {
  return [...new Map(candidates.flatMap(({ evidence }) => evidence).map((one) => [one.id, one])).values()]
}

/** The best statements of each sub-question, each once; what tells machines what to do is no evidence. */
function organised(
  inquiries: readonly Inquiry[],
  limit: number,
  tokens: (text: string) => number,
): Candidate[] {
  const all = inquiries.flatMap(({ gathered, aim }) =>
    selectDiverse(gathered.candidates, aim, statementsOfEach),
  )
  const once = [...new Map(all.map((one) => [one.evidence[0]!.id, one])).values()]
  let left = limit
  return once.filter(({ text, document, evidence }) => {
    if (ordersMachines(document, evidence[0]!)) return false
    left -= tokens(text) + 6
    return left >= 0
  })
}

async function expertsFor(
  question: string,
  language: Language,
  { parts, deeds }: Study,
  context: Context,
): Promise<readonly Expert[]> {
  const { planner } = parts.models ?? {}
  const byRules = (): Experts => ({ experts: [...generalists[language]] })
  const thought = await ask(expertsPrompt({ question, language }), planner, byRules, context)
  deeds.push(deedOf('experts', 'planner', thought))
  // The name is published: a profession, and nothing else.
  const named = thought.value.experts
    .map(({ name, view }) => ({ name: plainLine(name), view: plainLine(view).slice(0, 200) }))
    .filter(({ name }, index, all) => all.findIndex((one) => one.name === name) === index)
    .filter(({ name }) => /^[\p{L}\s'’-]{2,40}$/u.test(name))
    .slice(0, expertsAtMost)
  return named.length >= 2 ? named : generalists[language]
}

/** A proposal with the statements that it rests on; no text: it is a wish, or says what none of them does. */
function resting(
  given: string,
  ids: readonly string[],
  candidates: readonly Candidate[],
  question: string,
): { readonly text?: string; readonly premises: readonly Candidate[] } {
  const known = candidates.map((_, index) => `E${index + 1}`)
  const cited = new Set(idsIn(ids, known))
  const premises = candidates.filter((_, index) => cited.has(known[index]!)).slice(0, premisesAtMost)
  const [text, ...more] = plainSentences(withoutMarks(plainLine(given), known))
  if (text === undefined || more.length > 0 || premises.length === 0) return { premises: [] }
  const sources = [question, ...premises.map((one) => one.text)]
  const figures = text.normalize('NFKC').match(/\d+(?:[.,]\d+)*/g) ?? []
  const names = namesIn(text.replace(/^\P{L}*\p{Lu}\p{Ll}*\s/u, ''))
  const own = [...termsOf(text).keys()]
  const theirs = new Set(premises.flatMap((one) => [...one.terms.keys()]))
  const borne =
    figures.every((figure) => sources.some((one) => one.includes(figure))) &&
    names.every((name) => sources.some((one) => mentions(one, name.text))) &&
    !inventsAddress(text, sources) &&
    own.some((term) => theirs.has(term))
  return borne ? { text, premises } : { premises: [] }
}

/** The first of each expert before the second of any; what says the same as one before is that one, on more premises. */
function merge(proposals: readonly Proposal[]): Proposal[] {
  const byExpert = [...Map.groupBy(proposals, ({ expert }) => expert).values()]
  const turns = Array.from({ length: proposalsOfOne }, (_, turn) =>
    byExpert.flatMap((some) => some[turn] ?? []),
  )
  const merged: Proposal[] = []
  for (const one of turns.flat()) {
    const at = merged.findIndex((other) => likeness(one.text, other.text) >= alike)
    if (at < 0) merged.push(one)
    else merged[at] = { ...merged[at]!, premises: [...new Set([...merged[at]!.premises, ...one.premises])] }
  }
  return merged
}

function likeness(a: string, b: string): number {
  const [one, other] = [new Set(termsOf(a).keys()), new Set(termsOf(b).keys())]
  const shared = [...one].filter((term) => other.has(term)).length
  const all = one.size + other.size - shared
  return all === 0 ? 1 : shared / all
}

/** What no statement contradicts: as far as the literal check can tell, and then as far as a model can. */
async function withstanding(
  proposals: readonly Proposal[],
  candidates: readonly Candidate[],
  { task, parts, deeds }: Study,
  context: Context,
): Promise<readonly Proposal[]> {
  const verify = createVerifier('literal')
  const verdicts = await Promise.all(
    proposals.map(({ text, premises }) =>
      verify(
        { text, kind: 'quoted' },
        premises.flatMap(({ evidence, document }) => evidence.map((one) => ({ evidence: one, document }))),
        context,
      ),
    ),
  )
  const sound = proposals.filter((_, index) => verdicts[index]!.label !== 'conflicting')
  const judge = judgeFor(parts.models, new Set(sound.map(({ writer }) => writer)))
  if (sound.length === 0 || !judge || !(await goesOn('critique/go-on', context))) return sound
  const prompt = critiquePrompt({
    question: task.question.trim(),
    language: task.writing?.language ?? task.language,
    statements: candidates.map(({ text }, index) => ({ id: `E${index + 1}`, text })),
    proposals: sound.map(({ text }) => text),
  })
  const thought = await ask(prompt, judge, (): Critique => ({ objections: [] }), context)
  deeds.push(deedOf('critique', 'judge', thought))
  const ids = sound.map((_, index) => `R${index + 1}`)
  const known = candidates.map((_, index) => `E${index + 1}`)
  const refuted = new Set(
    thought.value.objections
      .filter(({ evidence }) => idsIn([evidence], known).length > 0)
      .flatMap(({ proposal }) =>
        ids.filter(
          (id) => proposal.toUpperCase().includes(id) && id.length === /R\d+/iu.exec(proposal)?.[0].length,
        ),
      ),
  )
  return sound.filter((_, index) => !refuted.has(ids[index]!))
}
