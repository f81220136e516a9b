import { z } from 'zod'
import type { Claim, Evidence, Reason, Verdict, VerdictLabel } from '#vocabulary'
import { headingsAt } from '#vocabulary'
import { sha256 } from '#runtime'
import { align, type Alignment } from '../alignment.ts'
import { recompute } from '../computation.ts'
import { checkDates } from '../date-checks.ts'
import { checkQuantities } from '../quantity-checks.ts'
import type { Finding } from '../findings.ts'
import { checkNames } from '../name-checks.ts'
import { checkPolarity } from '../polarity-checks.ts'
import { ordersMachines } from '../source-orders.ts'
import { readStatement, type Statement } from '../statement.ts'
import { checkDenials, checkSubstitutions } from '../substitutions.ts'
import { findDistortion } from '../near-copies.ts'
import { findJoinedName, findMisplaced, findStitch, tellingOf } from '../stitching.ts'
import { tellQuote } from '../table-rows.ts'
import { featureNames, featuresOf, supportModel, supportOf, type Features } from '../support.ts'
import type { OfferedEvidence, Verifier, VerifierPlug } from '../verifier.ts'

const options = z.object({
  /** Least probability of support to be `supported`, when no check objects. */
  supported: z.number().min(0).max(1).default(0.5),
  /** Least probability to be `partly`. */
  partly: z.number().min(0).max(1).default(0.2),
  /** Coefficients of the support model, where others than the fitted ones are wanted (evaluation, own data). */
  model: z
    .object({ intercept: z.number(), weights: z.record(z.enum(featureNames), z.number()) })
    .default(supportModel),
})

export type LiteralOptions = z.infer<typeof options>

/**
 * Verifies without a model: alignment-based textual entailment (MacCartney et al. 2008) under hard checks.
 *
 * 1. Evidence must exist, and its quote must stand verbatim in the stored document.
 * 2. A quoted claim that is verbatim in a quote is supported, unless the quote is a description by a model.
 * 3. Otherwise every number, unit, date, name, negation, direction, quantifier and modality of the claim must
 *    stand in the quotes in the same role; one that does not keeps the claim from `supported`, whatever else
 *    agrees.
 * 4. What is put together from several statements is at most `partly` (see `findStitch`), and so is a near copy
 *    with an end of its own or an opposite in it; names in each other's place contradict (see `findDistortion`).
 * 5. What remains is decided by a logistic model over the alignment (see `featuresOf`).
 * 6. A source that tells machines what to write bears nothing alone (see `ordersMachines`).
 * 7. Computed claims are re-executed; inferred ones are at most `partly`, their premises supported.
 *
 * Never throws for bad evidence: that is a verdict.
 */
export const plug: VerifierPlug<LiteralOptions> = {
  name: 'literal',
  options,
  create: (given) => createLiteral(options.parse(given ?? {})),
}

function createLiteral(settings: LiteralOptions): Verifier {
  return (claim, offered) => Promise.resolve(verify(claim, offered, settings))
}

function verify(claim: Claim, offered: readonly OfferedEvidence[], settings: LiteralOptions): Verdict {
  const { sound, faults } = sort(offered)
  if (sound.length === 0)
    return verdict('unsupported', 0, faults.length > 0 ? faults : [{ code: 'evidence-missing' }])
  const free = sound.filter(({ evidence, document }) => !ordersMachines(document, evidence))
  const judged =
    free.length === sound.length ? judge(claim, sound, settings) : beside(claim, free, sound, settings)
  // Evidence that was tampered with taints what stands beside it.
  const label =
    faults.some(({ code }) => code === 'quote-altered') && judged.label === 'supported'
      ? 'partly'
      : judged.label
  return { ...judged, label, reasons: [...faults, ...judged.reasons] }
}

const asGood: readonly VerdictLabel[] = ['unsupported', 'partly', 'supported']

/** What sources say that order machines about counts only where the others bear it as well without them. */
function beside(
  claim: Claim,
  free: readonly Sound[],
  all: readonly Sound[],
  settings: LiteralOptions,
): Verdict {
  const alone = free.length === 0 ? undefined : judge(claim, free, settings)
  const whole = judge(claim, all, settings)
  const rank = asGood.indexOf(whole.label)
  if (alone && asGood.indexOf(alone.label) >= rank) return alone
  const ordering = all.find((one) => !free.includes(one))!
  return {
    ...whole,
    label: rank > 0 ? asGood[rank - 1]! : whole.label,
    support: Math.min(whole.support, 0.49),
    reasons: [{ code: 'source-orders', evidence: ordering.evidence.id }],
  }
}

function verdict(label: VerdictLabel, support: number, reasons: readonly Reason[]): Verdict {
  return { label, support: Math.min(1, Math.max(0, support)), reasons, verifier: plug.name }
}

interface Sound extends OfferedEvidence {
  readonly document: NonNullable<OfferedEvidence['document']>
}

/** Separates evidence whose quote stands in its document from what does not. */
function sort(offered: readonly OfferedEvidence[]): { sound: Sound[]; faults: Reason[] } {
  const sound: Sound[] = []
  const faults: Reason[] = []
  for (const { evidence, document } of offered) {
    if (!document) faults.push({ code: 'evidence-withdrawn', evidence: evidence.id })
    else if (document.id !== evidence.document)
      faults.push({ code: 'evidence-missing', evidence: evidence.id })
    else if (!verbatim(evidence, document.text))
      faults.push({
        code: 'quote-altered',
        evidence: evidence.id,
        text: evidence.quote,
        instead: document.text.slice(evidence.start, evidence.end),
      })
    else sound.push({ evidence, document })
  }
  return { sound, faults }
}

function verbatim({ start, end, quote, quoteHash }: Evidence, text: string): boolean {
  return (
    quote !== '' &&
    Number.isInteger(start) &&
    start >= 0 &&
    end > start &&
    text.slice(start, end) === quote &&
    sha256(quote) === quoteHash
  )
}

function judge(claim: Claim, sound: readonly Sound[], settings: LiteralOptions): Verdict {
  switch (claim.kind) {
    case 'computed':
      return judgeComputed(claim, sound)
    case 'inferred':
      return judgeInferred(claim, sound, settings)
    case 'quoted':
      return judgeQuoted(claim.text, sound, settings)
  }
}

function judgeQuoted(text: string, sound: readonly Sound[], settings: LiteralOptions): Verdict {
  const copied = sound.find(
    ({ evidence }) => evidence.origin !== 'described' && saysVerbatim(text, evidence.quote),
  )
  if (copied) return verdict('supported', 1, [{ code: 'verbatim', evidence: copied.evidence.id }])
  const judged = judgeAligned(text, sound, settings)
  const seen = sound.filter(({ evidence }) => evidence.origin !== 'described')
  // What is borne only with a description is borne by the description, whatever else is cited beside it.
  const described =
    seen.length < sound.length &&
    (seen.length === 0 || judgeAligned(text, seen, settings).label !== 'supported')
  if (described && judged.label === 'supported')
    return { ...judged, label: 'partly', reasons: [{ code: 'described-only' }, ...judged.reasons] }
  return judged
}

function squeezed(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.。;；!！]+$/, '')
}

/** The claim is the quote, or whole clauses of it, apart from white space and the final stop. */
function saysVerbatim(claim: string, quote: string): boolean {
  const said = squeezed(claim)
  return (
    said !== '' &&
    (said === squeezed(quote) ||
      quote.split(/(?<=[.。!！?？;；])\s*|\n/).some((sentence) => squeezed(sentence) === said))
  )
}

/** The support model's view of a claim against evidence: what `supportOf` weighs. For fitting and analysis. */
export function measureSupport(text: string, offered: readonly OfferedEvidence[]): Features {
  const { alignment, findings } = examineAgainst(text, sort(offered).sound)
  return featuresOf(alignment, findings)
}

/** Everything the checks say of a claim against quotes. */
export function examine(
  text: string,
  quotes: readonly string[],
  surroundings: readonly string[] = [],
  publishedAt: readonly string[] = [],
): { readonly alignment: Alignment; readonly findings: readonly Finding[] } {
  const claim = readStatement(text)
  const statements: Statement[] = quotes.map((quote) => readStatement(quote))
  const alignment = align(claim, statements)
  const polarity = checkPolarity(alignment)
  const told: Finding[] = [
    ...checkQuantities(alignment),
    ...checkDates(alignment, publishedAt),
    ...checkNames(alignment, surroundings),
    ...polarity,
    ...(polarity.some(({ code }) => code === 'negation-differs') ? [] : checkDenials(alignment)),
  ]
  // A number or name that was told as what it is needs no second telling as an exchanged word.
  const exchanged = checkSubstitutions(alignment).filter(
    ({ text: part }) => !told.some((finding) => finding.text.includes(part)),
  )
  const findings = [...told, ...exchanged]
  return { alignment, findings }
}

function examineAgainst(text: string, sound: readonly Sound[]): ReturnType<typeof examine> {
  return examine(
    text,
    sound.map(({ evidence, document }) => tellQuote(document, evidence)),
    sound.flatMap(surroundingsOf),
    sound.flatMap(({ document }) => document.publishedAt ?? []),
  )
}

function judgeAligned(text: string, sound: readonly Sound[], settings: LiteralOptions): Verdict {
  const { alignment, findings } = examineAgainst(text, sound)
  const support = supportOf(featuresOf(alignment, findings), settings.model)
  const decided = decide(alignment, findings, support, reasonsOf(findings, sound), settings)
  if (decided.label !== 'supported') return decided
  const fault = findDistortion(alignment) ?? stitched(text, sound, alignment.bestCoverage)
  if (!fault) return decided
  const label = fault.code === 'number-differs' || fault.code === 'contradicted' ? 'conflicting' : 'partly'
  return { ...decided, label, support: Math.min(decided.support, 0.49), reasons: [fault] }
}

/** Below this, no single quote says what a claim without numbers says. */
const saidByOne = 0.65

/** Tells a claim whose parts are all there and which no statement makes: true parts of different statements put together. */
function stitched(text: string, sound: readonly Sound[], bestCoverage: number): Reason | undefined {
  const tellings = sound.map(({ evidence, document }) => tellingOf(document, evidence))
  const name = findJoinedName(text, tellings)
  if (name) return { code: 'name-missing', text: name }
  const misplaced = findMisplaced(
    text,
    sound.map(({ evidence }) => evidence.quote),
  )
  if (misplaced) return { code: 'number-differs', text: misplaced.said, instead: misplaced.instead }
  if (sound.length < 2) return undefined
  const clause = findStitch(text, tellings)
  if (clause) return { code: 'content-missing', text: clause }
  const figures = readStatement(text).quantities.length
  return figures === 0 && bestCoverage < saidByOne ? { code: 'content-missing', text } : undefined
}

/** Title, headings and the sentence or two before a quote: where "it" and "the plant" are named. */
function surroundingsOf({ evidence, document }: Sound): string[] {
  return [
    document.title,
    ...headingsAt(document, evidence.start),
    document.text.slice(Math.max(0, evidence.start - 300), evidence.start),
  ]
}

function reasonsOf(findings: readonly Finding[], sound: readonly Sound[]): Reason[] {
  return findings.map(({ code, text, instead, quote }) => {
    const evidence = quote === undefined ? undefined : sound[quote]?.evidence.id
    return { code, text, ...(instead ? { instead } : {}), ...(evidence ? { evidence } : {}) }
  })
}

/** A claim of which more is new than this is not supported, however alike the rest. */
const leastCovered = 0.6
/** Below this coverage the quotes speak of something else, and cannot contradict. */
const sameSubject = 0.5

function decide(
  { coverage, bestCoverage, claim, links }: Alignment,
  findings: readonly Finding[],
  support: number,
  reasons: readonly Reason[],
  settings: LiteralOptions,
): Verdict {
  if (findings.length === 0 && support >= settings.supported && coverage >= leastCovered)
    return verdict('supported', support, [{ code: coverage >= 0.9 ? 'entailed' : 'paraphrase' }])
  const contradicted = findings.some(({ severity }) => severity === 'contradicts')
  if (contradicted && bestCoverage >= sameSubject)
    return verdict('conflicting', support / 2, [...reasons, { code: 'contradicted' }])
  const gap = claim.words
    .filter((_, index) => !links[index])
    .map(({ start, end }) => claim.text.slice(start, end))
  const told =
    gap.length > 0 && !reasons.some(({ code }) => code === 'content-missing') && coverage < 0.9
      ? [{ code: 'content-missing', text: joined(gap) } as const]
      : []
  const all: Reason[] = [...reasons, ...told]
  if (coverage < 0.15 && bestCoverage < 0.15)
    return verdict('unsupported', support, [...all, { code: 'nothing-relevant' }])
  const missing = findings.filter(({ severity }) => severity !== 'shifts').length
  const partly =
    !contradicted &&
    coverage >= sameSubject &&
    (support >= settings.partly || (missing <= 1 && coverage >= 0.7))
  return verdict(
    partly ? 'partly' : 'unsupported',
    support,
    all.length > 0 ? all : [{ code: 'content-missing' }],
  )
}

function joined(words: readonly string[]): string {
  const han = /^\p{Script=Han}/u.test(words[0] ?? '')
  if (!han) return words.slice(0, 12).join(' ')
  return words
    .reduce(
      (text, word) =>
        text.endsWith(word[0]!) ? text + word.slice(1) : `${text}${text === '' ? '' : ' '}${word}`,
      '',
    )
    .slice(0, 60)
}

function judgeComputed(claim: Claim, sound: readonly Sound[]): Verdict {
  const evidence = sound.map((offered) => offered.evidence)
  const reason = recompute(claim, sound)
  if (reason.code !== 'recomputed') return verdict('unsupported', 0, [reason])
  const described = evidence.every(({ origin }) => origin === 'described')
  if (described) return verdict('partly', 0.5, [reason, { code: 'described-only' }])
  return verdict('supported', 1, [reason])
}

function judgeInferred(claim: Claim, sound: readonly Sound[], settings: LiteralOptions): Verdict {
  const premises = claim.premises ?? []
  if (premises.length === 0) return verdict('unsupported', 0, [{ code: 'content-missing', text: claim.text }])
  const judged = premises.map((premise) => judgeQuoted(premise, sound, settings))
  const weakest = judged.toSorted((a, b) => a.support - b.support)[0]!
  if (judged.some(({ label }) => label === 'conflicting'))
    return verdict(
      'conflicting',
      weakest.support,
      judged.flatMap(({ reasons }) => reasons),
    )
  if (judged.some(({ label }) => label !== 'supported'))
    return verdict(
      'unsupported',
      Math.min(weakest.support, 0.3),
      judged.flatMap(({ label, reasons }) => (label === 'supported' ? [] : reasons)),
    )
  return verdict('partly', Math.min(0.6, weakest.support), [{ code: 'premises-named' }])
}
