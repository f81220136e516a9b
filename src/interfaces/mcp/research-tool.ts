import { z } from 'zod'
import { SdkError, SdkErrorCode, type McpServer, type ServerContext } from '@modelcontextprotocol/server'
import type { Language } from '#vocabulary'
import { KaojuError, type RunRecord } from '#runtime'
import { efforts } from '../config/settings.ts'
import { reportLanguage } from '../runs/language.ts'
import { researchRequest } from '../runs/requests.ts'
import { answer } from './answers.ts'
import { lowered } from './lowered.ts'
import type { ReportNews } from './report-news.ts'
import { runResult } from './results.ts'
import { answerWithRun, longestWait, usualWait, type Asking } from './run-answer.ts'
import { asTask, takesTasks } from './tasks.ts'

/** How long the client can wait. */
export const waitSeconds = z
  .number()
  .min(0)
  .max(longestWait)
  .optional()
  .describe(`Seconds to wait for the report before answering with how far it is; ${usualWait} if absent.`)

/** The language of a report, where it is not that of the question. */
export const languageAsked = z
  .enum(['en', 'zh'])
  .optional()
  .describe('Language of the report; that of the text if absent.')

const asked = z.object({
  question: z.string().min(1).max(8_000).describe('One question that can be understood by itself.'),
  effort: z.enum(efforts).optional().describe('How much is looked at and said; default standard.'),
  web: z
    .enum(['auto', 'web', 'configured-only', 'offline'])
    .optional()
    .describe(
      'web: also search the web. configured-only: no web. offline: no network and no model. auto: the web only if no private document takes part.',
    ),
  language: languageAsked,
  max_minutes: z.number().positive().max(1_440).optional(),
  max_usd: z.number().min(0).max(1e6).optional().describe('US dollars to spend on models, at most.'),
  max_tokens: z.number().int().min(0).max(1e12).optional().describe('Tokens of models, at most.'),
  wait_seconds: waitSeconds,
})
/** What the tool takes. */
export type ResearchAskedOf = z.infer<typeof asked>

/** Adds `research`: a report in which every sentence is verified against quotes of its sources. */
export function addResearchTool(server: McpServer, asking: Asking, news: ReportNews): void {
  server.registerTool(
    'research',
    {
      title: 'Research a question',
      description:
        'Researches a question in the Kaoju library, and on the web where that is allowed, and writes a report in which every sentence has a verdict and quotes of its sources. Takes seconds to many minutes. If it is not finished within wait_seconds, the answer names the run: ask research_status for it, and research_report for the report.',
      inputSchema: asked,
      outputSchema: runResult,
      // It adds a report to the library and may bring pages in, and takes nothing away.
      annotations: {
        readOnlyHint: false,
        destructiveHint: false,
        idempotentHint: false,
        openWorldHint: true,
      },
    },
    (given, context) =>
      answer(async () => {
        const { run, language, remarks } = await beginResearch(given, asking, news)
        if (takesTasks(context) && given.wait_seconds === undefined) return asTask(run)
        const seconds = given.wait_seconds ?? usualWait
        return untilAnswered(run, asking, context, () =>
          answerWithRun(run, { seconds, language, remarks }, asking, context),
        )
      }),
  )
}

/** Starts what the tool was asked for. */
export async function beginResearch(
  given: ResearchAskedOf,
  { host }: Asking,
  news: ReportNews,
): Promise<{ readonly run: RunRecord; readonly language: Language; readonly remarks: readonly string[] }> {
  const question = given.question.trim()
  if (question === '') throw new KaojuError('question-empty')
  const { place, flags } = await lowered(host.place, given, 'research', host.library)
  const language = reportLanguage(question, given.language, place)
  const { remarks, ...request } = await researchRequest(
    {
      question,
      language,
      effort: given.effort ?? place.settings.effort,
      ...flags,
    },
    place,
    { runs: () => Promise.resolve(host.runs), library: () => Promise.resolve(host.library) },
  )
  const { run } = await host.begin(request)
  news.watch(run.id)
  return { run, language, remarks }
}

/**
 * Whoever cancels the call wants no more done: the run finishes with what there is. A connection that closes after the
 * answer was given cancels nothing.
 */
export async function untilAnswered<T>(
  run: RunRecord,
  { host }: Asking,
  context: ServerContext,
  work: () => Promise<T>,
): Promise<T> {
  const { signal, envelope } = context.mcpReq
  // Over HTTP, the protocol of 2026 cancels a request by closing its connection.
  const closingCancels = envelope !== undefined && context.http !== undefined
  const stop = (): void => {
    const { reason } = signal as { readonly reason: unknown }
    const closed = reason instanceof SdkError && reason.code === SdkErrorCode.ConnectionClosed
    // Elsewhere its client comes back, and asks for the run.
    if (closed && !closingCancels) return
    host.stop(run.id).catch(() => undefined)
  }
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop, { once: true })
  try {
    return await work()
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
