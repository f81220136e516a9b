import type { Context } from '#runtime'
import { ask } from '#models'
import { namesIn } from '#reading'
import { answerOf } from './answer-of.ts'
import { askedBy, mentions } from './bearing.ts'
import type { Candidate } from './candidates.ts'
import { evaluatePrompt, type EvaluatorName, type Evaluation, type ExaminedDraft } from './evaluate.prompt.ts'
import { selectDiverse } from './gather.ts'
import { goesOn } from './go-on.ts'
import type { Inquiry } from './inquiry.ts'
import { deedOf } from './ledger.ts'
import { isAnswered } from './look-into.ts'
import type { Study } from './study.ts'
import { constancyOf, groupValues, isOrdered } from './value-groups.ts'

/** Examinations that a draft did not pass, by id of its question, with what it lacks. */
export type Failing = ReadonlyMap<
  string,
  readonly { readonly evaluator: EvaluatorName; readonly why: string }[]
>

/** Statements of a draft, at most: of a list more are needed. */
const drafted = 4
const listed = 10

const now =
  /\b(?:current(?:ly)?|now(?:adays)?|today|at present|present-day|latest|most recent|newest|so far|still|up to date)\b|目前|现在|当前|如今|现任|最新|最近|截至|至今|今天|仍/iu
const several =
  /\b(?:list|name (?:all|every|\d+|two|three|four|five)|all|every|each|which \w+s\b)|哪些|哪几|列出|列举|所有|全部|各个|每个/iu

/**
 * What the draft of a question is examined for, by its kind: that it says something definite always; that it is of
 * now where that is asked or where it changes; that it names several where several are asked for, and all where the
 * question names several itself (jina-ai/node-DeepResearch has a model choose; here the question's words do).
 */
export function evaluatorsFor({ text, aim }: Inquiry): EvaluatorName[] {
  const [item] = askedBy(aim).items
  const changes = item !== undefined && item.attributes.length > 0 && constancyOf(item) === 'changing'
  return [
    'definitive',
    ...(now.test(text) ||
    (changes && /\bis\b|\bare\b|\bdoes\b|\bdo\b|[是有在]/iu.test(text) && !/\d{4}/.test(text))
      ? (['freshness'] as const)
      : []),
    ...(several.test(text) || aim.expects === 'list' ? (['plurality'] as const) : []),
    ...(namedIn(text).length > 1 ? (['completeness'] as const) : []),
  ]
}

/**
 * Examines what would be answered to each question, all in one call; its twin examines by code. A draft is the best statements found, not prose: a text that is going to be written anew
 * need not be written to be examined.
 *
 * @param chosen none = every draft by its question's kind
 */
export async function evaluateDrafts(
  inquiries: readonly Inquiry[],
  chosen: readonly EvaluatorName[] | undefined,
  study: Study,
  context: Context,
): Promise<Failing> {
  const drafts = inquiries.map((inquiry) => draftOf(inquiry, chosen ?? evaluatorsFor(inquiry)))
  const planner = study.parts.models?.planner
  const wanted = drafts.filter(({ evaluators }) => evaluators.length > 0)
  if (wanted.length === 0) return new Map()
  const byRules = (): Evaluation => ({ problems: failedIn(inquiries, chosen) })
  if (!planner || !(await goesOn('evaluate/go-on', context))) return failingIn(byRules())
  const { question, language } = study.task
  const prompt = evaluatePrompt({ question: question.trim(), language, drafts: wanted })
  const thought = await ask(prompt, planner, byRules, context)
  study.deeds.push(deedOf('evaluate', 'planner', thought))
  const problems = thought.value.problems.filter(({ id, evaluator }) =>
    wanted.some((draft) => draft.id === id && draft.evaluators.includes(evaluator)),
  )
  return failingIn({ problems })
}

/** As code examines it, without a model. */
export function examineByCode(
  inquiries: readonly Inquiry[],
  chosen: readonly EvaluatorName[] | undefined,
): Failing {
  return failingIn({ problems: failedIn(inquiries, chosen) })
}

function failedIn(
  inquiries: readonly Inquiry[],
  chosen: readonly EvaluatorName[] | undefined,
): Evaluation['problems'] {
  return inquiries.flatMap((inquiry) =>
    (chosen ?? evaluatorsFor(inquiry))
      .filter((evaluator) => !passes(inquiry, evaluator))
      .map((evaluator) => ({ id: inquiry.id, evaluator, why: '' })),
  )
}

function failingIn({ problems }: Evaluation): Failing {
  return new Map(
    [...Map.groupBy(problems, ({ id }) => id)].map(([id, some]) => [
      id,
      some.map(({ evaluator, why }) => ({ evaluator, why })),
    ]),
  )
}

function draftOf(inquiry: Inquiry, evaluators: readonly EvaluatorName[]): ExaminedDraft {
  const statements = bestOf(inquiry, evaluators.includes('plurality') ? listed : drafted)
  return {
    id: inquiry.id,
    question: inquiry.text,
    evaluators,
    statements: statements.map(({ text, document: { publishedAt } }) => ({
      text,
      ...(publishedAt === undefined ? {} : { published: publishedAt.slice(0, 10) }),
    })),
  }
}

/** The best statements found; what tells machines what to do is nobody's answer. */
export function bestOf({ gathered, aim }: Inquiry, most: number): Candidate[] {
  const plain = gathered.candidates.filter((candidate) => !isOrdered(candidate))
  return selectDiverse(plain, aim, most)
}

function passes(inquiry: Inquiry, evaluator: EvaluatorName): boolean {
  switch (evaluator) {
    case 'definitive':
      return isAnswered(inquiry) || answerOf(inquiry) !== undefined
    case 'freshness': {
      const dated = bestOf(inquiry, drafted).some(
        ({ text, document: { publishedAt } }) => publishedAt !== undefined || /(?:19|20)\d\d/.test(text),
      )
      return dated || inquiry.gathered.candidates.length === 0
    }
    case 'plurality': {
      const [item] = askedBy(inquiry.aim).items
      const values = item
        ? groupValues(inquiry.gathered.candidates, 0, item, (document) => document).length
        : 0
      return Math.max(values, bestOf(inquiry, listed).length) > 1
    }
    case 'completeness': {
      const said = bestOf(inquiry, listed).map(({ text, document }) => `${document.title}\n${text}`)
      return namedIn(inquiry.text).every((name) => said.some((text) => mentions(text, name)))
    }
    default:
      return evaluator satisfies never
  }
}

function namedIn(text: string): string[] {
  return [...new Set(namesIn(text).map((name) => name.text))]
}
