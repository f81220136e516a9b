import { z } from 'zod'
import { countTokens, type Models, type ModelSpec, type Price, type Prompt, type Role } from '#models'
import { judgePrompt } from '#reasoning'
import { answerPrompt } from './answer.prompt.ts'
import { readDraft } from './draft.ts'
import { measureOf } from './effort.ts'
import { outlinePrompt } from './outline.prompt.ts'
import { planGraphPrompt } from './plan-graph.prompt.ts'
import { repairPrompt } from './repair.prompt.ts'
import { rewritePrompt } from './rewrite.prompt.ts'
import type { ResearchTask } from './strategy.ts'
import { writeSectionPrompt } from './write-section.prompt.ts'

/** From a run in which all goes well to the most that its effort allows. */
export type Range = readonly [low: number, high: number]

/** What one step of a run may cost. */
export interface StageEstimate {
  /** As in the report's `steps`. */
  readonly stage: string
  readonly role: Role
  readonly model: string
  readonly calls: Range
  readonly tokens: Range
  /** US dollars; null where the price is unknown. */
  readonly usd: Range | null
}

/** What a run may cost before it starts. */
export interface Estimate {
  readonly calls: Range
  readonly tokens: Range
  /** US dollars, of the stages whose price is known; null when none is. */
  readonly usd: Range | null
  /** Models whose price is unknown: what they cost comes on top. */
  readonly unpriced: readonly string[]
  readonly byStage: readonly StageEstimate[]
}

/** What an estimate must know of the library. */
export interface LibraryFacts {
  readonly passages: number
  /** Whether it holds vectors of the configured embedder. */
  readonly vectors: boolean
}

/** A passage with its title and headings, in tokens: what chunkers aim at. */
const passageTokens = 220
/** Passages that a reranker reads at once. */
const reranked = 30
/** Sentences that the judge sees of one section, at most. */
const judgedTogether = 8
/** Answers of instruct models fill about this share of the room that a prompt gives them. */
const usualAnswer = 0.35
/** Thinking takes about this share of its room when little is asked. */
const usualThinking = 0.15
/** Supplements of a model that only follows its plan, at most. */
const supplements = 2
/** A plan that code finds fault with is asked for again, then in lines. */
const planTries = 3
/** What a planner is shown of what is held and known, in tokens. */
const heldTokens = 1200
/** Statements in which the answer of a sub-question is looked for, in tokens. */
const answerTokens = 1500
/** One call in ten is made again: retries, answers that could not be used. */
const again = 1.1

/**
 * What `research` with these models may cost.
 *
 * Low: a question of one part, which goes the short way: one round of searching, a quarter of the evidence’s room, usual
 * answers, and nothing left open for the judge. High: `plan-execute` to its end: as many sub-questions as the effort
 * allows, all but one waited for by others, two supplements, all rounds, full rooms and full answers, every section judged, repaired and judged again, one call in ten made again. The sizes of prompts
 * are those of the prompts themselves. A run that meets every fault at once can cost more; a budget cannot be
 * exceeded.
 */
export function estimateResearch(
  task: Pick<ResearchTask, 'question' | 'language' | 'effort'>,
  models: Models,
  library: LibraryFacts,
): Estimate {
  const { question, language } = task
  const measure = measureOf(task.effort)
  const most = measure.sentences
  // Supplements are looked into and written like what was planned.
  const further = Math.min(supplements, measure.rounds - 1) * Math.ceil(measure.questions / 2)
  const parts: Range = [1, measure.questions + further]
  const held = Math.min(measure.evidenceTokens, library.passages * passageTokens)
  const evidence: Range = [Math.round(held / 4), held]
  const rounds: Range = [parts[0], parts[1] * measure.rounds]
  const judged = sentencesFor(Math.min(most, judgedTogether), question)
  const stages = [
    chatStage(
      'plan',
      models.planner?.spec,
      [1, planTries],
      [0, heldTokens],
      planGraphPrompt({ question, language, most: measure.questions }),
    ),
    chatStage(
      'rewrite-query',
      models.worker?.spec,
      parts,
      [0, 0],
      rewritePrompt({ question, language, documents: ['en', 'zh'] }),
    ),
    chatStage(
      'find-answer',
      models.worker?.spec,
      [0, measure.questions - 1],
      [0, Math.min(answerTokens, held)],
      answerPrompt({ question, language, passages: [], most: 6 }),
    ),
    chatStage(
      'write-section',
      models.writer?.spec,
      parts,
      evidence,
      writeSectionPrompt({ question, whole: question, language, passages: [], most }),
    ),
    chatStage(
      'outline',
      models.writer?.spec,
      [0, 1],
      [0, 0],
      outlinePrompt({
        question,
        language,
        sections: Array.from({ length: parts[1] }, () => ({ text: question, found: question })),
      }),
    ),
    chatStage(
      'judge',
      models.judge?.spec,
      [0, 2 * parts[1]],
      [0, judged.evidence],
      judgePrompt({ language, sentences: judged.sentences }),
    ),
    chatStage(
      'repair',
      models.writer?.spec,
      [0, parts[1]],
      [0, judged.evidence],
      repairPrompt({ language, sentences: judged.failed }),
    ),
    rerankStage(models.reranker?.spec, rounds, Math.min(reranked, measure.passages, library.passages)),
    library.vectors ? embedStage(models.embedder?.spec, rounds, question) : undefined,
  ]
  return sumOf(stages.filter((stage) => stage !== undefined))
}

/** What `checkText` with a judge may cost: nothing where the literal check decides all, at most a call for eight sentences. */
export function estimateCheck(
  task: { readonly text: string; readonly language: ResearchTask['language'] },
  models: Models,
): Estimate {
  const { sentences } = readDraft(task.text)
  const judged = sentencesFor(judgedTogether, sentences[0]?.text ?? '')
  const calls = Math.ceil(sentences.length / judgedTogether)
  const stage = chatStage(
    'judge',
    models.judge?.spec,
    [0, calls],
    [0, judged.evidence],
    judgePrompt({ language: task.language, sentences: judged.sentences }),
  )
  return sumOf(stage ? [stage] : [])
}

const roleOf: Readonly<Record<string, Role>> = {
  plan: 'planner',
  'rewrite-query': 'worker',
  'find-answer': 'worker',
  'write-section': 'writer',
  outline: 'writer',
  judge: 'judge',
  repair: 'writer',
}

/** Calls of one prompt; `material` is what of its size is not in the prompt as it is made here. */
function chatStage<T>(
  stage: string,
  spec: ModelSpec | undefined,
  calls: Range,
  material: Range,
  prompt: Prompt<T>,
): StageEstimate | undefined {
  if (!spec) return undefined
  const fixed = sizeOfPrompt(prompt, spec)
  const thinking = spec.profile.thinkingTokens
  const input: Range = [fixed + material[0], fixed + material[1]]
  const output: Range = [
    Math.round(prompt.answerTokens * usualAnswer + thinking * usualThinking),
    Math.min(spec.maxOutput, prompt.answerTokens + thinking),
  ]
  const counted: Range = [calls[0], Math.ceil(calls[1] * again)]
  return stageOf(stage, roleOf[stage]!, spec, counted, input, output)
}

function rerankStage(
  spec: ModelSpec | undefined,
  rounds: Range,
  passages: number,
): StageEstimate | undefined {
  if (!spec || passages < 2) return undefined
  // An endpoint reads them in one call, a chat model is asked about each.
  const each = spec.protocol === 'rerank' ? 1 : passages
  const read = Math.ceil((passages / each) * passageTokens)
  return stageOf(
    'rerank',
    'reranker',
    spec,
    [rounds[0] * each, rounds[1] * each],
    [read, 2 * read],
    [0, each === 1 ? 0 : 8],
  )
}

function embedStage(spec: ModelSpec | undefined, rounds: Range, question: string): StageEstimate | undefined {
  if (!spec) return undefined
  const size = countTokens(question, spec)
  // The question and the sentence it was rewritten to.
  return stageOf('embed-query', 'embedder', spec, [rounds[0], 2 * rounds[1]], [size, 2 * size + 60], [0, 0])
}

function stageOf(
  stage: string,
  role: Role,
  spec: ModelSpec,
  calls: Range,
  input: Range,
  output: Range,
): StageEstimate {
  const all = (at: 0 | 1): number => calls[at] * (input[at] + output[at])
  const usd = (at: 0 | 1, price: Price): number =>
    (calls[at] * (input[at] * price.input + output[at] * price.output)) / 1e6
  return {
    stage,
    role,
    model: spec.id,
    calls,
    tokens: [all(0), all(1)],
    usd: spec.price ? [usd(0, spec.price), usd(1, spec.price)] : null,
  }
}

/** Tokens of a prompt as it is put, schema included. */
function sizeOfPrompt<T>(prompt: Prompt<T>, spec: ModelSpec): number {
  const { system, examples = '', material = '', question, schema } = prompt
  const shape = JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))
  return countTokens(
    [system, spec.profile.reasoning ? '' : examples, material, question, shape].join('\n\n'),
    spec,
  )
}

/** As many sentences of common length as a judge or writer is shown at once, and the tokens of their evidence. */
function sentencesFor(count: number, like: string) {
  const text = like.length > 0 ? like : 'x'
  const verdict = { label: 'partly', support: 0.5, reasons: [], verifier: 'literal' } as const
  const claim = { text, kind: 'quoted' } as const
  const finding = { claim, evidence: [], writer: '' }
  const all = Array.from({ length: count }, () => ({ claim, finding, offered: [], verdict }))
  return { sentences: all, failed: all, evidence: count * 80 }
}

function sumOf(byStage: readonly StageEstimate[]): Estimate {
  const sum = (of: (stage: StageEstimate) => Range): Range => [
    byStage.reduce((total, stage) => total + of(stage)[0], 0),
    byStage.reduce((total, stage) => total + of(stage)[1], 0),
  ]
  const priced = byStage.some(({ usd }) => usd !== null)
  const unpriced = byStage.filter(({ usd, calls }) => usd === null && calls[1] > 0).map(({ model }) => model)
  return {
    calls: sum(({ calls }) => calls),
    tokens: sum(({ tokens }) => tokens),
    usd: priced ? sum(({ usd }) => usd ?? [0, 0]) : null,
    unpriced: [...new Set(unpriced)].toSorted(),
    byStage,
  }
}
