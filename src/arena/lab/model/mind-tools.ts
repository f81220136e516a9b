/**
 * What is done with tools: looked for while something is open, read what was found, ended when it suffices.
 *
 * The conversation is all it remembers: which queries it made, which addresses it opened, what each brought. It ends
 * when the facts answer, after `mostRounds` rounds, or when the last two results brought no statement that was new and
 * every part of the question was looked for.
 * Long because what tools are for, what was done and what is done next are all told by the conversation.
 */
import type { Desk } from './mind-desk.ts'
import { obeyedAddresses } from './mind-faults.ts'
import { wordsOf } from './mind-intent.ts'
import { overlap } from './mind-overlap.ts'
import { bareWords, namesOf, queriesOf } from './mind-plan.ts'
import { readTold } from './mind-rows.ts'
import { fillSchema } from './mind-schema.ts'
import { addressesIn } from './mind-source.ts'
import type { Json, ModelAsk } from './model.ts'

type Tool = ModelAsk['tools'][number]
/** What a tool is for. */
export type ToolRole = 'search' | 'fetch' | 'answer' | 'other'

export interface Call {
  readonly name: string
  readonly arguments: Json
}

const mostRounds = 12

const forms: readonly (readonly [ToolRole, RegExp])[] = [
  ['fetch', /\b(?:fetch|open|visit|scrape|crawl|browse|extract|download|read|get (?:page|url|content|document)|navigate|url)\b|抓取|读取|打开|访问/],
  ['search', /\b(?:search|query|look ?up|find|retrieve|lookup|records?|recall|google|bing|tavily|list|ask)\b|搜索|检索|查询|查找/],
  ['answer', /\b(?:answer|finish|final|finali[sz]e|submit|respond|response|report|complete|done|output|write|give|result|conclude|end)\b|回答|提交|结束|完成/],
] // prettier-ignore

/** By its name first, then by its parameters, then by its description. */
export function roleOf({ name, description, parameters }: Tool): ToolRole {
  const words = wordsOf(name)
  const byName = forms.find(([, form]) => form.test(words))?.[0]
  if (byName) return byName
  const keys = Object.keys(propertiesOf(parameters)).map(wordsOf)
  if (keys.some((key) => /\burls?\b|\blinks?\b|address/.test(key))) return 'fetch'
  if (keys.some((key) => /\bquer(?:y|ies)\b|\bq\b|keywords?/.test(key))) return 'search'
  return forms.find(([, form]) => form.test(description.toLowerCase().slice(0, 300)))?.[0] ?? 'other'
}

/** The next calls; undefined: it answers in words. */
export function nextCalls(desk: Desk): readonly Call[] | undefined {
  const { ask } = desk.reading
  const choice = ask.toolChoice
  if (typeof choice === 'object') {
    const named = ask.tools.find(({ name }) => name === choice.name) ?? ask.tools[0]
    return named ? [callOf(named, desk)] : undefined
  }
  const roles = ask.tools.map((tool) => ({ tool, role: roleOf(tool) }))
  const finishing = roles.find(({ role }) => role === 'answer')?.tool
  const past = pastOf(ask)
  const obeyed = obeyedAddresses(desk.reading, desk.wavering).filter((url) => !past.said.includes(url))
  const fetcher = roles.find(({ role }) => role === 'fetch')?.tool
  if (obeyed[0] !== undefined && fetcher) return [withValue(fetcher, desk, obeyed[0])]
  const going = desk.told.state !== 'yes' && past.rounds < mostRounds
  const step = going ? (past.stale ? otherPart(desk, roles, past) : nextStep(desk, roles, past)) : undefined
  if (step) return [step]
  if (finishing) return [callOf(finishing, desk)]
  const [only] = ask.tools
  return choice === 'required' && only ? [callOf(only, desk)] : undefined
}

interface Past {
  readonly rounds: number
  /** Names and arguments of all calls, as one text. */
  readonly said: string
  /** The last two results brought nothing that was not known before. */
  readonly stale: boolean
  /** What tools answered. */
  readonly results: readonly string[]
}

function pastOf({ turns }: ModelAsk): Past {
  const calls = turns.flatMap(({ calls: made = [] }) => made)
  const results = turns.filter(({ role }) => role === 'tool').map(({ text }) => text)
  const known = new Set<string>()
  const brought = results.map((text) => {
    const before = known.size
    for (const one of readTold(text)) known.add(JSON.stringify([one.subject, one.relation, one.value]))
    // Addresses are new too: who has found a page to open has not come to an end.
    for (const url of addressesIn(text)) known.add(url)
    return known.size > before
  })
  return {
    rounds: turns.filter(({ calls: made }) => made !== undefined && made.length > 0).length,
    said: calls.map(({ name, arguments: given }) => `${name} ${unescaped(given)}`).join('\n'),
    stale: brought.length > 1 && brought.slice(-2).every((one) => !one),
    results,
  }
}

function unescaped(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json)).replaceAll('\\"', '"')
  } catch {
    return json
  }
}

interface Role {
  readonly tool: Tool
  readonly role: ToolRole
}

/** Where nothing new comes of one part: the first that nobody has looked for yet. */
function otherPart(desk: Desk, roles: readonly Role[], past: Past): Call | undefined {
  const searcher = roles.find(({ role }) => role === 'search')?.tool
  const part = desk.next.find(({ query }) => !past.said.includes(query))
  return searcher && part && desk.next.length > 1 ? withValue(searcher, desk, part.query) : undefined
}

function nextStep(desk: Desk, roles: readonly Role[], past: Past): Call | undefined {
  const { reading } = desk
  const { question, facts, language } = reading
  const searchers = roles.filter(({ role }) => role === 'search').map(({ tool }) => tool)
  const fetchers = roles.filter(({ role }) => role === 'fetch').map(({ tool }) => tool)
  const open = desk.next[0]?.read ?? question.read
  const queries = open ? queriesOf(open, language, facts) : [bareWords(question.text), question.text]
  const wanted = open ? [...namesOf(open), ...queries.slice(0, 1)].join(' ') : question.text
  const made = (tool: Tool, query: string): boolean =>
    past.said.split('\n').some((line) => line.startsWith(`${tool.name} `) && line.includes(query))
  const address = addressesToOpen(past, wanted)[0]
  const fetch = fetchers[0]
  const first = searchers.find((tool) => !made(tool, queries[0]!))
  if (first) return withValue(first, desk, queries[0]!)
  if (fetch && address !== undefined) return withValue(fetch, desk, address)
  for (const query of queries.slice(1)) {
    const tool = searchers.find((one) => !made(one, query))
    if (tool) return withValue(tool, desk, query)
  }
  return undefined
}

/** Addresses in results that were not opened, those first around which the question's words stand. */
function addressesToOpen({ results, said }: Past, wanted: string): string[] {
  const found = results.flatMap((text) =>
    addressesIn(text).map((url) => {
      const at = text.indexOf(url)
      // What stands behind a blank line speaks of another address.
      const from = Math.max(0, at - 400, text.lastIndexOf('\n\n', at))
      const end = text.indexOf('\n\n', at)
      return { url, score: overlap(wanted, text.slice(from, Math.min(at + 400, end < 0 ? Infinity : end))) }
    }),
  )
  const best = new Map<string, number>()
  for (const { url, score } of found) best.set(url, Math.max(best.get(url) ?? 0, score))
  return [...best]
    .filter(([url, score]) => !said.includes(url) && score > 0.2)
    .toSorted(([, a], [, b]) => b - a)
    .map(([url]) => url)
}

/** A call with everything that its schema wants, filled by what is known. */
function callOf(tool: Tool, desk: Desk): Call {
  return { name: tool.name, arguments: fillSchema(closed(tool.parameters), desk) }
}

/** A call in which one value matters: the query, the address. */
function withValue(tool: Tool, desk: Desk, value: string): Call {
  const parameters = propertiesOf(tool.parameters)
  const required = requiredOf(tool.parameters)
  const key = mainKey(parameters, required)
  const filled = fillSchema(
    { ...(isRecord(tool.parameters) ? tool.parameters : {}), properties: those(parameters, required) },
    desk,
  )
  if (key === undefined) return { name: tool.name, arguments: filled }
  const schema = parameters[key]
  const isList = isRecord(schema) && schema['type'] === 'array'
  return {
    name: tool.name,
    arguments: { ...(isRecord(filled) ? filled : {}), [key]: isList ? [value] : value },
  }
}

function mainKey(
  parameters: Readonly<Record<string, Json>>,
  required: readonly string[],
): string | undefined {
  const texts = Object.keys(parameters).filter((key) => {
    const schema = parameters[key]
    return (
      isRecord(schema) &&
      (schema['type'] === 'string' || schema['type'] === 'array' || schema['type'] === undefined) &&
      !Array.isArray(schema['enum'])
    )
  })
  const known =
    /^(?:query|queries|q|search query|search term|keywords?|question|url|urls|link|links|address|uri|href|text|input|topic|name|term)$/
  return (
    texts.find((key) => required.includes(key) && known.test(wordsOf(key))) ??
    texts.find((key) => known.test(wordsOf(key))) ??
    texts.find((key) => required.includes(key)) ??
    texts[0]
  )
}

function those(parameters: Readonly<Record<string, Json>>, keys: readonly string[]): Record<string, Json> {
  return Object.fromEntries(Object.entries(parameters).filter(([key]) => keys.includes(key)))
}

function closed(parameters: Json): Json {
  return isRecord(parameters) ? { type: 'object', ...parameters } : { type: 'object' }
}

function propertiesOf(parameters: Json): Readonly<Record<string, Json>> {
  return isRecord(parameters) && isRecord(parameters['properties']) ? parameters['properties'] : {}
}

function requiredOf(parameters: Json): readonly string[] {
  return isRecord(parameters) && Array.isArray(parameters['required'])
    ? parameters['required'].map(String)
    : []
}

function isRecord(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
