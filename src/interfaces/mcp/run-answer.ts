import type { CallToolResult, ServerContext } from '@modelcontextprotocol/server'
import type { Language } from '#vocabulary'
import type { RunRecord } from '#runtime'
import type { Host } from '../host/host.ts'
import { hasReport } from '../runs/execution.ts'
import { contentOf, linksOf, type RunResult } from './results.ts'
import { renderedReport, reportOf } from './reports.ts'
import { progressLine, stepsIn, type SoFar } from './so-far.ts'
import { watchRun, type Watched } from './watch-run.ts'

/** What a call that waits for a run is answered from. */
export interface Asking {
  readonly host: Host
  readonly origin?: string
}

/** How long an answer is waited for where the client does not say, in seconds: the usual client gives up after 60. */
export const usualWait = 45
/** The longest that a client may ask to wait, in seconds. */
export const longestWait = 3_600

/** Notes on progress, at most one in so many milliseconds. */
const notesEvery = 250

/**
 * Waits for a run, telling the client how far it is, and answers with its report; else with how it stands.
 *
 * @param seconds how long the client can wait
 */
export async function answerWithRun(
  run: RunRecord,
  {
    seconds,
    language,
    remarks,
  }: {
    readonly seconds: number
    readonly language: Language
    readonly remarks?: readonly string[]
  },
  asking: Asking,
  context: ServerContext,
): Promise<CallToolResult> {
  const { signal } = context.mcpReq
  const progress = progressTo(context, language)
  const watched = await watchRun(asking.host, run.id, { wait: seconds * 1000, signal, tell: progress.tell })
  progress.end()
  const said = remarks && remarks.length > 0 ? { remarks: [...remarks] } : {}
  return hasReport(watched.run.state) ? finished(watched, said, asking) : unfinished(watched, language, said)
}

/** Tells the client how far a run is, where it wants to hear it; what is told last is told. */
function progressTo(
  context: ServerContext,
  language: Language,
): { readonly tell: (soFar: SoFar) => void; readonly end: () => void } {
  const { _meta: about } = context.mcpReq
  const token = about?.progressToken
  let told = 0
  let latest: SoFar | undefined
  let timer: NodeJS.Timeout | undefined
  const send = (): void => {
    timer = undefined
    const progress = latest ? stepsIn(latest) : 0
    if (token === undefined || !latest || progress <= told) return
    told = progress
    const params = { progressToken: token, progress, message: progressLine(latest, language) }
    context.mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined)
  }
  return {
    tell: (soFar) => {
      latest = soFar
      if (told === 0) send()
      else timer ??= setTimeout(send, notesEvery)
    },
    end: () => {
      clearTimeout(timer)
      send()
    },
  }
}

/** A finished run: its report as Markdown and as data, and links to what it rests on. */
export async function finished(
  { run, soFar }: Pick<Watched, 'run'> & Partial<Pick<Watched, 'soFar'>>,
  said: Pick<RunResult, 'remarks'>,
  { host, origin }: Asking,
  format: 'md' | 'html' | 'json' = 'md',
): Promise<CallToolResult> {
  const subject = await reportOf(run, host)
  const result: RunResult = {
    run: run.id,
    state: run.state,
    finished: true,
    ...(soFar ? { so_far: soFar } : {}),
    ...said,
    ...contentOf(subject, origin),
  }
  return {
    content: [{ type: 'text', text: await renderedReport(subject, host, format) }, ...linksOf(subject)],
    structuredContent: result,
  }
}

/** A run that has no report yet, or never will: in our own words and numbers, and how to go on. */
export function unfinished(
  { run, soFar, over, error }: Watched,
  language: Language,
  said: Pick<RunResult, 'remarks'> = {},
): CallToolResult {
  const next =
    run.state === 'failed'
      ? undefined
      : over
        ? `Nobody works on the run ${run.id} now. Continue it with research_status and "resume": true.`
        : `The run ${run.id} goes on. Ask research_status for it, with wait_seconds; research_report gives the report once it is finished.`
  const result: RunResult = {
    run: run.id,
    state: run.state,
    finished: false,
    so_far: soFar,
    ...(next === undefined ? {} : { next }),
    ...(error === undefined ? {} : { error }),
    ...said,
  }
  const lines = [`${run.id}: ${run.state} (${progressLine(soFar, language)})`, result.error, next]
  return {
    content: [{ type: 'text', text: lines.filter((line) => line !== undefined).join('\n') }],
    structuredContent: result,
    ...(run.state === 'failed' ? { isError: true } : {}),
  }
}
