import { z } from 'zod'
import type { Language } from '#vocabulary'
import { tellStopReason } from '#reasoning'
import { compose } from '../compose.ts'
import type { Measure } from '../effort.ts'
import { evaluatorNames, type EvaluatorName } from '../evaluate.prompt.ts'
import type { Failing } from '../evaluate.ts'
import { investigate } from '../investigate.ts'
import type { Looked } from '../look-into.ts'
import { planStudy } from '../plan-study.ts'
import type { Findings, StrategyParts, StrategyPlug } from '../strategy.ts'
import { openStudy, type Study } from '../study.ts'
import { quoteWords } from '../words.ts'
import { reflectRounds, type Loop, type Reflected } from './reflect-rounds.ts'

const options = z.object({
  /** `gaps`: one gap question after another (DeepSearch); `rounds`: those of one reflection at once (Gemini's). */
  queue: z.enum(['gaps', 'rounds']).default('rounds'),
  /** `by-question`: chosen by the kind of question (DeepSearch); none: only reflection tells (Gemini's). */
  evaluators: z.union([z.literal('by-question'), z.array(z.enum(evaluatorNames))]).default('by-question'),
  /** `forced`: what did not pass is written all the same ("beast mode"); `abstain`: it is said not to be found. */
  finish: z.enum(['forced', 'abstain']).default('forced'),
})
type Options = z.infer<typeof options>

/**
 * Search → what is missing? → search, the chain of OpenAI's Deep Research, of jina-ai/node-DeepResearch and of
 * google-gemini/gemini-fullstack-langgraph-quickstart (reflection as in Reflexion, Shinn et al. 2023, arXiv
 * 2303.11366; questions that open one another as in Self-Ask, Press et al. 2023, arXiv 2210.03350).
 *
 * 1. A plan first, short where the model reasons; a model that does not reason gets two rounds more at most.
 * 2. Each round one call holds all that was found against the question, and one examines drafts of all answers.
 *    Gap questions become sub-questions of the plan, checked by code like any other.
 * 3. It ends when nothing is missing; else by measured gain, repetition, budget or rounds: then what there is is
 *    written, from a share of the budget that was kept for it, and the report says so.
 *
 * What we do differently: the loops known put one question at a time to one conversation and trust the model to end;
 * here rounds run at once, gaps must be borne by question or evidence, and gain is measured. The right way where it is
 * not known beforehand what must be asked: chains, and lists whose members are found on the way.
 */
export const plug: StrategyPlug<Options> = {
  name: 'reflect',
  options,
  create: (chosen, parts) => async (task, context) => {
    const study = openStudy(task, parts, context)
    const loop = loopOf(chosen, study.measure, parts)
    const plan = await planStudy(shortly(study), context)
    const looked = await investigate(plan, study, context)
    const reflected = await reflectRounds(looked, loop, study, context)
    study.notes.push(...notesOf(reflected, chosen, task.question, task.language))
    const findings = await compose(reflected.looked, study, context)
    return chosen.finish === 'abstain' ? withoutFailing(findings, reflected, task.language) : findings
  },
}

function reasons({ models }: StrategyParts): boolean {
  return models?.planner?.spec.profile.reasoning ?? false
}

function loopOf({ queue, evaluators }: Options, { rounds, questions }: Measure, parts: StrategyParts): Loop {
  return {
    rounds: reasons(parts) ? 2 * rounds - 1 : Math.min(2, rounds),
    width: Math.ceil(questions / 2),
    questions,
    queue,
    evaluators: evaluators === 'by-question' ? undefined : evaluators,
  }
}

/** Who finds out on the way what to ask needs no long plan. */
function shortly(study: Study): Study {
  const { measure, parts } = study
  const questions = reasons(parts) ? Math.ceil(measure.questions / 2) : measure.questions
  return { ...study, measure: { ...measure, questions } }
}

const words = {
  en: {
    forced: (why: string) =>
      `Searching ended before everything was found: ${why}. The report is written from what there is.`,
    failing: (question: string, what: string) => `${question}: what was found did not pass as ${what}.`,
    abstained: (what: string) => `what was found did not pass as ${what}, and is not told`,
    names: {
      definitive: 'definite',
      freshness: 'up to date',
      plurality: 'as many as were asked for',
      completeness: 'complete',
    },
  },
  zh: {
    forced: (why: string) => `检索在全部找到之前结束：${why}。报告据现有内容写成。`,
    failing: (question: string, what: string) => `${question}：找到的内容未能通过检查（${what}）。`,
    abstained: (what: string) => `找到的内容未能通过检查（${what}），故不写入`,
    names: { definitive: '明确', freshness: '最新', plurality: '数量足够', completeness: '完整' },
  },
} as const

function namesOf(some: readonly { readonly evaluator: EvaluatorName }[], language: Language): string {
  const names = new Set(some.map(({ evaluator }) => words[language].names[evaluator]))
  return [...names].join(language === 'zh' ? '、' : ', ')
}

/** A run that was stopped from outside says so by itself. */
function notesOf(
  { looked, failing, ended }: Reflected,
  { finish }: Options,
  question: string,
  language: Language,
): string[] {
  if (ended === undefined || ended === 'stopped') return []
  const told = words[language]
  return [
    told.forced(tellStopReason(ended, language)),
    ...(finish === 'forced' ? failingOf(looked, failing) : []).map(({ text, some }) =>
      told.failing(quoteWords(language, [text === '' ? question : text]), namesOf(some, language)),
    ),
  ]
}

/** Only what nobody can read off the report: that nothing definite was found is told of each sub-question anyway. */
function failingOf(
  looked: readonly Looked[],
  failing: Failing,
): { readonly text: string; readonly some: readonly { readonly evaluator: EvaluatorName }[] }[] {
  return looked.flatMap(({ id, text }) => {
    const some = (failing.get(id) ?? []).filter(({ evaluator }) => evaluator !== 'definitive')
    return some.length > 0 ? [{ text, some }] : []
  })
}

/** What did not pass is not told. */
function withoutFailing(findings: Findings, { failing }: Reflected, language: Language): Findings {
  return {
    ...findings,
    sections: findings.sections.filter(({ subQuestion }) => !failing.has(subQuestion ?? '')),
    plan: findings.plan.map((one) => {
      const some = failing.get(one.id)
      if (!some) return one
      return { ...one, state: 'unanswered', why: words[language].abstained(namesOf(some, language)) }
    }),
  }
}
