import type { DocumentId, Evidence } from '#vocabulary'
import type { OutsideText } from '#models'
import type { Seen } from '#reasoning'

/** What one agent has seen, under short ids that code gives: `D2` a document, `E5` a statement, `C1` a result. */
export interface Notebook {
  /** Numbers what is new. @returns how many statements and results are */
  take(seen: readonly Seen[]): number
  statement(id: string): readonly Evidence[] | undefined
  statements(): readonly (readonly Evidence[])[]
  document(id: string): DocumentId | undefined
  /** All of it as texts from outside, a document with its statements each, the last seen first, as far as there is room. */
  blocks(room: number, tokens: (text: string) => number): OutsideText[]
  /** What was worked out. */
  readonly results: readonly Seen[]
}

interface Page {
  readonly id: string
  readonly document: DocumentId
  about: Readonly<Record<string, string>>
  readonly lines: string[]
}

/** Numbers follow the order in which it is told, and nothing else. */
export function openNotebook(): Notebook {
  const pages = new Map<DocumentId, Page>()
  const statements = new Map<string, { readonly id: string; readonly evidence: readonly Evidence[] }>()
  const results: Seen[] = []
  const pageOf = (document: DocumentId, about: Page['about']): Page => {
    let page = pages.get(document)
    if (!page) pages.set(document, (page = { id: `D${pages.size + 1}`, document, about, lines: [] }))
    return page
  }
  return {
    take(seen) {
      let fresh = 0
      for (const one of seen) {
        const { at, about, text } = one
        if (at.kind === 'document') {
          pageOf(at.document, about)
        } else if (at.kind === 'computed') {
          results.push(one)
          fresh++
        } else {
          const [main] = at.evidence
          if (!main || statements.has(main.id)) continue
          const id = `E${statements.size + 1}`
          statements.set(main.id, { id, evidence: at.evidence })
          pageOf(main.document, about).lines.push(`[${id}] ${text}`)
          fresh++
        }
      }
      return fresh
    },
    statement: (id) => [...statements.values()].find((one) => one.id === id)?.evidence,
    statements: () => [...statements.values()].map(({ evidence }) => evidence),
    document: (id) => [...pages.values()].find((page) => page.id === id)?.document,
    blocks(room, tokens) {
      let left = room
      const kept = [...pages.values()].toReversed().flatMap(({ id, about, lines }) => {
        const text = lines.join('\n')
        left -= tokens(text) + 20
        return left >= 0 ? [{ id, about, text }] : []
      })
      return [
        ...kept.toReversed(),
        ...results.map(({ text }, index) => ({ id: `C${index + 1}`, about: {}, text })),
      ]
    },
    results,
  }
}
