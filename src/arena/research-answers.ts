import type { Citation, DocumentId, Language, Report } from '#vocabulary'
import { createContext, type Context } from '#runtime'
import type { Library } from '#library'
import { research, type Effort } from '#research'

/** A question whose answer is known, over a known library. */
export interface KnownQuestion {
  readonly id: string
  readonly question: string
  readonly language: Language
  readonly kind: string
  /** Facts that the report must state; each as a list of spellings that count. */
  readonly answers: readonly (readonly string[])[]
  /** Where the answer stands: the ends of the URIs of the documents. */
  readonly documents: readonly string[]
  readonly unanswerable: boolean
  /** 1-based pages on which the answer stands, where that is known. */
  readonly pages?: readonly number[]
}

/** What one report stated of the facts that were asked for. */
export interface AnsweredQuestion {
  readonly id: string
  readonly kind: string
  readonly facts: number
  /** Facts stated anywhere in the report's sentences, conflicts included. */
  readonly found: number
  /** Facts stated in the report's first three sentences or in a conflict. */
  readonly foundEarly: number
  /** Whether a right document is cited, and the right page where pages are known. */
  readonly rightDocument: boolean
  readonly rightPage: boolean
  readonly sentences: number
  /** For unanswerable questions: the report does not claim to have answered. */
  readonly admitted: boolean
  readonly milliseconds: number
  readonly missing: readonly string[]
}

/** Shares over all questions, and each question by itself. */
export interface AnswersEvaluation {
  readonly questions: readonly AnsweredQuestion[]
  /** Facts found ÷ facts asked, over answerable questions. */
  readonly recall: number
  readonly earlyRecall: number
  readonly rightDocument: number
  readonly rightPage: number
  /** Share of unanswerable questions that were admitted. */
  readonly admitted: number
  readonly meanSentences: number
  /** Share of answerable questions that the report calls answered. */
  readonly claimed: number
  readonly byKind: Readonly<Record<string, number>>
}

/**
 * Asks questions of known answer and counts which facts the reports state. A fact counts only where a
 * published sentence (or a side of a conflict) holds one of its spellings; white space, width and case are
 * ignored.
 */
export async function evaluateAnswers(
  library: Library,
  questions: readonly KnownQuestion[],
  options: { readonly effort: Effort; readonly documents?: readonly DocumentId[] },
  context: Context,
): Promise<AnswersEvaluation> {
  const results: AnsweredQuestion[] = []
  for (const known of questions) {
    if (context.stop.aborted) break
    const run = createContext({ clock: context.clock, abort: context.abort })
    const task = {
      question: known.question,
      language: known.language,
      effort: options.effort,
      ...(options.documents ? { documents: options.documents } : {}),
    }
    const started = context.clock.elapsed()
    const report = await research(task, { library }, run.context)
    results.push(judge(known, report, context.clock.elapsed() - started))
    context.emit({
      type: 'progress',
      phase: 'questions',
      done: results.length,
      total: questions.length,
      item: known.id,
    })
  }
  return summarise(questions, results)
}

function judge(known: KnownQuestion, report: Report, milliseconds: number): AnsweredQuestion {
  const sentences = report.sections.flatMap((section) => section.sentences)
  const sides = report.conflicts.flatMap((conflict) => conflict.sides.map((side) => side.sentence))
  const all = [...sentences.map((sentence) => sentence.text), ...sides].map(plain)
  const early = [...sentences.slice(0, 3).map((sentence) => sentence.text), ...sides].map(plain)
  const stated = (texts: readonly string[]) => (spellings: readonly string[]) =>
    spellings.some((spelling) => texts.some((text) => holds(text, plain(spelling))))
  const found = known.answers.filter(stated(all))
  const cited = sentences.flatMap((sentence) => sentence.citations)
  const right = cited.filter((citation) => known.documents.some((document) => isAt(citation, document)))
  return {
    id: known.id,
    kind: known.kind,
    facts: known.answers.length,
    found: found.length,
    foundEarly: known.answers.filter(stated(early)).length,
    rightDocument: right.length > 0,
    rightPage: right.some(
      (citation) => citation.page !== undefined && (known.pages ?? []).includes(citation.page),
    ),
    sentences: sentences.length,
    admitted: report.plan.every((question) => question.state !== 'answered'),
    milliseconds: Math.round(milliseconds),
    missing: known.answers
      .filter((spellings) => !found.includes(spellings))
      .map((spellings) => spellings[0]!),
  }
}

function isAt(citation: Citation, document: string): boolean {
  const places = [citation.uri, ...(citation.copies ?? []).map((copy) => copy.uri)]
  return places.some((uri) => decodeURIComponent(uri).endsWith(document))
}

/** A number counts only as a whole number: 17 is not found in 2017. */
function holds(text: string, spelling: string): boolean {
  for (let at = text.indexOf(spelling); at >= 0; at = text.indexOf(spelling, at + 1)) {
    const before = text[at - 1] ?? ''
    const after = text[at + spelling.length] ?? ''
    const cutsNumber =
      (/^\d/.test(spelling) && /[\d.]/.test(before)) || (/\d$/.test(spelling) && /\d/.test(after))
    if (!cutsNumber) return true
  }
  return false
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(?<=\d)\s+(?=\d)/g, '|')
    .replace(/[\s,]+/g, '')
}

function summarise(
  questions: readonly KnownQuestion[],
  results: readonly AnsweredQuestion[],
): AnswersEvaluation {
  const answerable = results.filter((_, index) => !questions[index]!.unanswerable)
  const unanswerable = results.filter((_, index) => questions[index]!.unanswerable)
  const share = (
    items: readonly AnsweredQuestion[],
    of: (item: AnsweredQuestion) => number,
    by: (item: AnsweredQuestion) => number,
  ): number =>
    items.length === 0
      ? Number.NaN
      : items.reduce((sum, item) => sum + of(item), 0) /
        Math.max(
          1,
          items.reduce((sum, item) => sum + by(item), 0),
        )
  const kinds = [...new Set(answerable.map((item) => item.kind))].sort()
  return {
    questions: results,
    recall: share(
      answerable,
      (item) => item.found,
      (item) => item.facts,
    ),
    earlyRecall: share(
      answerable,
      (item) => item.foundEarly,
      (item) => item.facts,
    ),
    rightDocument: share(
      answerable,
      (item) => Number(item.rightDocument),
      () => 1,
    ),
    rightPage: share(
      answerable,
      (item) => Number(item.rightPage),
      () => 1,
    ),
    admitted: share(
      unanswerable,
      (item) => Number(item.admitted),
      () => 1,
    ),
    claimed: share(
      answerable,
      (item) => Number(!item.admitted),
      () => 1,
    ),
    meanSentences: share(
      answerable,
      (item) => item.sentences,
      () => 1,
    ),
    byKind: Object.fromEntries(
      kinds.map((kind) => [
        kind,
        share(
          answerable.filter((item) => item.kind === kind),
          (item) => item.found,
          (item) => item.facts,
        ),
      ]),
    ),
  }
}
