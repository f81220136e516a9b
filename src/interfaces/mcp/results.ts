import { z } from 'zod'
import type { CallToolResult } from '@modelcontextprotocol/server'
import type { Audit, Citation, Report } from '#vocabulary'
import { addressOf, resourceAddress } from './addresses.ts'
import { soFarSchema } from './so-far.ts'

const citation = z.object({
  quote: z.string().describe('Word for word from the source.'),
  url: z.string(),
  title: z.string(),
  page: z.number().optional(),
  document: z.string().describe('Give it to fetch.'),
  evidence: z.string(),
})

const verdict = z.enum(['supported', 'partly', 'conflicting', 'unsupported'])

const sentence = z.object({
  text: z.string(),
  verdict,
  section: z.string().optional(),
  reasons: z.array(z.string()).optional(),
  citations: z.array(citation),
})

/** What tools that start or look at a run answer with: how it stands, and its report once there is one. */
export const runResult = z.object({
  run: z.string().describe('Names the run in the other tools.'),
  state: z.enum(['waiting', 'running', 'interrupted', 'done', 'incomplete', 'stopped', 'failed']),
  finished: z.boolean().describe('Whether the report is in this answer, or can be had with research_report.'),
  so_far: soFarSchema.optional(),
  next: z.string().optional().describe('How to go on.'),
  error: z.string().optional(),
  remarks: z.array(z.string()).optional(),
  title: z.string().optional(),
  language: z.string().optional(),
  sentences: z.array(sentence).optional(),
  conflicts: z
    .array(
      z.object({
        about: z.string(),
        kind: z.string(),
        resolution: z.string(),
        note: z.string(),
        sides: z.array(z.object({ value: z.string(), sentence: z.string(), citations: z.array(citation) })),
      }),
    )
    .optional(),
  coverage: z
    .object({
      asked: z.number(),
      answered: z.number(),
      notes: z.array(z.string()),
      missing_sources: z.array(z.string()).optional(),
    })
    .optional(),
})
/** The same as a type. */
export type RunResult = z.infer<typeof runResult>

/** What a report or an audit says, sentence by sentence, with the quotes in fields of their own. */
export function contentOf(
  subject: Report | Audit,
  origin: string | undefined,
): Pick<RunResult, 'title' | 'language' | 'sentences' | 'conflicts' | 'coverage'> {
  const cited = (citations: readonly Citation[]): z.infer<typeof citation>[] =>
    citations.map((one) => shaped(one, origin))
  const { asked, answered, notes } = subject.coverage
  const about = { title: subject.title, language: subject.language }
  if (subject.schema === 'kaoju-audit/1')
    return {
      ...about,
      sentences: subject.sentences.map(({ text, verdict: label, reasons, citations }) => ({
        text,
        verdict: label,
        reasons: reasons.map(({ code }) => code),
        citations: cited(citations),
      })),
      coverage: { asked, answered, notes: [...notes], missing_sources: [...subject.missingSources] },
    }
  return {
    ...about,
    sentences: subject.sections.flatMap(({ heading, sentences }) =>
      sentences.map(({ text, verdict: label, citations }) => ({
        text,
        verdict: label,
        section: heading,
        citations: cited(citations),
      })),
    ),
    conflicts: subject.conflicts.map(({ about: what, kind, resolution, note, sides }) => ({
      about: what,
      kind,
      resolution,
      note,
      sides: sides.map(({ value, sentence: said, citations }) => ({
        value,
        sentence: said,
        citations: cited(citations),
      })),
    })),
    coverage: { asked, answered, notes: [...notes] },
  }
}

function shaped(
  { quote, uri, title, page, document, evidence, start, end }: Citation,
  origin: string | undefined,
): z.infer<typeof citation> {
  return {
    quote,
    url: addressOf({ document, uri, span: { start, end } }, origin),
    title,
    ...(page === undefined ? {} : { page }),
    document,
    evidence,
  }
}

/** Documents linked from a report, at most. */
const mostLinks = 50

/** Links to the report as a resource, and to the documents that it cites, each once. */
export function linksOf(subject: Report | Audit): CallToolResult['content'] {
  const sentences =
    subject.schema === 'kaoju-audit/1'
      ? subject.sentences
      : subject.sections.flatMap((section) => section.sentences)
  const cited = new Map(
    sentences.flatMap(({ citations }) => citations.map(({ document, title }) => [document, title] as const)),
  )
  return [
    {
      type: 'resource_link',
      uri: resourceAddress.report(subject.run),
      name: subject.run,
      title: subject.title,
      mimeType: 'text/markdown',
    },
    ...[...cited].slice(0, mostLinks).map(([document, title]) => ({
      type: 'resource_link' as const,
      uri: resourceAddress.document(document),
      name: document,
      title,
      mimeType: 'text/plain',
    })),
  ]
}
