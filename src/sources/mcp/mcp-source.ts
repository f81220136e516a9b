import type { Context } from '#runtime'
import type { Search } from '../search.ts'

/**
 * MCP servers as sources: what a server can search for is searched, what it can fetch is read. The user configures
 * them; a page or a model never names a server or a tool.
 */
export type McpSetting = {
  readonly name: string
  /** The tool that searches, the one that fetches; default: found by name and schema. */
  readonly search?: string
  readonly fetch?: string
  /** Further tools that the user lets a model call; all others are never called. */
  readonly tools?: readonly string[]
  /** Names of further fixed arguments, as the tool wants them. */
  readonly arguments?: Readonly<Record<string, unknown>>
} & (
  | {
      readonly transport: 'stdio'
      readonly command: string
      readonly args?: readonly string[]
      /** Names of environment variables that the server may see, besides PATH and HOME. */
      readonly environment?: readonly string[]
    }
  | {
      readonly transport: 'http'
      readonly url: string
      /** Name of the environment variable that holds the bearer token. */
      readonly tokenVariable?: string
    }
)

/** A document of an MCP server. */
export interface McpDocument {
  /** `mcp://server/…`, stable for the same resource. */
  readonly uri: string
  readonly title: string
  readonly bytes: Uint8Array
  readonly mediaType: string
  /** Where it stands on the web, as the server says; never fetched by itself. */
  readonly url?: string
}

/** A tool as its server describes it: text from outside, name and all. */
export interface McpTool {
  readonly name: string
  readonly description: string
  /** JSON Schema of its arguments, as told: looked at, never compiled. */
  readonly inputSchema: unknown
}

/** A server that takes part in a run. */
export interface McpSource {
  readonly name: string
  /** `unguarded`: a process of the user's own, whose network nobody watches. */
  readonly guarded: boolean
  /** Absent: it has no tool to search with. */
  readonly search?: Search
  /** @throws KaojuError `mcp-unreachable`, `mcp-tool-missing`, `mcp-failed` */
  read(uri: string, context: Context): Promise<McpDocument>
  /** Those of the user's list that it has, in the order of the list; absent: there is no list. */
  readonly allowed?: (context: Context) => Promise<readonly McpTool[]>
  /**
   * Calls a tool of the user's list and gives what it says as a document that is named `uri`.
   *
   * @throws KaojuError `mcp-tool-refused` for any other tool, before anything leaves; else as `read`
   */
  readonly call?: (
    tool: string,
    given: Readonly<Record<string, unknown>>,
    uri: string,
    context: Context,
  ) => Promise<McpDocument>
  close(): Promise<void>
}
