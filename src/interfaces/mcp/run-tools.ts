import { z } from 'zod'
import type { McpServer } from '@modelcontextprotocol/server'
import { languageOf, type Language } from '#vocabulary'
import { KaojuError, type RunRecord } from '#runtime'
import { endPause } from '../runs/pause.ts'
import { answer } from './answers.ts'
import type { ReportNews } from './report-news.ts'
import { runResult } from './results.ts'
import { answerWithRun, finished, longestWait, type Asking } from './run-answer.ts'

const run = z.string().min(1).max(200).describe('A run, as research named it; its beginning is enough.')

/** Adds `research_status` and `research_report`, for clients that cannot wait as long as research takes. */
export function addRunTools(server: McpServer, asking: Asking, news: ReportNews): void {
  const { host } = asking
  server.registerTool(
    'research_status',
    {
      title: 'See how far a run is',
      description:
        'Tells how far a run of research or check is, after waiting up to wait_seconds for its end; the report is in the answer once it is finished. With resume, a run that was interrupted goes on first.',
      inputSchema: z.object({
        run,
        wait_seconds: z
          .number()
          .min(0)
          .max(longestWait)
          .optional()
          .describe('Seconds to wait for the end; 0 if absent.'),
        resume: z.boolean().optional().describe('Go on with a run that was interrupted.'),
      }),
      outputSchema: runResult,
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    },
    ({ run: id, wait_seconds: seconds = 0, resume }, context) =>
      answer(async () => {
        const found = asReport(await host.runs.find(id))
        if (resume) {
          await endPause(host.runs, found.id)
          await host.resume(found.id)
          news.watch(found.id)
        }
        return answerWithRun(found, { seconds, language: languageOfRun(found) }, asking, context)
      }),
  )
  server.registerTool(
    'research_report',
    {
      title: 'Read a report',
      description:
        'Gives the report of a finished run, as Markdown, HTML or JSON, and as structured content.',
      inputSchema: z.object({
        run,
        format: z.enum(['md', 'html', 'json']).optional().describe('Of the text; md if absent.'),
      }),
      outputSchema: runResult,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ run: id, format = 'md' }) =>
      answer(async () => finished({ run: asReport(await host.runs.find(id)) }, {}, asking, format)),
  )
}

/** A run that has a report or an audit, or will have one. @throws KaojuError `run-unknown` */
export function asReport(found: RunRecord): RunRecord {
  // What brings files in has nothing to tell.
  if (found.kind !== 'research' && found.kind !== 'check')
    throw new KaojuError('run-unknown', { run: found.id })
  return found
}

/** The language of its report. */
export function languageOfRun({ task, subject }: RunRecord): Language {
  const { language } = task as { readonly language?: Language }
  return language ?? (languageOf(subject) === 'zh' ? 'zh' : 'en')
}
