import type { Language } from '#vocabulary'
import { sha256, type Context } from '#runtime'
import { measureOf, type Measure } from './effort.ts'
import type { Deed } from './ledger.ts'
import { rewriteQuestion } from './rewrite-question.ts'
import type { Rewriting } from './rewrite.prompt.ts'
import type { ResearchTask, StrategyParts } from './strategy.ts'
import { allEnded } from './web/all-ended.ts'
import { nowhere, type Journey } from './web/journey.ts'

/** What came of reaching out for a text. */
export interface Reached {
  /** Its forms for retrieval; undefined: as asked. */
  readonly forms: Rewriting | undefined
  readonly journey: Journey
}

/** What the steps of one run share: the task, what may be used, and what was done so far. */
export interface Study {
  readonly task: ResearchTask
  readonly measure: Measure
  readonly parts: StrategyParts
  readonly deeds: Deed[]
  /** Sentences in the report's language for the coverage note. */
  readonly notes: string[]
  /** What good work on a question of this domain looks like, told to those who plan and write. */
  readonly guidance?: Readonly<Record<Language, string>>
  /**
   * Rewrites a text for retrieval and brings what others hold on it, both at once and once in a run: whoever wants the
   * same meets the same. It may begin before a sub-question is sure to be asked, since it is named by its text.
   */
  reachOut(text: string): Promise<Reached>
  /** Waits for all that was begun, so that the report tells of it though nobody asked in the end. */
  settled(): Promise<void>
}

export function openStudy(task: ResearchTask, parts: StrategyParts, context: Context): Study {
  const begun = new Map<string, Promise<Reached>>()
  const study: Study = {
    task,
    measure: measureOf(task.effort),
    parts,
    deeds: [],
    notes: [],
    reachOut(text) {
      let reached = begun.get(text)
      if (!reached) {
        reached = reachOut(text, study, context.at(`reach/${sha256(text).slice(0, 12)}`))
        // Whoever wants it hears its failure; who does not, is not ended by it.
        reached.catch(() => undefined)
        begun.set(text, reached)
      }
      return reached
    },
    async settled() {
      const texts = await context.observe('reach/begun', {}, () => [...begun.keys()].toSorted())
      await Promise.allSettled(texts.map((text) => study.reachOut(text)))
    },
  }
  return study
}

async function reachOut(text: string, study: Study, context: Context): Promise<Reached> {
  const { parts, measure } = study
  const rewriting = rewriteQuestion(text, study, context)
  const keywords = rewriting.then((forms) => forms?.keywords ?? '')
  const abroad = rewriting.then((forms) => forms?.abroad ?? '')
  const journey = parts.reach?.bring({ id: context.path, text, keywords, abroad }, measure.web, context)
  await allEnded<unknown>([rewriting, journey ?? Promise.resolve()])
  return { forms: await rewriting, journey: (await journey) ?? nowhere }
}
