import type { Tool } from '@modelcontextprotocol/client'
import type { McpSetting } from './mcp-source.ts'

/** A tool, and how it is called. */
export interface ChosenTool {
  readonly tool: Tool
  /** The argument that takes the query, the id or the address. */
  readonly argument: string
  /** It takes a list of them. */
  readonly many: boolean
  /** The argument that takes how many hits are wanted. */
  readonly limit?: string
  /** What it wants of a hit. */
  readonly wants: 'id' | 'address' | 'title'
}

/**
 * The tools of a server to search and to fetch with: those that the user named, else found by name and by schema.
 *
 * Only the names of the arguments, their plain types and which are required are looked at, one level deep: a
 * schema may refer to itself. A tool that says that it changes something is never chosen unless it was named.
 */
export function chooseTools(
  tools: readonly Tool[],
  setting: Pick<McpSetting, 'search' | 'fetch' | 'arguments'>,
): { readonly search?: ChosenTool; readonly fetch?: ChosenTool } {
  const fixed = new Set(Object.keys(setting.arguments ?? {}))
  const search = setting.search
    ? named(tools, setting.search, queryNames, fixed)
    : best(tools, searchScore, queryNames, fixed, undefined)
  const fetch = setting.fetch
    ? named(tools, setting.fetch, idNames, fixed)
    : best(tools, fetchScore, idNames, fixed, search?.tool)
  return { ...(search ? { search } : {}), ...(fetch ? { fetch } : {}) }
}

const queryNames = [
  'query', 'q', 'search', 'searchquery', 'searchterm', 'queries', 'question', 'keywords', 'keyword', 'terms',
  'term', 'text', 'searchtext', 'prompt', 'input', 'topic',
] // prettier-ignore
const idNames = [
  'id', 'ids', 'documentid', 'docid', 'pageid', 'paperid', 'articleid', 'itemid', 'url', 'urls', 'uri', 'uris',
  'link', 'href', 'slug', 'path', 'filepath', 'key', 'title',
] // prettier-ignore
const addresses = new Set(['url', 'urls', 'uri', 'uris', 'link', 'href'])
const limits = [
  'limit', 'maxresults', 'numresults', 'count', 'topk', 'k', 'num', 'size', 'pagesize', 'perpage', 'max', 'rows',
  'maxitems', 'resultcount', 'n',
] // prettier-ignore
/** A tool with one of these words in its name does something else than look. */
const changing =
  /^(?:add|append|archive|cancel|clear|commit|copy|create|delete|deploy|drop|edit|exec|execute|insert|install|invite|kill|login|move|patch|post|publish|purge|push|put|rename|remove|reset|run|save|send|set|stop|store|submit|subscribe|update|upload|upsert|write)$/

function wordsOf(name: string): string[] {
  return name
    .slice(0, 200)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(Boolean)
}

function searchScore(words: readonly string[]): number {
  if (words.join(' ') === 'search') return 100
  if (words.at(-1) === 'search' || words[0] === 'search') return 80
  if (words.includes('search')) return 60
  if (words.some((word) => ['query', 'find', 'lookup', 'retrieve', 'ask'].includes(word))) return 40
  return 0
}

function fetchScore(words: readonly string[]): number {
  const whole = words.join(' ')
  if (whole === 'fetch') return 100
  if (whole === 'read') return 95
  if (words[0] === 'fetch' || words[0] === 'read') return 80
  if (words[0] === 'get' || words[0] === 'open') return 70
  if (
    words.some((word) =>
      ['fetch', 'read', 'get', 'scrape', 'extract', 'download', 'view', 'load'].includes(word),
    )
  )
    return 50
  return 0
}

function best(
  tools: readonly Tool[],
  score: (words: readonly string[]) => number,
  names: readonly string[],
  fixed: ReadonlySet<string>,
  partner: Tool | undefined,
): ChosenTool | undefined {
  const like = new Set(partner ? wordsOf(partner.name).map(singular) : [])
  let found: { readonly chosen: ChosenTool; readonly points: number } | undefined
  for (const tool of tools) {
    if (tool === partner || tool.annotations?.readOnlyHint === false) continue
    const words = wordsOf(tool.name)
    const points = score(words)
    if (points === 0 || words.some((word) => changing.test(word))) continue
    const chosen = callable(tool, names, fixed, false)
    // `get_paper` goes with `search_papers`.
    const total = points + (words.some((word) => like.has(singular(word))) ? 9 : 0)
    if (chosen && (!found || total > found.points)) found = { chosen, points: total }
  }
  return found?.chosen
}

function named(
  tools: readonly Tool[],
  name: string,
  names: readonly string[],
  fixed: ReadonlySet<string>,
): ChosenTool | undefined {
  const tool = tools.find((one) => one.name === name)
  return tool && callable(tool, names, fixed, true)
}

/**
 * Undefined: it cannot be called with one text and what the user fixed.
 *
 * @param anyName the user named the tool: its one required text will be what it is asked with, whatever its name
 */
function callable(
  tool: Tool,
  names: readonly string[],
  fixed: ReadonlySet<string>,
  anyName: boolean,
): ChosenTool | undefined {
  const { properties, required } = tool.inputSchema as { properties?: unknown; required?: unknown }
  const known = Object.entries(isRecord(properties) ? properties : {}).slice(0, 1_000)
  const must = (Array.isArray(required) ? required.slice(0, 1_000) : []).filter(
    (name): name is string => typeof name === 'string' && !fixed.has(name),
  )
  const free = known.flatMap(([name, schema]) => {
    const type = fixed.has(name) ? undefined : textType(schema)
    return type === undefined ? [] : [{ name, type, rank: names.indexOf(plainName(name)) }]
  })
  const wanted =
    free.filter(({ rank }) => rank >= 0).toSorted((a, b) => a.rank - b.rank)[0] ??
    (anyName && must.length === 1 ? free.find(({ name }) => name === must[0]) : undefined)
  if (!wanted || must.some((name) => name !== wanted.name)) return undefined
  const limit = known.find(([name, schema]) => limits.includes(plainName(name)) && isNumber(schema))?.[0]
  return {
    tool,
    argument: wanted.name,
    many: wanted.type === 'texts',
    ...(limit === undefined || fixed.has(limit) ? {} : { limit }),
    wants: addresses.has(plainName(wanted.name))
      ? 'address'
      : plainName(wanted.name) === 'title'
        ? 'title'
        : 'id',
  }
}

function textType(schema: unknown): 'text' | 'texts' | undefined {
  if (!isRecord(schema)) return undefined
  const types = typesOf(schema)
  if (types.includes('string')) return 'text'
  if (types.includes('array') && isRecord(schema['items']) && typesOf(schema['items']).includes('string'))
    return 'texts'
  // `anyOf: [{ type: string }, { type: null }]`, as Python writes an optional text.
  const options = Array.isArray(schema['anyOf']) ? schema['anyOf'].slice(0, 10) : []
  return options.some((one) => isRecord(one) && typesOf(one).includes('string')) ? 'text' : undefined
}

function typesOf(schema: Readonly<Record<string, unknown>>): unknown[] {
  const { type } = schema
  return Array.isArray(type) ? type.slice(0, 10) : [type]
}

/** Whether a schema takes numbers. */
export function isNumber(schema: unknown): boolean {
  return isRecord(schema) && typesOf(schema).some((type) => type === 'integer' || type === 'number')
}

/** A name without what dialects do to it: `next_page`, `nextPage`. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z\d]/g, '')
}

function singular(word: string): string {
  return word.replace(/s$/, '')
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
