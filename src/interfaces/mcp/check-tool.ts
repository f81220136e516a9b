import { z } from 'zod'
import type { McpServer } from '@modelcontextprotocol/server'
import { KaojuError, sha256 } from '#runtime'
import { configurationOf } from '../runs/models.ts'
import { answer } from './answers.ts'
import { lowered } from './lowered.ts'
import type { ReportNews } from './report-news.ts'
import { reportLanguage } from '../runs/language.ts'
import { languageAsked, untilAnswered, waitSeconds } from './research-tool.ts'
import { runResult } from './results.ts'
import { answerWithRun, usualWait, type Asking } from './run-answer.ts'
import { asTask, takesTasks } from './tasks.ts'

const asked = z.object({
  text: z.string().min(1).max(400_000).describe('Plain text or Markdown, with its citations.'),
  language: languageAsked,
  web: z
    .enum(['auto', 'web', 'configured-only', 'offline'])
    .optional()
    .describe('web: also read the pages that the text cites.'),
  wait_seconds: waitSeconds,
})

/** Adds `check`: an audit of any text, sentence by sentence, against the library. */
export function addCheckTool(server: McpServer, asking: Asking, news: ReportNews): void {
  server.registerTool(
    'check',
    {
      title: 'Check a text',
      description:
        'Audits a text sentence by sentence against the Kaoju library: a verdict for each, and the quotes that come nearest. Waits and goes on as research does.',
      inputSchema: asked,
      outputSchema: runResult,
      annotations: {
        readOnlyHint: false,
        destructiveHint: false,
        idempotentHint: false,
        openWorldHint: true,
      },
    },
    (given, context) =>
      answer(async () => {
        const { host } = asking
        const { text } = given
        if (text.trim() === '') throw new KaojuError('draft-empty', { path: 'text' })
        const { place, flags } = await lowered(host.place, given, 'check', host.library)
        const language = reportLanguage(text, given.language, place)
        const taking = { docs: false, kind: 'check', library: () => Promise.resolve(host.library) } as const
        const { configuration, remarks } = await configurationOf(flags, taking, place)
        const snapshot = sha256(Buffer.from(text))
        const { run } = await host.begin({
          kind: 'check',
          subject: text.trim().replace(/\s+/g, ' ').slice(0, 80).toWellFormed(),
          task: {
            file: 'text',
            // It lies nowhere: its name is what it says.
            uri: `text:${snapshot}`,
            snapshot,
            text,
            language,
            maxFileBytes: place.settings.maxFileBytes,
          },
          configuration,
          seed: 'kaoju',
        })
        news.watch(run.id)
        if (takesTasks(context) && given.wait_seconds === undefined) return asTask(run)
        const seconds = given.wait_seconds ?? usualWait
        return untilAnswered(run, asking, context, () =>
          answerWithRun(run, { seconds, language, remarks }, asking, context),
        )
      }),
  )
}
