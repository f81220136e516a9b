import { isNumber, isRecord, plainName, type ChosenTool } from './choose-tools.ts'

/**
 * What an answer says of what follows it, and how the tool is asked for that.
 *
 * 1. A cursor is given back as it came, to an argument of the tool that is made for one; addresses are not followed.
 * 2. It is looked for at the top of an answer and one or two levels down, under names that are known.
 */
export interface Further {
  /** Best first; none: there is more, and it does not say how to have it. */
  readonly ways: readonly WayOn[]
}

/** One way to have what follows; `of`: how many there are, where they are numbered. */
export interface WayOn {
  readonly by: 'cursor' | 'part' | 'page' | 'offset'
  readonly value: string | number
  readonly of?: number
}

const longestCursor = 2_000
const holders = ['data', 'document', 'result', 'results', 'record', 'item', 'response'] as const
const asides = ['pagination', 'paging', 'pageInfo', 'page_info', 'meta', 'metadata', 'cursors'] as const
const cursors = ['nextcursor', 'nextpagetoken', 'nexttoken', 'nextpagecursor', 'nextcontinuationtoken', 'continuationtoken', 'continuation'] // prettier-ignore
const offsets = ['nextoffset', 'nextstartindex', 'nextstart', 'nextindex']
const flags = ['hasmore', 'hasnext', 'hasnextpage', 'truncated', 'istruncated']
const totals = {
  part: ['parts', 'totalparts', 'partcount', 'numparts'],
  page: ['pages', 'totalpages', 'pagecount', 'numpages'],
}
const argumentNames: Readonly<Record<WayOn['by'], readonly string[]>> = {
  cursor: ['cursor', 'nextcursor', 'pagetoken', 'nextpagetoken', 'nexttoken', 'pagecursor', 'continuationtoken', 'continuation', 'startcursor', 'after'], // prettier-ignore
  part: ['part', 'partnumber', 'partindex'],
  page: ['page', 'pagenumber', 'pageno', 'pageindex'],
  offset: ['offset', 'startindex', 'start', 'skip'],
}

/** Undefined: it says nothing of more. */
export function furtherIn(structured: unknown): Further | undefined {
  if (!isRecord(structured)) return undefined
  const tops = [structured, ...childrenOf(structured, holders)]
  const fields = [...tops, ...tops.flatMap((one) => childrenOf(one, asides))].map(fieldsOf)
  const ways = fields.flatMap(waysIn)
  const more = fields.some((one) => flags.some((name) => one.get(name) === true))
  return ways.length > 0 || more ? { ways } : undefined
}

/** The argument that brings what follows; undefined: the tool has none for it. */
export function stepOn(
  { tool, argument, limit }: ChosenTool,
  { ways }: Further,
  fixed: ReadonlySet<string>,
): (WayOn & { readonly given: Readonly<Record<string, unknown>> }) | undefined {
  const { properties } = tool.inputSchema as { properties?: unknown }
  const known = Object.entries(isRecord(properties) ? properties : {})
    .slice(0, 1_000)
    .filter(([name]) => name !== argument && name !== limit && !fixed.has(name))
  for (const way of ways)
    for (const name of argumentNames[way.by]) {
      const found = known.find(([one]) => plainName(one) === name)
      if (!found) continue
      const value = isNumber(found[1]) ? numbered(way.value) : String(way.value)
      if (value !== undefined) return { ...way, given: { [found[0]]: value } }
    }
  return undefined
}

/** Pages may be those of a paper: only what else it says shows that an answer is a part of something. */
export function saysCut({ ways }: Further): boolean {
  return ways.length === 0 || ways.some(({ by }) => by !== 'page')
}

type Fields = ReadonlyMap<string, unknown>

function childrenOf(record: Readonly<Record<string, unknown>>, names: readonly string[]) {
  return names.flatMap((name) => {
    const value = Object.hasOwn(record, name) ? record[name] : undefined
    return isRecord(value) ? [value] : []
  })
}

function fieldsOf(record: Readonly<Record<string, unknown>>): Fields {
  return new Map(
    Object.entries(record)
      .slice(0, 200)
      .map(([name, value]) => [plainName(name.slice(0, 50)), value]),
  )
}

function waysIn(fields: Fields): WayOn[] {
  const ways: WayOn[] = []
  for (const name of [...cursors, ...(fields.get('hasnextpage') === true ? ['endcursor'] : [])]) {
    const value = cursorOf(fields.get(name))
    if (value !== undefined) ways.push({ by: 'cursor', value })
  }
  for (const by of ['part', 'page'] as const) {
    const next = numbered(fields.get(`next${by}`))
    const now = numbered(fields.get(by)) ?? (next === undefined ? undefined : next - 1)
    const of = totals[by].map((name) => numbered(fields.get(name))).find((one) => one !== undefined)
    if (now !== undefined && of !== undefined ? now < of : next !== undefined)
      ways.push({ by, value: (now ?? 0) + 1, ...(of === undefined ? {} : { of }) })
    else if (typeof fields.get(`next${by}`) === 'string') {
      const value = next === undefined ? cursorOf(fields.get(`next${by}`)) : undefined
      if (value !== undefined && !/^https?:/i.test(String(value))) ways.push({ by: 'cursor', value })
    }
  }
  for (const name of offsets) {
    const value = numbered(fields.get(name))
    if (value !== undefined) ways.push({ by: 'offset', value })
  }
  return ways
}

function cursorOf(value: unknown): string | number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined
  return typeof value === 'string' && value.trim() !== '' && value.length <= longestCursor ? value : undefined
}

function numbered(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined
}
