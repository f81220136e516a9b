import { languageOf, type Claim, type Language, type Reason, type Span, type Verdict } from '#vocabulary'
import type { Context } from '#runtime'
import { compareDates, compareQuantities } from '#reading'
import { ask, defuse, type Chat, type Thought } from '#models'
import { align } from '../alignment.ts'
import { isAnchored } from '../anchors.ts'
import { findHardDistortion, unborneClauses } from '../near-copies.ts'
import { readStatement } from '../statement.ts'
import { findStitch, tellingOf, type Telling } from '../stitching.ts'
import { tellQuote } from '../table-rows.ts'
import type { OfferedEvidence } from '../verifier.ts'
import { judgePrompt, type Judgement } from './judge.prompt.ts'

/** A sentence that the literal verifier left open. */
export interface OpenSentence {
  readonly claim: Claim
  readonly offered: readonly OfferedEvidence[]
  /** What the literal verifier said. */
  readonly verdict: Verdict
}

/** Faults that no opinion heals: the evidence is not there, or says another number, date, unit or direction. */
const hard: ReadonlySet<Reason['code']> = new Set<Reason['code']>([
  'evidence-missing',
  'evidence-withdrawn',
  'quote-altered',
  'number-missing',
  'number-differs',
  'date-missing',
  'date-differs',
  'unit-differs',
  'negation-differs',
  'direction-differs',
  'superseded',
  'contradicted',
  'source-missing',
  'source-orders',
  'computation-differs',
  'premises-named',
  'described-only',
  'quantifier-differs',
  'modality-differs',
])

/** Of a sentence in the language of its evidence, the evidence must have so much of its words; less is another matter. */
const leastShared = 0.25

/**
 * Whether a sentence is open: not borne for its wording alone. Two things close a sentence whose evidence is in
 * its own language, and cannot where it is in another: a name that is missing, and a distortion that needs no
 * reader to be seen: an opposite, a figure from elsewhere, a word put in, a clause of which the evidence has next to
 * nothing and that no figure and no names hold fast (see `isAnchored`). No quote shows what was made up, and a judge
 * that says so is believed by nobody.
 */
export function isOpen(claim: Claim, offered: readonly OfferedEvidence[], verdict: Verdict): boolean {
  if (claim.kind !== 'quoted' || offered.length === 0) return false
  if (verdict.label !== 'partly' && verdict.label !== 'unsupported') return false
  const foreign = offered.some(({ evidence }) => languageOf(evidence.quote) !== languageOf(claim.text))
  if (verdict.reasons.some(({ code }) => hard.has(code))) return false
  return (
    foreign || (verdict.reasons.every(({ code }) => code !== 'name-missing') && speaksOf(claim.text, offered))
  )
}

function speaksOf(text: string, offered: readonly OfferedEvidence[]): boolean {
  const tellings = offered.map(({ evidence, document }): Telling =>
    document ? tellingOf(document, evidence) : { text: evidence.quote, about: '', before: '' },
  )
  const alignment = align(
    readStatement(text),
    tellings.map((one) => readStatement(one.text)),
  )
  const anchored = (clause: Span): boolean => isAnchored(alignment, clause, tellings)
  const whole = { start: 0, end: text.length }
  return (
    (alignment.coverage >= leastShared || anchored(whole)) &&
    findHardDistortion(alignment) === undefined &&
    unborneClauses(alignment).every(anchored) &&
    (tellings.length < 2 || anchored(whole) || findStitch(text, tellings) === undefined)
  )
}

/**
 * A second opinion on sentences that the literal verifier left open: one question for all of them; for each a
 * label and the words that decide (Self-RAG's ISSUP as one structured call, Asai et al. 2024, methods.md D1).
 *
 * 1. `supported` counts only where the quoted words stand verbatim in the evidence of that very sentence, and have
 *    something of it, where it has names or figures and both are of one language.
 * 2. Beside a description of a picture by a model it is `partly`: borne by the description alone.
 * 3. Every other answer, and none, leaves the literal verdict as it was.
 *
 * @returns verdicts in the order of the sentences, and who gave them
 */
export async function judge(
  open: readonly OpenSentence[],
  language: Language,
  chat: Chat | undefined,
  context: Context,
): Promise<{ readonly verdicts: readonly Verdict[]; readonly thought: Thought<Judgement> }> {
  const prompt = judgePrompt({ language, sentences: open })
  const thought = await ask(prompt, chat, () => ({ verdicts: [] }), context)
  const answers = Map.groupBy(thought.value.verdicts, ({ id }) => id)
  const verdicts = open.map(({ claim, offered, verdict }, index): Verdict => {
    const said = answers.get(`S${index + 1}`) ?? []
    const answer = said.at(0)
    // Whoever gives two answers has given none.
    if (!answer || said.some(({ label }) => label !== 'supported')) return verdict
    const bearing = offered.find((one) => textsOf(one).some((text) => holdsQuote(text, answer.quote)))
    if (!bearing || !isToThePoint(claim.text, answer.quote)) return verdict
    const described = offered.some(({ evidence }) => evidence.origin === 'described')
    return {
      label: described ? 'partly' : 'supported',
      support: Math.max(verdict.support, 0.5),
      reasons: [
        ...(described ? [{ code: 'described-only' } as const] : []),
        { code: 'paraphrase', evidence: bearing.evidence.id },
      ],
      verifier: `judge:${thought.by}`,
    }
  })
  return { verdicts, thought }
}

/** Words that have nothing of a sentence with names or figures decide nothing about it; across languages none is seen. */
function isToThePoint(text: string, quote: string): boolean {
  const [claim, words] = [readStatement(text), readStatement(quote)]
  const things = claim.quantities.length + claim.dates.length + claim.names.length
  if (things === 0 || languageOf(text) !== languageOf(quote)) return true
  return (
    align(claim, [words]).coverage > 0 ||
    claim.quantities.some((one) =>
      words.quantities.some((other) => ['equal', 'within'].includes(compareQuantities(one, other))),
    ) ||
    claim.dates.some((one) => words.dates.some((other) => compareDates(one, other) !== 'different'))
  )
}

/** A quote as it stands, and as it is told where it is a row of a table. */
function textsOf({ evidence, document }: OfferedEvidence): string[] {
  return [evidence.quote, ...(document ? [tellQuote(document, evidence)] : [])]
}

/** Fewer characters than these say nothing by standing in a text; Han characters count twice. */
const leastQuoted = 10

/**
 * Whether the words stand in the text, or in what a model was shown of it (`defuse`): white space, width and
 * quotation marks around them apart.
 */
export function holdsQuote(text: string, quote: string): boolean {
  const words = squeezed(quote).replace(/^["'“”‘’「『]+|["'“”‘’」』]+$/gu, '')
  const size = [...words].length + (words.match(/\p{Script=Han}/gu)?.length ?? 0)
  return (
    words !== '' &&
    [text, defuse(text)]
      .map(squeezed)
      .some((whole) => whole.includes(words) && (size >= leastQuoted || words === whole))
  )
}

function squeezed(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim()
}
