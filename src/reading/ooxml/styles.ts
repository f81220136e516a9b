import type { BlockKind } from '#vocabulary'
import { attribute, childAt, childrenOf, type XmlElement } from '../xml.ts'

/** What a paragraph style means for the structure of a document. */
export interface ParagraphStyle {
  readonly kind: Exclude<BlockKind, 'table'>
  readonly level?: number
  readonly numbering?: NumberingReference
}

export interface NumberingReference {
  readonly list: string
  readonly depth: number
}

/** Reads `styles.xml`: built-in styles keep their English names in every language of Word, only ids are translated. */
export function readStyles(styles: XmlElement | undefined): (id: string | undefined) => ParagraphStyle {
  const byId = new Map(
    childrenOf(styles, 'style')
      .filter((style) => attribute(style, 'type') === 'paragraph')
      .map((style) => [attribute(style, 'styleId') ?? '', style]),
  )
  const known = new Map<string, ParagraphStyle>()
  const resolve = (id: string | undefined, seen: ReadonlySet<string>): ParagraphStyle => {
    const style = id === undefined || seen.has(id) ? undefined : byId.get(id)
    if (!style) return { kind: 'paragraph', ...kindOfName(id ?? '') }
    if (known.has(id!)) return known.get(id!)!
    const base = resolve(attribute(childAt(style, 'basedOn'), 'val'), new Set([...seen, id!]))
    const own = kindOfName(attribute(childAt(style, 'name'), 'val') ?? '')
    const outline = outlineOf(childAt(style, 'pPr'))
    const numbering = numberingOf(childAt(style, 'pPr'))
    const result = {
      ...base,
      ...outline,
      ...own,
      ...(numbering
        ? { numbering: { ...numbering, list: numbering.list || (base.numbering?.list ?? '') } }
        : {}),
    }
    known.set(id!, result)
    return result
  }
  return (id) => resolve(id, new Set())
}

function kindOfName(name: string): Pick<ParagraphStyle, 'kind' | 'level'> | undefined {
  const heading = /^heading ?([1-9])$/i.exec(name)
  if (heading) return { kind: 'heading', level: Number(heading[1]) }
  if (/^title$/i.test(name)) return { kind: 'title' }
  if (/^(intense ?)?quote$|^block ?text$/i.test(name)) return { kind: 'quote' }
  if (/^caption$/i.test(name)) return { kind: 'caption' }
  if (/^(html preformatted|plain text|macro text|source ?code|code( block)?|preformatted text)$/i.test(name))
    return { kind: 'code' }
  if (/^(footnote|endnote) ?text$/i.test(name)) return { kind: 'footnote' }
  return undefined
}

/** Outline levels count from 0; 9 is body text. */
export function outlineOf(
  properties: XmlElement | undefined,
): Pick<ParagraphStyle, 'kind' | 'level'> | undefined {
  const text = attribute(childAt(properties, 'outlineLvl'), 'val')
  const level = text === undefined ? 9 : Number(text)
  return level >= 0 && level < 9 ? { kind: 'heading', level: level + 1 } : undefined
}

/** A reference to a list; list `0` takes the paragraph out of any. */
export function numberingOf(properties: XmlElement | undefined): NumberingReference | undefined {
  const reference = childAt(properties, 'numPr')
  if (!reference) return undefined
  return {
    list: attribute(childAt(reference, 'numId'), 'val') ?? '',
    depth: Math.min(8, Math.max(0, Number(attribute(childAt(reference, 'ilvl'), 'val') ?? 0) || 0)),
  }
}
