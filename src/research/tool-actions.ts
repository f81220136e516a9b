import { canonicalJson, isInterruption, sha256, toKaojuError, type Context } from '#runtime'
import type { McpSource, McpTool } from '#sources'
import type { Action, Observation } from '#reasoning'
import type { Holding } from '#library'
import type { z } from 'zod'
import type { Shelf } from './shelf.ts'
import { isChoice, readToolSchema } from './tool-schema.ts'
import type { Outgoing } from './web/outgoing.ts'
import { allEnded } from './web/all-ended.ts'
import { isMissed, type Visitor } from './web/visitor.ts'

/** What tools are called with, and where what they say goes. */
export interface ToolParts {
  readonly visitor: Visitor
  readonly shelf: Shelf
  readonly question: string
  readonly outgoing: Outgoing
  /** Something of the user's own takes part, and may not leave. */
  readonly guarded: boolean
}

/** Of what a tool says, shown before it is read. */
const shown = 400

/**
 * The tools that the user allowed, of all servers, as actions (Model Context Protocol, `tools/call`).
 *
 * 1. A tool that is not on the user's list, or whose schema cannot be met in parts that code understands, is no action.
 * 2. What a model gives is parsed by that schema, then cut to what may leave: of texts what `outgoing` lets out, of
 *    numbers those of the question, while something of the user's own takes part. A choice among what the server names may.
 * 3. A call is paid and recorded like any other, and made once for the same arguments. What it says becomes a document of
 *    the library: data, cited and verified like a page.
 *
 * A server that does not answer has no tools in this run, and the log says why.
 */
export async function createToolActions(
  servers: readonly McpSource[],
  parts: ToolParts,
  context: Context,
): Promise<readonly Action[]> {
  const listed = await allEnded(
    servers.map(async (server) => ({
      server,
      tools: await allowedOf(server, context.at(`mcp-${server.name}`)),
    })),
  )
  return listed.flatMap(({ server, tools }) => tools.flatMap((tool) => actionOf(server, tool, parts) ?? []))
}

async function allowedOf(server: McpSource, context: Context): Promise<readonly McpTool[]> {
  try {
    return (await server.allowed?.(context)) ?? []
  } catch (error) {
    context.abort.throwIfAborted()
    const known = toKaojuError(error)
    if (isInterruption(known)) throw known
    context.emit({ type: 'warning', code: known.code, message: known.message })
    return []
  }
}

function actionOf(server: McpSource, tool: McpTool, parts: ToolParts): Action | undefined {
  const schema = readToolSchema(tool.inputSchema)
  const name = `${server.name}/${tool.name}`.toLowerCase()
  if (!schema || !server.call) return undefined
  const { call } = server
  return {
    name,
    description: { en: tool.description, zh: tool.description },
    schema,
    foreign: true,
    async run(input, context) {
      const given = letOut(schema.parse(input), schema, parts)
      const met = schema.safeParse(given)
      if (!met.success) return { outcome: 'failed', code: 'kept-private' }
      const called = sha256(canonicalJson(given)).slice(0, 20)
      const uri = `mcp://${server.name}/${encodeURIComponent(tool.name)}?called=${called}`
      return await bring(uri, server.name, (place) => call(tool.name, given, uri, place), parts, context)
    },
  }
}

async function bring(
  uri: string,
  server: string,
  load: Parameters<Visitor['read']>[2],
  { visitor, shelf }: ToolParts,
  context: Context,
): Promise<Observation> {
  type Came = { readonly places: readonly Holding[]; readonly text: string } | { readonly code: string }
  const came = await context.observe<Came>('brought', { uri }, async () => {
    const brought = await visitor.read(uri, server, load)
    if (isMissed(brought)) return { code: brought.code }
    const places = await visitor.shelve([brought])
    return { places, text: brought.holding.document.text.slice(0, shown) }
  })
  if ('code' in came) return { outcome: 'failed', code: came.code }
  const { places, text } = came
  shelf.admit(places)
  const [place] = places
  if (!place?.document) return { outcome: 'nothing' }
  return {
    outcome: 'seen',
    seen: [
      { text, about: { source: place.title ?? uri }, at: { kind: 'document', document: place.document } },
    ],
  }
}

/** What of the arguments may leave. */
function letOut(
  given: Readonly<Record<string, unknown>>,
  schema: z.ZodObject,
  { outgoing, guarded, question }: ToolParts,
): Record<string, unknown> {
  if (!guarded) return { ...given }
  const numbers = new Set(question.normalize('NFKC').match(/\d+(?:\.\d+)?/g) ?? [])
  const out = (value: unknown): unknown => {
    if (typeof value === 'string') return outgoing.query(value)
    if (typeof value === 'number') return numbers.has(String(value)) ? value : undefined
    if (!Array.isArray(value)) return value
    return [...new Set(value.map(out))].filter((one) => one !== undefined)
  }
  const kept = Object.entries(given).map(
    ([name, value]) => [name, isChoice(schema, name) ? value : out(value)] as const,
  )
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined))
}
