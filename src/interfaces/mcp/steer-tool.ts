import { z } from 'zod'
import type { McpServer } from '@modelcontextprotocol/server'
import type { Steering } from '#vocabulary'
import { KaojuError } from '#runtime'
import type { RunConfiguration } from '../runs/tasks.ts'
import { answer, asJson } from './answers.ts'
import type { Asking } from './run-answer.ts'

const takes = z.object({
  run: z.string().min(1).max(200),
  instruction: z
    .enum([
      'question-add',
      'question-edit',
      'question-drop',
      'source-ban',
      'source-add',
      'note',
      'pause',
      'resume',
      'write',
    ])
    .describe(
      'question-add (text), question-edit (question, text), question-drop (question), source-ban (site), source-add (url), note (text): told to the writers, pause, resume, write: stop looking and write the report with what there is.',
    ),
  text: z.string().max(2_000).optional(),
  question: z.string().max(64).optional().describe('As in the plan: q1, q2 …'),
  site: z.string().max(2_000).optional().describe('example.com, or the beginning of an address.'),
  url: z.string().max(4_000).optional(),
})
type Asked = z.infer<typeof takes>

/** Adds `steer`: tells a run something while it works. What it may spend is the person's to raise, and no model's. */
export function addSteerTool(server: McpServer, { host }: Asking): void {
  server.registerTool(
    'steer',
    {
      title: 'Steer a run',
      description:
        'Tells a run of research something while it works: one more question, a site to leave out, a page to read, a note, a pause; or to finish now with what there is.',
      inputSchema: takes,
      outputSchema: z.object({
        run: z.string(),
        answer: z
          .enum(['sent', 'idle', 'finished'])
          .describe('sent: it will hear. idle: nobody works on it now. finished: too late.'),
      }),
      annotations: {
        readOnlyHint: false,
        destructiveHint: false,
        idempotentHint: false,
        openWorldHint: true,
      },
    },
    (given) =>
      answer(async () => {
        const run = await host.runs.find(given.run)
        const { web } = run.configuration as Partial<RunConfiguration>
        const steering = steeringOf(given)
        if (steering.kind === 'write') {
          const asked = await host.stop(run.id)
          return asJson({ run: run.id, answer: asked === 'asked' ? 'sent' : asked })
        }
        const told = await host.runs.steer(run.id, steering, { allow: web?.allow ?? [] })
        return asJson({ run: run.id, answer: told })
      }),
  )
}

/** @throws KaojuError `steering-refused` where something is missing */
function steeringOf({ instruction, text, question, site, url }: Asked): Steering {
  const needed = (value: string | undefined, name: string): string => {
    if (value === undefined || value.trim() === '')
      throw new KaojuError('steering-refused', { instruction, given: '', takes: name })
    return value
  }
  switch (instruction) {
    case 'question-add':
    case 'note':
      return { kind: instruction, text: needed(text, 'text') }
    case 'question-edit':
      return { kind: instruction, id: needed(question, 'question'), text: needed(text, 'text') }
    case 'question-drop':
      return { kind: instruction, id: needed(question, 'question') }
    case 'source-ban':
      return { kind: instruction, site: needed(site, 'site') }
    case 'source-add':
      return { kind: instruction, url: needed(url, 'url') }
    case 'pause':
    case 'resume':
    case 'write':
      return { kind: instruction }
  }
}
