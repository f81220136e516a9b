import type { DocumentId, Language } from '#vocabulary'
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
  /** Asks a query as it is, in one wave that brings other pages than those that are known. */
  askOnce(query: string, known: readonly DocumentId[]): Promise<Reached>
  /**
   * Reaches out for what a plan asks while it is still being written. It is on record before it leaves: who resumes or
   * replays the run hears no plan being written, and tells of it all the same.
   */
  reachAhead(text: string): void
  /**
   * Waits for all that was begun, so that the report tells of it though nobody asked in the end. Not called by two at
   * once.
   *
   * @returns the documents brought for what was begun ahead and nobody asked, the same in whatever order they came
   */
  settled(): Promise<readonly DocumentId[]>
}

export function openStudy(task: ResearchTask, parts: StrategyParts, context: Context): Study {
  const begun = new Map<string, Promise<Reached>>()
  const once = new Map<string, Promise<Reached>>()
  const heard: Promise<unknown>[] = []
  let places = 0
  const asked = new Set<string>()
  const begin = (text: string): Promise<Reached> => {
    let reached = begun.get(text)
    if (!reached) {
      reached = reachOut(text, study, context.at(`reach/${sha256(text).slice(0, 12)}`))
      // Whoever wants it hears its failure; who does not, is not ended by it.
      reached.catch(() => undefined)
      begun.set(text, reached)
    }
    return reached
  }
  /** Begins what stands at the next place, which may be what was heard before the run was cut off. */
  const ahead = async (text: string | null): Promise<string | null> => {
    const { text: said } = await context.observe(`reach/ahead-${++places}`, {}, () => ({ text }))
    if (said !== null) void begin(said)
    return said
  }
  const study: Study = {
    task,
    measure: measureOf(task.effort),
    parts,
    deeds: [],
    notes: [],
    reachOut(text) {
      asked.add(text)
      return begin(text)
    },
    reachAhead(text) {
      const begins = ahead(text)
      // Whoever waits until all is settled hears its failure.
      begins.catch(() => undefined)
      heard.push(begins)
    },
    askOnce(query, known) {
      const name = sha256([query, ...known].join('\n')).slice(0, 12)
      let reached = once.get(name)
      if (!reached) once.set(name, (reached = askOnce(query, known, study, context.at(`ask/${name}`))))
      return reached
    },
    async settled() {
      await allEnded(heard)
      while ((await ahead(null)) !== null);
      await Promise.allSettled(begun.values())
      const unasked = [...begun].filter(([text]) => !asked.has(text)).toSorted(byText)
      const ended = await Promise.allSettled(unasked.map(([, reached]) => reached))
      const brought = ended.flatMap((one) => (one.status === 'fulfilled' ? one.value.journey.documents : []))
      return [...new Set(brought)]
    },
  }
  return study
}

async function askOnce(
  text: string,
  known: readonly DocumentId[],
  { parts: { reach, shelf }, measure }: Study,
  context: Context,
): Promise<Reached> {
  const addresses = known.flatMap((id) => shelf.holding(id)?.uri ?? [])
  const wanted = { id: context.path, text, known: addresses }
  const journey = await reach?.bring(wanted, { ...measure.web, waves: 1 }, context)
  return { forms: undefined, journey: journey ?? nowhere }
}

async function reachOut(text: string, study: Study, context: Context): Promise<Reached> {
  const { parts, measure } = study
  const rewriting = rewriteQuestion(text, study, context)
  const keywords = rewriting.then((forms) => forms?.keywords ?? '')
  const abroad = rewriting.then((forms) => forms?.abroad ?? '')
  // Whoever reaches out may end before it asks for them; why there are none is heard below.
  for (const form of [keywords, abroad]) form.catch(() => undefined)
  const journey = parts.reach?.bring({ id: context.path, text, keywords, abroad }, measure.web, context)
  await allEnded<unknown>([rewriting, journey ?? Promise.resolve()])
  return { forms: await rewriting, journey: (await journey) ?? nowhere }
}

function byText([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}
