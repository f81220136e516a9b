import {
  CLIENT_CAPABILITIES_META_KEY,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,
  type CallToolResult,
  type ClientCapabilities,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { z } from 'zod'
import { explain, type RunRecord } from '#runtime'
import { hasReport } from '../runs/execution.ts'
import { finished, unfinished, type Asking } from './run-answer.ts'
import { asReport, languageOfRun } from './run-tools.ts'
import { progressLine } from './so-far.ts'
import { watchRun } from './watch-run.ts'

/** The name under which clients and servers of the protocol of 2026 agree on tasks. */
export const tasksExtension = 'io.modelcontextprotocol/tasks'

/** How often a client should look, in milliseconds. */
const pollEvery = 2_000

/** Whether the client that asks can take a task in place of a result. */
export function takesTasks(context: ServerContext): boolean {
  const envelope = context.mcpReq.envelope as
    | Readonly<Record<string, ClientCapabilities | undefined>>
    | undefined
  return envelope?.[CLIENT_CAPABILITIES_META_KEY]?.extensions?.[tasksExtension] !== undefined
}

/** What a call is answered with where its result comes later: the run is the task, and it is durable. */
export function asTask(run: RunRecord): CallToolResult {
  return {
    resultType: 'task',
    ...taskOf(run),
    status: 'working',
    content: [{ type: 'text', text: run.id }],
    structuredContent: { run: run.id, state: run.state, finished: false },
  }
}

/**
 * Adds tasks for clients of the protocol of 2026: a run that `research` or `check` began is asked after and stopped by
 * its id. Those of the era before it have `research_status`.
 *
 * @see https://modelcontextprotocol.io/seps/2663-tasks-extension
 */
export function addTasks({ server }: McpServer, asking: Asking): void {
  const { host } = asking
  const params = z.looseObject({ taskId: z.string().min(1).max(200) })
  const found = async (id: string, context: ServerContext): Promise<RunRecord> => {
    if (!takesTasks(context))
      throw new MissingRequiredClientCapabilityError({
        requiredCapabilities: { extensions: { [tasksExtension]: {} } },
      })
    try {
      return asReport(await host.runs.find(id))
    } catch (error) {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, explain(error, 'en'))
    }
  }
  server.setRequestHandler('tasks/get', { params }, async ({ taskId }, context) => {
    const run = await found(taskId, context)
    const language = languageOfRun(run)
    if (hasReport(run.state))
      return { ...taskOf(run), status: 'completed', result: await finished({ run }, {}, asking) }
    const watched = await watchRun(host, run.id, { wait: 0, signal: context.mcpReq.signal })
    const about = { ...taskOf(watched.run), statusMessage: progressLine(watched.soFar, language) }
    if (watched.run.state === 'waiting' || watched.run.state === 'running')
      return { ...about, status: 'working' }
    const result = hasReport(watched.run.state)
      ? await finished(watched, {}, asking)
      : unfinished(watched, language)
    return { ...about, status: 'completed', result }
  })
  // A run asks nothing of a client.
  server.setRequestHandler('tasks/update', { params }, async ({ taskId }, context) => {
    await found(taskId, context)
    return {}
  })
  server.setRequestHandler('tasks/cancel', { params }, async ({ taskId }, context) => {
    const run = await found(taskId, context)
    await host.stop(run.id)
    return {}
  })
}

function taskOf({ id, createdAt, updatedAt }: RunRecord): Readonly<Record<string, unknown>> {
  return {
    taskId: id,
    createdAt: new Date(createdAt).toISOString(),
    lastUpdatedAt: new Date(updatedAt).toISOString(),
    // Runs are kept until a person removes them.
    ttlMs: null,
    pollIntervalMs: pollEvery,
  }
}
