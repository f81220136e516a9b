import type { Span } from '#vocabulary'

/** One mark of citation in a text, and whom it cites. */
export interface Citation extends Span {
  /** Cited ids that exist, as `known` spells them, in the order of the mark. */
  readonly ids: readonly string[]
  /** Cited ids that do not exist: the model made them up. */
  readonly invented: readonly string[]
}

/** Brackets in which marks of citation stand: ASCII, full-width, lenticular. */
const marks = /[[［【]([^[\]［］【】\n]{1,160})[\]］】]/gu
const label = /^\s*\^?\s*(?:citations?|cite|ref|source|引用|引文|来源)\s*[:：]\s*/iu
const separators = /\s*[,，、;；]\s*/u
/** The longest range that is taken for one (`[2-5]`). */
const longestRange = 50

/**
 * Reads every mark of citation: `[citation:1]`, `[citation:1][citation:3]`, `[citation:1,2]`, `[1]`, `[1-3]`,
 * `【1】`, `［1］`, `[citation：1]`. A bare `[…]` is one only when all it holds are ids that exist, or numbers of at
 * most three digits; `[sic]`, `[2019]` and links are text. Total; `known` holds the ids that exist (DeepSeek-R1's
 * web-search prompt asks for `[citation:X]`; deepseek-ai/DeepSeek-R1, README, "Official Prompts").
 */
export function readCitations(text: string, known: readonly string[]): Citation[] {
  const spelled = new Map(known.map((id) => [folded(id), id]))
  return [...text.matchAll(marks)].flatMap(({ index, 0: mark, 1: inside }) => {
    const end = index + mark.length
    const labelled = label.test(inside!)
    // `[1](https://…)` is a link of Markdown, `[1]:` its target.
    if (!labelled && /^(?:\(|:\s)/.test(text.slice(end, end + 2))) return []
    const items = itemsOf(inside!.replace(label, ''), labelled)
    if (items.length === 0) return []
    const bare = (item: string): boolean => spelled.has(folded(item)) || /^\d{1,3}$/.test(item)
    if (!labelled && !items.every(bare)) return []
    const ids = items.flatMap((item) => spelled.get(folded(item)) ?? [])
    const invented = items.filter((item) => !spelled.has(folded(item)))
    return [{ start: index, end, ids: [...new Set(ids)], invented: [...new Set(invented)] }]
  })
}

/** The text without its marks of citation, and without the blanks that stood before them. */
export function stripCitations(text: string, known: readonly string[]): string {
  let result = ''
  let end = 0
  for (const citation of readCitations(text, known)) {
    result += text.slice(end, citation.start).replace(/[ \t\u3000]+$/u, '')
    end = citation.end
  }
  return result + text.slice(end)
}

function itemsOf(inside: string, labelled: boolean): string[] {
  return inside
    .normalize('NFKC')
    .split(separators)
    .map((item) => (labelled ? item.replace(label, '') : item).replace(/^\^/, '').replace(/†.*$/u, '').trim())
    .filter((item) => item !== '')
    .flatMap((item) => {
      const range = /^(\d{1,3})\s*[-–—~]\s*(\d{1,3})$/.exec(item)
      const [first, last] = [Number(range?.[1]), Number(range?.[2])]
      if (!range || last < first || last - first >= longestRange) return [item]
      return Array.from({ length: last - first + 1 }, (_, index) => String(first + index))
    })
}

const folded = (id: string): string => id.normalize('NFKC').toLowerCase()
