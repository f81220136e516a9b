import { languageOf, type Document, type Language, type Span } from '#vocabulary'
import type { Context } from '#runtime'
import { createRetriever } from '#retrieval'
import { aimAt } from './aim.ts'
import { candidatesIn } from './candidates.ts'
import type { Desk } from './open-desk.ts'
import { designationAt, designationsIn, type Designation, type ProvisionKind } from './statute/designation.ts'

/** A provision of a code: the unit in which law is cited. */
export interface Provision extends Span {
  readonly document: Document
  readonly kind: ProvisionKind
  /** As in `Designation`. */
  readonly number: string
  /** Where its name stands: `Article 12` of the heading, 第十二条 at the beginning of the paragraph. */
  readonly name: Span
  /** Its heading, or its name where it has none. */
  readonly head: Span
  /** What it says, without its heading; empty where that says all. */
  readonly body: Span
  /** It says itself that it is no longer in force. */
  readonly repealed: boolean
}

/** A code has at least so many provisions; a text that names one has none. */
const fewest = 2
/** What ends a provision though it begins none: chapters and their like. */
const division =
  /^(?:part|chapter|title|book|division|schedule|annex|appendix)\b|^第[〇零一二三四五六七八九十百\d]+[编章节篇]|^附\s?则|^附录/iu
const isRepealed =
  /^[\s[(（【.。:：-]*(?:repealed|deleted|revoked|omitted|no longer in force|(?:已)?(?:废止|删除|删去|失效))[^\p{L}]*(?:.{0,60})$/iu
/** What follows the name of a provision that is only spoken of: `Article 7 applies`, 第七条规定的. */
const spokenOf = /^\s*(?:的|所|中|规定|第|至|到|和|及|与|或|、|，|,|and\b|or\b|to\b|of\b|\p{Ll})/u

/**
 * The provisions of a document, in its order: recognised by headings and by the beginnings of paragraphs and lines. Where
 * several kinds are named the most frequent ones are provisions, the others are divisions of the text. Empty: no code.
 */
export function provisionsIn(document: Document): readonly Provision[] {
  const known = found.get(document)
  if (known) return known
  const read = readProvisions(document)
  found.set(document, read)
  return read
}

/** Documents are immutable. */
const found = new WeakMap<Document, readonly Provision[]>()

interface Start extends Designation {
  /** Of headings: 1 = top; 99 where a paragraph begins with the name. */
  readonly level: number
  /** End of the heading, or of the name. */
  readonly after: number
}

function readProvisions(document: Document): Provision[] {
  const { text } = document
  const ends: { at: number; level: number }[] = []
  const starts = document.blocks.flatMap((block): Start[] => {
    if (block.kind === 'table' || block.kind === 'code') return []
    const isHeading = block.kind === 'heading' || block.kind === 'title'
    const own = text.slice(block.start, block.end)
    if (isHeading || division.test(own))
      ends.push({ at: block.start, level: isHeading ? (block.level ?? 1) : 1 })
    return linesOf(own)
      .filter((at) => at === 0 || /[.。;；:：!！?？)）\]】"”]\s*$/u.test(own.slice(0, at)))
      .flatMap((at) => {
        const start = skipSpace(text, block.start + at)
        const name = designationAt(text, start)
        if (!name || name.part !== undefined || name.end > block.end) return []
        const rest = text.slice(name.end, block.end)
        if (!isHeading && (rest.trim() === '' ? rest !== '' : spokenOf.test(rest))) return []
        return [
          { ...name, level: isHeading ? (block.level ?? 1) : 99, after: isHeading ? block.end : name.end },
        ]
      })
  })
  const kind = mostFrequent(starts)
  const own = starts.filter((one) => one.kind === kind)
  if (own.length < fewest) return []
  return own.map((one, index): Provision => {
    const next = own[index + 1]?.start ?? text.length
    const cut = ends.find(({ at, level }) => at > one.start && at < next && level <= one.level)?.at ?? next
    const end = one.start + text.slice(one.start, cut).trimEnd().length
    const after = Math.min(end, one.after)
    return {
      document,
      kind: one.kind,
      number: one.number,
      name: { start: one.start, end: one.end },
      head: { start: one.start, end: after },
      body: { start: Math.min(end, skipMarks(text, after)), end },
      start: one.start,
      end,
      repealed: isRepealed.test(text.slice(one.end, end).trim()),
    }
  })
}

function linesOf(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/gu)].map(({ index }) => index + 1)]
}

function skipSpace(text: string, at: number): number {
  return at + /^[\s\u3000]*/u.exec(text.slice(at, at + 40))![0].length
}

function skipMarks(text: string, at: number): number {
  return at + /^[\s\u3000.:：—–-]*/u.exec(text.slice(at, at + 20))![0].length
}

function mostFrequent(starts: readonly Start[]): ProvisionKind | undefined {
  const counts = Map.groupBy(starts, ({ kind }) => kind)
  return [...counts].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0]
}

/** Passages that are looked at to tell whether a code is held. */
const looked = 12
/** Share of them that must be provisions. */
const share = 0.5
/** How much of a question the best of them must speak of. */
const speaksOf = 0.45
/** Asks what one may, must or is liable for. */
const asksForLaw =
  /\b(?:law|legal\w*|lawful|statut\w*|code|act|provision|article|section|liab\w*|permit\w*|prohibit\w*|allowed|oblig\w*|entitle\w*|rights?|penalt\w*|fined?|must|may|shall|who may|is it .{0,20}(?:required|possible))\b|§|法|条|规定|应当|可以|能否|是否|有权|义务|责任|禁止|允许|处罚|罚款|违反|期限/iu

/**
 * Whether what the user's own library holds on a question is a code of law: most of what is found for it are provisions,
 * they speak of what is asked, and it is asked as law is asked.
 */
export async function holdsStatutes(
  question: string,
  language: Language,
  { library, shelf }: Desk,
  context: Context,
): Promise<boolean> {
  const own = [
    ...new Set(
      shelf.atStart.flatMap(({ document }) => (document && shelf.isOwn(document) ? [document] : [])),
    ),
  ]
  if (own.length === 0 || !asksForLaw.test(question)) return false
  const query = { text: question, language, origin: 'asked', limit: looked, filter: { documents: own } }
  const { hits } = await createRetriever('bm25', { library })(query, context)
  if (hits.length === 0) return false
  const passages = await library.passagesById(hits.map(({ passage }) => passage))
  // Not through the shelf: a replay does not look here, and must hold the same documents in its hands.
  const documents = new Map(
    await Promise.all(
      [...new Set(hits.map((hit) => hit.document))].map(
        async (id) => [id, await library.document(id)] as const,
      ),
    ),
  )
  const read = [...passages.values()].flatMap((passage) => {
    const document = documents.get(passage.document)
    return document ? [{ passage, document, rankScore: 1 }] : []
  })
  const within = read.filter(({ passage, document }) =>
    provisionsIn(document).some(({ start, end }) => start < passage.end && end > passage.start),
  )
  if (within.length < share * read.length || within.length === 0) return false
  if (designationsIn(question).length > 0) return true
  const aim = await aimAt(question, language, library, own)
  return within.some((one) => candidatesIn(one, aim).some(({ coverage }) => coverage >= speaksOf))
}

/** The code as it is called, and where that is said; undefined where only a file's name is known and holds figures. */
export function codeOf({
  title,
  text,
}: Document): { readonly title: string; readonly span?: Span } | undefined {
  const said = title.trim()
  const at = text.indexOf(said)
  if (at >= 0) return { title: said, span: { start: at, end: at + said.length } }
  return /\d/u.test(said) ? undefined : { title: said }
}

/** How a provision is called: `Article 12 of the Tenancy Code`, 租赁条例第十二条; the title as the code has it, or it could not be checked. */
export function nameOf({ document, name }: Pick<Provision, 'document' | 'name'>): string {
  const own = document.text.slice(name.start, name.end).replace(/\s+/gu, ' ').trim()
  const title = codeOf(document)?.title
  if (title === undefined) return own
  if (languageOf(title) === 'zh') return `${title}${own.replaceAll(' ', '')}`
  return `${own} of ${/^(?:the|a)\s/iu.test(title) ? title : `the ${title}`}`
}
