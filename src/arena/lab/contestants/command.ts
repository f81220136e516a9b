import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { KaojuError, startSpokenProcess, type Context } from '#runtime'
import { publishedFromMarkdown } from '../score/publish.ts'
import type { Contestant, LabPlace } from './contestant.ts'

/** How another tool takes part. */
export interface CommandOptions {
  /**
   * For the shell; the question is in `$LAB_QUESTION`, its language in `$LAB_LANGUAGE`, addresses in the variables of
   * `placeVariables`, the user's own files, where the question is asked beside them, in the folder `$LAB_DOCUMENTS`.
   * What it prints is its report (Markdown or plain text).
   */
  readonly command: string
  /** Milliseconds that one answer may take. Default: 10 minutes. */
  readonly patience?: number
  /** Further variables that it may see. */
  readonly environment?: Readonly<Record<string, string>>
}

/** Any research tool that can be started from a shell and told where its services are. */
export function commandContestant({
  command,
  patience = 600_000,
  environment = {},
}: CommandOptions): Contestant {
  return {
    name: `command: ${command}`,
    async answer({ text, language }, place, context) {
      const folder = await mkdtemp(join(tmpdir(), 'kaoju-lab-'))
      const documents = await writeDocuments(place, folder)
      const printed = join(folder, 'printed')
      const ended = Promise.withResolvers<string>()
      const tool = startSpokenProcess({
        command: 'sh',
        // Into a file: of lines that are heard the empty ones are left out, and in Markdown they part paragraphs.
        args: ['-c', `exec >"$1" </dev/null\nshift\n${command}`, 'sh', printed],
        environment: {
          ...environment,
          ...placeVariables(place),
          ...(documents === undefined ? {} : { LAB_DOCUMENTS: documents }),
          LAB_QUESTION: text,
          LAB_LANGUAGE: language,
        },
        maxLineBytes: 1_000,
        onLine: () => {},
        onEnd: ended.resolve,
      })
      tool.listen(true)
      try {
        const why = await orLate(ended.promise, patience, context)
        const failed = (reason: string): KaojuError =>
          new KaojuError('command-failed', { reason: [reason, tool.tail()].filter(Boolean).join(': ') })
        if (!why.endsWith('exit code 0')) throw failed(why)
        const report = await readFile(printed, 'utf8')
        if (report.trim() === '') throw failed('it printed nothing')
        const published = publishedFromMarkdown(report)
        return { ...published, links: published.links.map((link) => place.served.plain(link)) }
      } finally {
        await tool.close()
        await rm(folder, { recursive: true, force: true })
      }
    },
    close: () => Promise.resolve(),
  }
}

/** The user's own files in a folder of their own; undefined: there are none. */
async function writeDocuments({ documents }: LabPlace, within: string): Promise<string | undefined> {
  if (documents.length === 0) return undefined
  const folder = join(within, 'documents')
  for (const { name, body, encoding } of documents) {
    const file = join(folder, name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, body, encoding ?? 'utf8')
  }
  return folder
}

async function orLate(ended: Promise<string>, patience: number, { clock, abort }: Context): Promise<string> {
  const over = new AbortController()
  const late = clock
    .sleep(patience, AbortSignal.any([abort, over.signal]))
    .then(() => `it did not end within ${patience / 1000} s`)
  try {
    return await Promise.race([ended, late])
  } finally {
    over.abort()
    // Nobody waits for it any more.
    late.catch(() => undefined)
  }
}

/**
 * The lab's addresses under the names by which tools of this field look for them. `LAB_PAGES`: where all pages are
 * served, also as a proxy for http. `LAB_MCP`, `LAB_FEEDS`: addresses with commas between them; absent: none take part.
 */
export function placeVariables({ served, model }: LabPlace): Record<string, string> {
  const { searxng, tavily, firecrawl, brave } = served.engines
  return {
    LAB_PAGES: `http://127.0.0.1:${served.pages}`,
    ...(served.tools.length > 0 ? { LAB_MCP: served.tools.map(({ url }) => url).join(',') } : {}),
    ...(served.feeds.length > 0 ? { LAB_FEEDS: served.feeds.join(',') } : {}),
    SEARXNG_URL: searxng,
    SEARX_URL: searxng,
    SEARXNG_BASE_URL: searxng,
    SEARXNG_API_URL: searxng,
    TAVILY_BASE_URL: tavily,
    TAVILY_API_BASE_URL: tavily,
    TAVILY_API_KEY: 'lab',
    FIRECRAWL_API_URL: firecrawl,
    FIRECRAWL_BASE_URL: firecrawl,
    FIRECRAWL_API_KEY: 'lab',
    BRAVE_BASE_URL: brave,
    BRAVE_API_KEY: 'lab',
    BRAVE_SEARCH_API_KEY: 'lab',
    ...(model
      ? {
          OPENAI_BASE_URL: model.url,
          OPENAI_API_BASE: model.url,
          OPENAI_API_KEY: 'lab',
          OPENAI_MODEL: model.name,
          LAB_MODEL: model.name,
        }
      : {}),
  }
}
