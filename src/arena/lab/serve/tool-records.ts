import type { ServedRecord, ServedTools } from './tool-mutations.ts'
import { bestWindow, createTextIndex } from './text-index.ts'

/** Arguments of a call, as they came. */
export type Given = Readonly<Record<string, unknown>>

/** What a tool says; addresses without ports. */
export interface ToolAnswer {
  /** JSON, or an error in words. */
  readonly text: string
  readonly structured?: object
  readonly isError?: true
  /** The words of it alone, for the log. */
  readonly plain: string
}

/** The records of a server as its tools tell them. */
export interface Records {
  call(tool: string, given: Given): ToolAnswer | 'unknown'
}

/** Of a truncated answer so much comes. */
const kept = 0.55

export function createRecords(tools: ServedTools): Records {
  const { records, search, fetch, successor } = tools
  const index = createTextIndex(records, ({ id, title, text }) => ({ key: id, title, text }))
  const byId = new Map(records.map((record) => [record.id, record]))
  return {
    call(tool, given) {
      if (tool === search.name) return find(given)
      if (tool === fetch.name || tool === successor) return tell(given)
      return 'unknown'
    },
  }

  function find(given: Given): ToolAnswer {
    const query = given[search.parameter]
    if (typeof query !== 'string') return wrong(search.parameter)
    const limit = Math.max(1, Math.floor(Number(given['limit'])) || 10)
    const found = index.search(query).map(({ document }) => document)
    const paged = tools.mutation === 'paginated'
    const skip = paged ? Math.max(0, Math.floor(Number(given['cursor'])) || 0) : 0
    const shown = found.slice(skip, skip + (paged ? 1 : limit))
    const items = shown.map((record) => {
      const snippet = bestWindow(record.text, query, 160, index.weight).text
      return itemOf(record, snippet, tools)
    })
    const next = paged && found.length > skip + 1 ? { nextCursor: String(skip + 1), total: found.length } : {}
    const words = shown.flatMap(({ id, title, text }) => [
      id,
      title,
      bestWindow(text, query, 160, index.weight).text,
    ])
    const answer = tools.schema === '1' ? { results: items, ...next } : { schemaVersion: 2, data: { items } }
    return said(answer, words.join('\n'))
  }

  function tell(given: Given): ToolAnswer {
    const id = given[fetch.parameter]
    if (typeof id !== 'string') return wrong(fetch.parameter)
    const record = byId.get(id)
    if (!record) return { text: `There is no record ${id}.`, isError: true, plain: '' }
    const { title, updated } = record
    const { text, ...parts } = tools.mutation === 'paginated' ? partOf(record, given['part']) : record
    const metadata = { source: tools.name, ...(updated === undefined ? {} : { updated }) }
    const answer = ((): object => {
      switch (tools.schema) {
        case '1':
          return { id, title, text, ...('part' in parts ? parts : {}), metadata }
        case '2-flat':
          return { schemaVersion: 2, document: { key: id, heading: title, body: text, metadata } }
        case '2-nested':
          return {
            schemaVersion: 2,
            data: { record: { key: id, heading: title, paragraphs: text.split(/\n+/) } },
          }
      }
    })()
    return said(answer, `${title}\n${text}`)
  }

  function said(answer: object, plain: string): ToolAnswer {
    const text = JSON.stringify(answer)
    if (tools.mutation !== 'truncated') return { text, structured: answer, plain }
    // By code points, so that no half of one is told.
    const cut = (whole: string): string => {
      const points = [...whole]
      return points.slice(0, Math.ceil(points.length * kept)).join('')
    }
    return { text: cut(text), plain: cut(plain) }
  }
}

function itemOf(record: ServedRecord, snippet: string, { fields, schema }: ServedTools): object {
  const { id, title } = record
  switch (schema) {
    case '1':
      return Object.fromEntries(fields.map((field) => [field, { id, title, snippet }[field]]))
    case '2-flat':
      return { key: id, heading: title, excerpt: snippet }
    case '2-nested':
      return { score: 1, record: { key: id, heading: title, excerpt: snippet } }
  }
}

/** Half of a record's text, cut between sentences where there are several. */
function partOf({ text }: ServedRecord, asked: unknown): { text: string; part: number; parts: number } {
  const sentences = text
    .match(/[^。！？\n]*?(?:[.!?](?=\s|$)|[。！？\n]|$)\s*/gu)
    ?.filter((one) => one !== '') ?? [text]
  const half = Math.ceil(sentences.length / 2)
  const halves = [sentences.slice(0, half).join(''), sentences.slice(half).join('')].filter(
    (one) => one !== '',
  )
  const part = Math.min(halves.length, Math.max(1, Math.floor(Number(asked)) || 1))
  return { text: (halves[part - 1] ?? '').trim(), part, parts: halves.length }
}

function wrong(parameter: string): ToolAnswer {
  return { text: `Invalid arguments: ${parameter} is required and must be a text.`, isError: true, plain: '' }
}
