import type { Document, DocumentId, Passage } from '#vocabulary'
import { headingsAt } from '#vocabulary'
import type { Context } from '#runtime'
import { termsOf } from '#library'
import { createRetriever } from '#retrieval'
import { withoutAskingWords } from '#reasoning'
import { candidatesIn, type Candidate, type ReadPassage } from '../candidates.ts'
import type { Looked } from '../look-into.ts'
import { provisionsIn, type Provision } from '../statutes.ts'
import type { Study } from '../study.ts'
import {
  bareTitle,
  inForce,
  laterVersions,
  saysOtherwise,
  withVersions,
  type Replaced,
} from './code-versions.ts'
import { designationsIn, type Designation } from './designation.ts'

/** What of the codes held a sub-question is answered from. */
export interface Consulted {
  /** As it was looked for, read by whole provisions. */
  readonly inquiry: Looked
  /** What answers, best first. */
  readonly main: readonly Provision[]
  /** Exceptions to them, and what they refer to. */
  readonly beside: readonly Provision[]
  /** Asked for by number, with the paragraph that is meant. */
  readonly asked: ReadonlyMap<Provision, Designation>
  /** What was found though it is no longer in force. */
  readonly repealed: readonly Provision[]
  /** Asked for by number, and nowhere held. */
  readonly missing: readonly Designation[]
  readonly replaced: readonly Replaced[]
  /** Titles of the codes that were looked through. */
  readonly codes: readonly string[]
}

/** Provisions beside those that answer, at most. */
const besideAtMost = 8
/** Of the best score, so much makes a provision worth reading. */
const worth = 0.4
/** Hits that are looked through for a number. */
const byNumber = 60
/** Says that something else holds: what stands beside the name of a provision makes an exception to it. */
const excepts =
  /\b(?:notwithstanding|despite|except|exception|exempt\w*|unless|other than|does not apply|do not apply|shall not apply|not applicable|derogat\w*|without prejudice)\b|不适用|除外|但书|例外|不受|另有规定/iu
const repeals =
  /\b(?:is|are|shall be|hereby|stands?)\s+(?:hereby\s+)?(?:repealed|revoked|deleted)\b|\bcease[sd]?\s+to\s+(?:have effect|apply|be in force)\b|废止|删去|删除|失效/iu

/**
 * Widens what was found for a sub-question to whole provisions, those in force: those that hold the best passages, those
 * asked for by number, exceptions to them, and what they refer to (one hop: where a provision is referred to, what that refers to in its turn is another matter).
 */
export async function consult(looked: Looked, study: Study, context: Context): Promise<Consulted> {
  const { shelf } = study.parts
  const wanted = designationsIn(looked.text)
  const found = [...new Set(looked.gathered.read.map(({ document }) => document))]
  const numbered = wanted.length > 0 ? await documentsWith(wanted, looked, study, context) : []
  const codes = await withVersions(
    [...new Map([...found, ...numbered].map((one) => [one.id, one])).values()].filter(
      (one) => provisionsIn(one).length > 0,
    ),
    shelf,
  )
  const later = laterVersions(codes, shelf)
  const replaced = new Map<string, Replaced>()
  const current = (provisions: readonly Provision[]): Provision[] =>
    unique(
      provisions.flatMap((provision) => {
        const { now, replaced: was } = inForce(provision, later)
        if (was && (!now || saysOtherwise(was.older, now))) replaced.set(keyOf(was.older), was)
        return now ?? []
      }),
    )
  const direct = wanted.map((one) => ({ one, provisions: current(lookUp(one, codes, looked.text)) }))
  const asked = new Map(
    direct.flatMap(({ one, provisions }) => provisions.map((provision) => [provision, one])),
  )
  const byWords = asked.size > 0 && isLookup(looked.text, wanted, codes) ? [] : current(best(looked, study))
  const gone = (one: Provision): boolean => one.repealed || repealedBy(one).length > 0
  const main = unique([...asked.keys(), ...byWords.filter((one) => !gone(one))])
  const beside = besidesOf(main, codes).filter(
    (one) => !gone(one) || main.some((own) => repealedBy(own).includes(one)),
  )
  // What was in force before is told too, where it was found in its later text.
  for (const provision of main)
    for (const code of codes) if (later.has(code.id)) current(lookUp(provision, [code], '').slice(0, 1))
  return {
    inquiry: readByProvisions(looked, main, beside, later),
    main,
    beside,
    asked,
    repealed: byWords.filter((one) => gone(one) && !asked.has(one)),
    missing: direct.flatMap(({ one, provisions }) => (provisions.length === 0 ? [one] : [])),
    replaced: [...replaced.values()],
    codes: [...new Set(codes.filter(({ id }) => !later.has(id)).map(({ title }) => title))],
  }
}

/** Documents that hold the number by its words: the question may say nothing else that could be found. */
async function documentsWith(
  wanted: readonly Designation[],
  { text, aim, documents }: Looked,
  { parts: { library, shelf } }: Study,
  context: Context,
): Promise<Document[]> {
  const scope = shelf.within(documents)
  const named = wanted.map(({ start, end }) => text.slice(start, end)).join(' ')
  const filter = scope ? { filter: { documents: scope } } : {}
  const query = { text: named, language: aim.language, origin: 'asked', limit: byNumber, ...filter }
  const { hits } = await createRetriever('bm25', { library })(query, context.at('by-number'))
  const held = await Promise.all(
    [...new Set(hits.map((hit) => hit.document))].map((id) => shelf.document(id)),
  )
  return held.filter((one) => one !== undefined)
}

/** The provisions of that number; of the code that is named, where one is. */
function lookUp(
  wanted: Pick<Designation, 'kind' | 'number' | 'code'>,
  codes: readonly Document[],
  text: string,
): Provision[] {
  const said = bareTitle(wanted.code ?? text)
  const titled = codes.filter(({ title }) => said !== '' && said.includes(bareTitle(title)))
  if (wanted.code !== undefined && titled.length === 0) return []
  return (titled.length > 0 ? titled : codes).flatMap((code) =>
    provisionsIn(code).filter(({ kind, number }) => kind === wanted.kind && number === wanted.number),
  )
}

/** Whether nothing but the provision itself is asked for. */
function isLookup(text: string, wanted: readonly Designation[], codes: readonly Document[]): boolean {
  let rest = text
  for (const { start, end } of wanted.toReversed()) rest = `${rest.slice(0, start)} ${rest.slice(end)}`
  for (const { title } of codes) rest = rest.replaceAll(new RegExp(escaped(bareTitle(title)), 'giu'), ' ')
  const language = /\p{Script=Han}/u.test(text) ? 'zh' : 'en'
  const matter = withoutAskingWords(rest.replace(/\d+年?/gu, ' '), language).replace(
    /\b(?:says?|said|provides?|states?|text|content|of|the|does|do|what|about|under|in|this|code|act|law|regulations?|rules)\b|规定|内容|是什么|什么|怎么说|如何|了|的|《|》|原文|条例|办法/giu,
    ' ',
  )
  return termsOf(matter).size <= 1
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`)
}

/** The provisions that hold the best sentences, by their best. */
function best({ gathered }: Looked, { measure }: Study): Provision[] {
  const top = gathered.candidates[0]?.score ?? 0
  return unique(
    gathered.candidates
      .filter(({ score }) => score >= worth * top)
      .flatMap(({ document, evidence }) => provisionAt(document, evidence[0]!.start) ?? []),
  ).slice(0, measure.sentences)
}

/** The provision in which a position stands. */
export function provisionAt(document: Document, position: number): Provision | undefined {
  return provisionsIn(document).find(({ start, end }) => position >= start && position < end)
}

function besidesOf(main: readonly Provision[], codes: readonly Document[]): Provision[] {
  const found = main.flatMap((provision) => {
    const { document, start, end } = provision
    const referred = designationsIn(document.text.slice(start, end)).flatMap((one) =>
      lookUp(one, one.code === undefined ? [document] : codes, ''),
    )
    const spoken = provisionsIn(document).filter((other) => other !== provision && excludes(other, provision))
    return [...spoken, ...referred, ...repealedBy(provision)]
  })
  return unique(found.filter((one) => !main.includes(one))).slice(0, besideAtMost)
}

/** Whether a provision makes an exception to another. */
function excludes(other: Provision, { kind, number }: Provision): boolean {
  return sentencesNaming(other, kind, number).some((sentence) => excepts.test(sentence))
}

/** The provisions of the same code that put this one out of force. */
export function repealedBy(provision: Provision): Provision[] {
  const { document, kind, number } = provision
  return provisionsIn(document).filter(
    (other) =>
      other !== provision && sentencesNaming(other, kind, number).some((sentence) => repeals.test(sentence)),
  )
}

function sentencesNaming({ document, body }: Provision, kind: string, number: string): string[] {
  return document.text
    .slice(body.start, body.end)
    .split(/(?<=[。；;\n]|\.\s)/u)
    .filter((sentence) =>
      designationsIn(sentence).some(
        (one) => one.kind === kind && one.number === number && one.code === undefined,
      ),
    )
}

/** The inquiry as if its search had found whole provisions; what earlier versions said is not offered. */
function readByProvisions(
  looked: Looked,
  main: readonly Provision[],
  beside: readonly Provision[],
  later: ReadonlyMap<DocumentId, Document>,
): Looked {
  const read = [...main, ...beside].map((provision, index): ReadPassage => ({
    passage: passageOf(provision),
    document: provision.document,
    rankScore: index < main.length ? 1 - index / (2 * main.length) : 0.3,
  }))
  const candidates = inOrder([
    ...read.flatMap((one) => candidatesIn(one, looked.aim)),
    ...looked.gathered.candidates.filter(({ document }) => provisionsIn(document).length === 0),
  ]).filter(({ document }) => !later.has(document.id))
  const others = looked.gathered.read.filter(({ document }) => provisionsIn(document).length === 0)
  return { ...looked, gathered: { ...looked.gathered, read: [...read, ...others], candidates } }
}

function passageOf({ document, start, end }: Provision): Passage {
  return {
    id: `${document.id}:${start}-${end}`,
    document: document.id,
    start,
    end,
    text: document.text.slice(start, end),
    headings: headingsAt(document, start),
    kind: 'prose',
  }
}

function inOrder(candidates: readonly Candidate[]): Candidate[] {
  const byId = new Map(candidates.toReversed().map((one) => [one.evidence[0]!.id, one]))
  return [...byId.values()].toSorted(
    (a, b) => b.score - a.score || (a.evidence[0]!.id < b.evidence[0]!.id ? -1 : 1),
  )
}

function unique(provisions: readonly Provision[]): Provision[] {
  return [...new Map(provisions.map((one) => [keyOf(one), one])).values()]
}

function keyOf({ document, start }: Provision): string {
  return `${document.id} ${start}`
}
