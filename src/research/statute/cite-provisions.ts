import type { Document, DocumentId, Evidence, Language, Span } from '#vocabulary'
import { evidenceAt, quantitiesIn } from '#reading'
import { oneLine } from '../candidates.ts'
import type { Finding, FoundConflict } from '../strategy.ts'
import { codeOf, nameOf, type Provision } from '../statutes.ts'
import type { Replaced } from './code-versions.ts'
import { provisionAt } from './consult.ts'
import { designationsIn, type Designation } from './designation.ts'

/** A provision up to this long, in code units, is quoted in one piece; a longer one by its paragraphs. */
const onePiece = 2000

/**
 * A sentence with the provisions that it cites named before it, by code, their headings among its evidence; undefined where
 * it cites none, or names one that it does not cite and that its quotes do not name either.
 */
export function namingProvisions(
  finding: Finding,
  documents: ReadonlyMap<DocumentId, Document>,
): Finding | undefined {
  const { claim, evidence, bearing } = finding
  const cited = provisionsOf(evidence, documents)
  if (cited.length === 0) return undefined
  const mentioned = evidence.flatMap(({ quote }) => designationsIn(quote))
  const spoken = designationsIn(claim.text)
  const known = (one: Designation): boolean => [...cited, ...mentioned].some((other) => isSame(one, other))
  if (!spoken.every(known)) return undefined
  const at = bearing ?? evidence.length
  const place = cited
    .flatMap((one) => placeOf(one, evidence, claim.text))
    .filter(({ id }, index, all) => all.findIndex((other) => other.id === id) === index)
  const fresh = place.filter(({ id }) => !evidence.some((other) => other.id === id))
  return {
    ...finding,
    claim: { ...claim, text: named(claim.text, cited, spoken) },
    evidence: [...evidence.slice(0, at), ...fresh, ...evidence.slice(at)],
    ...(bearing === undefined ? {} : { bearing: at + fresh.length }),
    place: place.map(({ id }) => id),
  }
}

/** Of a heading so near, in code units, the words between it and the sentence are quoted too. */
const near = 600

/**
 * Where a provision and its code are named: the stretch from its heading on where nothing but words would join the two,
 * else the heading alone.
 */
function placeOf(
  { document, head, end }: Provision,
  evidence: readonly Evidence[],
  text: string,
): Evidence[] {
  const own = evidence.find(
    (one) => one.document === document.id && one.start >= head.start && one.end <= end,
  )
  const joined =
    own && own.start >= head.end && own.end - head.start <= near && quantitiesIn(text).length === 0
  const code = codeOf(document)?.span
  return [
    evidenceAt(document, head.start, joined ? own.end : head.end),
    ...(code ? [evidenceAt(document, code.start, code.end)] : []),
  ]
}

/** `Under Article 12, …`, 根据第十二条，……: said once, before it. */
const lead =
  /^(?:(?:under|according to|pursuant to|in accordance with|by|per)\s+|根据|依据|依照|按照|按)?(?:《[^《》]+》)?/iu

function named(text: string, cited: readonly Provision[], spoken: readonly Designation[]): string {
  const names = namesOf(cited)
  if (text.startsWith(names)) return text
  const colon = /\p{Script=Han}/u.test(text) ? '：' : ': '
  const [first] = spoken
  const before = lead.exec(text)![0].length
  if (first && first.start === before && spoken.length === 1 && cited.length === 1) {
    const rest = text
      .slice(first.end)
      .replace(
        /^(?:\s+of (?:the|this) [\p{L}\s]{2,60}?(?=,|:))?\s*(?:[,，:：]|的规定[，,]?|规定[，,：:]?)\s*/u,
        '',
      )
    if (rest !== text.slice(first.end))
      return `${names}${colon}${rest.replace(/^\p{Ll}/u, (one) => one.toUpperCase())}`
  }
  return `${names}${colon}${text}`
}

/** One code is named once: `Article 3 and Article 7 of the Code`. */
function namesOf(cited: readonly Provision[]): string {
  const groups = [...Map.groupBy(cited, ({ document }) => document.id).values()]
  return groups
    .map((group) => {
      const [first, ...rest] = group
      if (rest.length === 0) return nameOf(first!)
      const own = group.map(({ document, name }) => oneLine(document.text.slice(name.start, name.end)))
      const han = /\p{Script=Han}/u.test(own[0]!)
      return nameOf(first!).replace(own[0]!, own.join(han ? '、' : ' and '))
    })
    .join('; ')
}

function isSame(a: Pick<Designation, 'kind' | 'number'>, b: Pick<Designation, 'kind' | 'number'>): boolean {
  return a.kind === b.kind && a.number === b.number
}

function provisionsOf(
  evidence: readonly Evidence[],
  documents: ReadonlyMap<DocumentId, Document>,
): Provision[] {
  const found = evidence.flatMap(({ document, start }) => {
    const held = documents.get(document)
    return (held && provisionAt(held, start)) ?? []
  })
  return [...new Set(found)]
}

/** A whole provision in its own words; the paragraph that was asked for stands first. */
export function quoteProvision(provision: Provision, asked?: Designation): Finding[] {
  const { document, head, body } = provision
  const said = document.text.slice(body.start, body.end)
  if (said.trim() === '') return [quoted(provision, head, head)]
  const paragraphs = paragraphsOf(document, body)
  const part = asked?.part === undefined ? undefined : partOf(paragraphs, document, asked.part)
  const first = part ? [quoted(provision, part, part, head)] : []
  // In one piece wherever that can be read: an exception that nearly repeats its rule must not be left out for that.
  if (said.length <= onePiece)
    return [...first, quoted(provision, body, { start: head.start, end: body.end })]
  const others = paragraphs.filter((one) => one !== part)
  return [...first, ...others.map((one) => quoted(provision, one, one, head))]
}

/** @param spans its evidence */
function quoted(provision: Provision, said: Span, ...spans: readonly Span[]): Finding {
  const { document } = provision
  const text = oneLine(document.text.slice(said.start, said.end))
  const code = codeOf(document)?.span
  const evidence = [...spans, ...(code ? [code] : [])].map(({ start, end }) =>
    evidenceAt(document, start, end),
  )
  const colon = /\p{Script=Han}/u.test(text) ? '：' : ': '
  return {
    claim: { text: `${nameOf(provision)}${colon}${text}`, kind: 'quoted' },
    evidence,
    writer: 'extractive',
  }
}

function paragraphsOf({ text }: Document, body: Span): Span[] {
  const own = text.slice(body.start, body.end)
  return [...own.matchAll(/[^\n]+/gu)].flatMap((match) =>
    match[0].trim() === ''
      ? []
      : [{ start: body.start + match.index, end: body.start + match.index + match[0].length }],
  )
}

/** The paragraph `(2)`, or the second where none is numbered (款). */
function partOf(paragraphs: readonly Span[], { text }: Document, part: string): Span | undefined {
  const marked = paragraphs.find(({ start, end }) =>
    new RegExp(String.raw`^\s*(?:\(${part}\)|（${part}）|${part}[.)])`, 'iu').test(text.slice(start, end)),
  )
  return marked ?? (/^\d+$/u.test(part) ? paragraphs[Number(part) - 1] : undefined)
}

/** What an earlier version of a provision said, beside what it says now. */
export function replacedBeside(
  { older, newer, by }: Replaced,
  language: Language,
): FoundConflict | undefined {
  const [now] = newer ? quoteProvision(newer) : []
  const [was] = quoteProvision(older)
  if (!newer || !now || !was) return undefined
  return {
    kind: 'superseded',
    about: nameOf(newer),
    resolution: 'newer-preferred',
    sides: [
      { value: versionOf(by, language), finding: now },
      { value: versionOf(older.document, language), finding: was },
    ],
  }
}

function versionOf({ title, publishedAt }: Document, language: Language): string {
  const date = publishedAt?.slice(0, 10)
  if (date === undefined) return title
  return language === 'zh' ? `${title}（${date}）` : `${title} (${date})`
}
