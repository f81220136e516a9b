import type { Report } from '#vocabulary'
import type { RunConfiguration } from '../runs/tasks.ts'
import { fill, type Words } from './words.ts'

/** One line on who thinks: the models by role, those of one model together; or nobody, and how to change that. */
export function whoThinks(
  { castings, web }: Pick<RunConfiguration, 'castings' | 'web'>,
  kind: 'research' | 'check',
  words: Words,
): string {
  if (castings.length === 0)
    return web?.scope === 'web'
      ? words.web.extractive[kind]
      : kind === 'research'
        ? words.extractive
        : words.extractiveCheck
  const roles = new Map<string, string[]>()
  for (const { role, spec } of castings)
    roles.set(spec.id, [...(roles.get(spec.id) ?? []), words.roles[role] ?? role])
  const models = [...roles].map(([id, names]) => `${id} (${names.join(words.thinking.and)})`)
  return fill(words.thinking.by, { models: models.join(words.thinking.between) })
}

/** What a report lacks, in at most one line. */
export function missingFrom({ coverage }: Report, words: Words): string[] {
  const { answered, asked, filesFailed } = coverage
  const missing = [
    ...(answered < asked ? [fill(words.report.answered, { answered, asked })] : []),
    ...(filesFailed > 0 ? [fill(words.report.filesFailed, { count: filesFailed })] : []),
  ]
  return missing.length > 0 ? [fill(words.report.incomplete, { what: missing.join(words.report.and) })] : []
}
