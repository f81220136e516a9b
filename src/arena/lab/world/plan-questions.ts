import { chanceOf } from '#runtime'
import { labLanguages, questionKinds, type QuestionKind, type WorldOptions } from '../world.ts'
import type { Draft } from './draft.ts'
import * as one from './kinds/one-value.ts'
import * as several from './kinds/several-facts.ts'
import type { PlanKind, PlannedQuestion } from './planned.ts'

/** How questions of each kind are planned. */
const plans: Readonly<Record<QuestionKind, PlanKind>> = {
  fact: one.planFact,
  chain: one.planChain,
  compare: several.planCompare,
  count: several.planCount,
  sum: several.planSum,
  timeline: several.planTimeline,
  superseded: one.planSuperseded,
  conflict: one.planConflict,
  list: several.planList,
  survey: several.planSurvey,
  unanswerable: one.planUnanswerable,
  crossing: one.planCrossing,
  library: one.planLibrary,
  tool: one.planTool,
  feed: one.planFeed,
  scan: one.planScan,
}

/** Questions that share their things and sites. */
const questionsOfRegion = 8

/** What is asked, and what is true so that it can be answered: kinds in turn, languages alternating within each kind. */
export function planQuestions(options: WorldOptions, draft: Draft): PlannedQuestion[] {
  const kinds = options.kinds?.length ? options.kinds : questionKinds
  return Array.from({ length: options.questions }, (_, index) => {
    const id = `q${index + 1}` as const
    const kind = kinds[index % kinds.length]!
    const ordinal = Math.floor(index / kinds.length)
    // Neighbours differ in language as well, so that a region has sites of both.
    const language = labLanguages[((index % kinds.length) + ordinal) % 2]!
    const region = Math.floor(index / questionsOfRegion)
    const chance = chanceOf(options.seed, `world/plan/${id}`)
    const breadth = options.breadth === undefined ? {} : { breadth: options.breadth }
    return { id, kind, language, region, ...plans[kind]({ draft, region, chance, ordinal, ...breadth }) }
  })
}
