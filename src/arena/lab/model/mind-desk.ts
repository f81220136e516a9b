/**
 * What a prompt can be answered with: everything that may be asked for, each worked out once and only when wanted. Long
 * because that is much.
 */
import type { LabLanguage } from '../world.ts'
import type { Said } from './mind-said.ts'
import { correctionOf } from './mind-correct.ts'
import { otherChoice, waver, type Wavering } from './mind-faults.ts'
import { Facts, type Shown } from './mind-facts.ts'
import { problemsIn, type Problem } from './mind-critique.ts'
import { outlookIn, type Outlook } from './mind-outlook.ts'
import { freshNext } from './mind-fresh.ts'
import { slotIn } from './mind-graph.ts'
import type { ListedQuestion } from './mind-listed.ts'
import { answeredBy, chosenAmong, relevantIn } from './mind-pick.ts'
import { stepIn, type Step } from './mind-step.ts'
import { helpfulnessIn, verdictsIn, type Helpfulness, type Label, type Verdict } from './mind-judge.ts'
import {
  furtherQuestions,
  nextQuestions,
  partsOf,
  planOf,
  queriesOf,
  queryOf,
  type Planned,
} from './mind-plan.ts'
import { withContext } from './mind-context.ts'
import { isClaim, type Reading } from './mind-prompt.ts'
import { tellAnswer, type Told } from './mind-say.ts'
import { takeApart, type Source } from './mind-source.ts'
import { tellAsked } from './mind-ask.ts'
import { tellSides } from './mind-tell.ts'

const labels: readonly Label[] = ['supported', 'partly', 'contradicted', 'unsupported']

export class Desk {
  readonly reading: Reading
  readonly wavering: Wavering
  private readonly made = new Map<string, unknown>()

  constructor(reading: Reading, wavering: Wavering) {
    this.reading = reading
    this.wavering = wavering
  }

  get language(): LabLanguage {
    return this.reading.language
  }

  get told(): Told {
    return this.once('told', () => tellAnswer(this.reading, this.wavering))
  }

  /** Sentences of the answer, no more than are wanted; what was worked out is not cut off. */
  get said(): readonly Said[] {
    return this.once('said', () => {
      const { most = 60 } = this.reading
      return withContext(this.facts, this.wavering.faults.context ?? 0, most, this.language)
    })
  }

  private get facts(): readonly Said[] {
    const { told } = this.told
    const { most = 60 } = this.reading
    const last = told.slice(most).find(({ worked }) => worked)
    return last ? [...told.slice(0, most - 1), last] : told.slice(0, most)
  }

  get plan(): readonly Planned[] {
    return this.once('plan', () => this.planIn(undefined))
  }

  /** The plan in at most so many parts, with places left open where the prompt says how. */
  planIn(most: number | undefined): readonly Planned[] {
    const { reading } = this
    const { ask, words, most: wanted = 24 } = reading
    const slot = slotIn(`${words}\n${ask.schema ? JSON.stringify(ask.schema.schema) : ''}`)
    return planOf(reading, Math.min(wanted, most ?? Infinity), slot)
  }

  /** Questions that the texts answer, each with where they do. */
  get answered(): readonly Planned[] {
    return this.once('answered', () => answeredBy(this.reading))
  }

  /** What is to be found out yet, as it was not asked before. */
  get fresh(): readonly Planned[] {
    return this.once('fresh', () => freshNext(this.reading, this.told))
  }

  /** Statements that have to do with what is asked, whatever they come to. */
  get relevant(): readonly Shown[] {
    return this.once('relevant', () => relevantIn(this.reading))
  }

  /** Of the questions that are listed the one whose answer is needed next. */
  get chosen(): ListedQuestion | undefined {
    return this.once('chosen', () => chosenAmong(this.reading, this.told))
  }

  /** What is wrong with a text that is to be examined, in sentences. */
  get problems(): readonly Problem[] {
    return this.once('problems', () => problemsIn(this.reading, this.claims, this.told))
  }

  get step(): Step {
    return this.once('step', () => stepIn(this.reading, this.told))
  }

  get outlook(): Outlook | undefined {
    return this.once('outlook', () => outlookIn(this.reading))
  }

  /** Queries for what is not known yet; where nothing was shown, for every part. */
  get queries(): readonly string[] {
    return this.once('queries', () => {
      const { facts, most = 8, exactly } = this.reading
      const open = facts.shown.length > 0 ? (this.fresh.length > 0 ? this.fresh : this.next) : []
      // What is worked out from parts is found by looking for the parts.
      const plan = planOf(this.reading)
      const parts = plan.filter(({ read }) => read === undefined || partsOf(read).length === 1)
      const planned = parts.length > 0 ? parts : plan
      // Where so many are asked for, and fewer are open, other wordings follow.
      const wanted = [...(open.length > 0 ? open : planned), ...(exactly ? this.variants : [])]
      return [...new Set(wanted.map(({ query }) => query))].slice(0, most)
    })
  }

  /** What has to be found out yet. */
  get next(): readonly Planned[] {
    return this.once('next', () => {
      const { language, facts } = this.reading
      return nextQuestions(this.reading, this.told).map((read) => ({
        read,
        text: tellAsked(read, language, facts),
        query: queryOf(read, language, facts),
        heading: queryOf(read, language, facts),
      }))
    })
  }

  /** More queries than there are parts, where so many are wanted. */
  get variants(): readonly Planned[] {
    return this.once('variants', () => {
      const { question, language, facts } = this.reading
      const queries = question.read ? queriesOf(question.read, language, facts) : [question.text]
      return [
        ...queries.map((query) => ({ text: query, query, heading: query })),
        ...furtherQuestions(this.reading, 12),
      ]
    })
  }

  /** Sentences that the prompt wants checked or corrected. */
  get claims(): readonly Source[] {
    return this.once('claims', () => {
      const { ask, words } = this.reading
      const marked = ask.turns.flatMap(({ role, text }) =>
        role === 'assistant' ? [] : takeApart(text).sources,
      )
      const held = marked.filter(isClaim)
      if (held.length > 0) return held
      const form =
        /(?:^|\n)[\s*_#>-]*(?:claims?|statements?|sentences?|hypothes[ei]s|assertions?|声明|陈述|句子|论断)(?:\s*\d+)?(?:\s+to (?:check|verify|judge))?[\s*_]*[:：]\s*(.+)/gi
      return [...words.matchAll(form)].map(([, text], index) => ({
        id: `S${index + 1}`,
        about: {},
        text: text!.trim(),
      }))
    })
  }

  get verdicts(): readonly Verdict[] {
    return this.once('verdicts', () =>
      verdictsIn(this.reading, this.claims).map((one) => ({
        ...one,
        label: otherChoice(one.label, labels, this.wavering),
      })),
    )
  }

  /** Claims as their own evidence bears them; empty where it bears nothing. */
  get repaired(): readonly { readonly id: string; readonly text: string }[] {
    return this.once('repaired', () =>
      this.verdicts.map(({ id }, index) => ({ id, text: this.repair(this.claims[index]!) })),
    )
  }

  private repair(claim: Source): string {
    const ids = new Set(claim.about['evidence']?.match(/[\w.:-]+/g) ?? [])
    const evidence = this.reading.sources.filter(({ id }) => id !== undefined && ids.has(id))
    const said = correctionOf(claim.text, evidence, this.language)
    const reading = { ...this.reading, facts: new Facts(evidence) }
    return said ? (waver([said], reading, this.wavering)[0]?.text ?? '') : ''
  }

  /** Passages, the most helpful first. */
  get ranking(): readonly Helpfulness[] {
    return this.once('ranking', () => {
      const found = helpfulnessIn(this.reading)
      const order = found.toSorted((a, b) => b.score - a.score)
      return otherChoice(order, [order, order.toReversed()], this.wavering)
    })
  }

  /** Statements that the answer stands on. */
  get used(): readonly Shown[] {
    return [...new Set(this.said.flatMap(({ from }) => from))]
  }

  /** Sides of the question's own conflict, in words. */
  get conflicts(): readonly string[] {
    const { facts, language } = this.reading
    return this.said.flatMap(({ fact, subject }) => {
      if (!fact) return []
      const { sides, relation } = facts.settle(subject, fact.relation)
      return sides.length > 1
        ? tellSides(subject, relation, sides, language, facts).map(({ text }) => text)
        : []
    })
  }

  private once<T>(key: string, make: () => T): T {
    if (!this.made.has(key)) this.made.set(key, make())
    return this.made.get(key) as T
  }
}
