import type { Document } from '#vocabulary'
import { tellQuote } from '../table-rows.ts'
import type { OfferedEvidence } from '../verifier.ts'

/** The evidence of several sentences as a prompt shows it: each text once, under one id. */
export interface ShownEvidence {
  readonly texts: readonly { readonly id: string; readonly text: string; readonly title?: string }[]
  /** Ids of what a sentence's evidence is shown as, in its order. */
  idsOf(offered: readonly OfferedEvidence[]): readonly string[]
}

/**
 * Numbers evidence `E1` … and leaves out what costs tokens and tells nothing: a statement that other sources make in
 * the same words, and the head of a table whose rows are told with it. Rows and cells stay apart by source, since only
 * its title says of whom they speak.
 */
export function showEvidence(sentences: readonly (readonly OfferedEvidence[])[]): ShownEvidence {
  const shown = new Map<string, ShownEvidence['texts'][number]>()
  const keysOf = (offered: readonly OfferedEvidence[]): string[] => [
    ...new Set(offered.filter((one) => !isToldHead(one, offered)).map((one) => keyOf(one))),
  ]
  for (const offered of sentences)
    for (const one of offered) {
      const key = keyOf(one)
      if (shown.has(key) || isToldHead(one, offered)) continue
      const { document } = one
      shown.set(key, {
        id: `E${shown.size + 1}`,
        text: textOf(one),
        ...(document ? { title: document.title } : {}),
      })
    }
  return { texts: [...shown.values()], idsOf: (offered) => keysOf(offered).map((key) => shown.get(key)!.id) }
}

function textOf({ evidence, document }: OfferedEvidence): string {
  return document ? tellQuote(document, evidence) : evidence.quote
}

/** A whole sentence says of whom it speaks as well as it ever does. */
function keyOf(one: OfferedEvidence): string {
  const text = textOf(one)
  return /[.。!！?？]["'”’」]?$/u.test(text.trim()) ? text : `${one.document?.title ?? ''}\n${text}`
}

/** The head of a table of which a row is cited beside it. */
function isToldHead({ evidence, document }: OfferedEvidence, offered: readonly OfferedEvidence[]): boolean {
  const table = document && tableAt(document, evidence.start)
  if (!table) return false
  const held = table.cells.filter(({ start, end }) => start < evidence.end && end > evidence.start)
  if (held.length === 0 || !held.every(({ header, row }) => header || row === 0)) return false
  return offered.some(
    (other) =>
      other.document?.id === document.id &&
      tableAt(document, other.evidence.start) === table &&
      tellQuote(document, other.evidence) !== other.evidence.quote,
  )
}

function tableAt(document: Document, at: number): Document['tables'][number] | undefined {
  return document.tables.find(({ start, end }) => at >= start && at < end)
}
