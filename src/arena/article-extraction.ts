import { readFile, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Document } from '#vocabulary'
import type { Context } from '#runtime'
import { createReadingPool } from '#reading'

/**
 * How well article text is told from the rest of a page, by the measure of the article extraction benchmark
 * (Scrapinghub 2019): word 4-grams as multisets; per page the counts of true, false and missing shingles are
 * divided by their sum; precision and recall are means over the pages that have any; F1 is of those means.
 */
export interface ExtractionScore {
  readonly pages: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** Shares of a page's shingles: found and right, found and wrong, not found; they add up to 1 (or are all 0). */
export interface PageScore {
  readonly right: number
  readonly wrong: number
  readonly missed: number
}

/** The scores of the HTML reader, beside those of other systems on the same pages. */
export interface ExtractionReport {
  /** Headings, paragraphs, lists, quotes, tables and code; the benchmark leaves the captions of pictures out. */
  readonly all: ExtractionScore
  /** All blocks, captions included. */
  readonly withCaptions: ExtractionScore
  /** Pages at even and odd places in the order of their names: rules were looked at on the even ones only. */
  readonly even: ExtractionScore
  readonly odd: ExtractionScore
  /** The recorded outputs of other systems, scored in the same way, best first. */
  readonly others: readonly { readonly system: string; readonly score: ExtractionScore }[]
  readonly pages: readonly { readonly page: string; readonly score: PageScore }[]
  readonly milliseconds: number
}

type Articles = Readonly<Record<string, { readonly articleBody?: string }>>

/**
 * Scores the HTML reader on `documents/article_extraction` of the data folder: `ground-truth.json`,
 * `html/*.html.gz`, and `output/*.json` of other systems.
 */
export async function evaluateArticleExtraction(
  dataFolder: string,
  context: Context,
): Promise<ExtractionReport> {
  const folder = join(dataFolder, 'documents', 'article_extraction')
  const truth = await readJson<Articles>(join(folder, 'ground-truth.json'))
  const names = Object.keys(truth).toSorted()
  const pool = createReadingPool({}, context)
  const start = context.clock.elapsed()
  try {
    const documents = await Promise.all(
      names.map(async (name) => {
        const bytes = gunzipSync(await readFile(join(folder, 'html', `${name}.html.gz`)))
        return pool.read(
          { uri: `file:///${name}.html`, name: `${name}.html`, bytes, mediaType: 'text/html' },
          context,
        )
      }),
    )
    const milliseconds = Math.round(context.clock.elapsed() - start)
    const score = (withCaptions: boolean): PageScore[] =>
      names.map((name, i) =>
        scorePage(truth[name]!.articleBody ?? '', textOf(documents[i]!.document, withCaptions)),
      )
    const scores = score(false)
    return {
      all: scoreAll(scores),
      withCaptions: scoreAll(score(true)),
      even: scoreAll(scores.filter((_, i) => i % 2 === 0)),
      odd: scoreAll(scores.filter((_, i) => i % 2 === 1)),
      others: await scoreOthers(folder, truth),
      pages: names.map((page, i) => ({ page, score: scores[i]! })),
      milliseconds,
    }
  } finally {
    await pool.close()
  }
}

function textOf({ blocks, text }: Document, withCaptions: boolean): string {
  const chosen = blocks.filter((block) => withCaptions || block.kind !== 'caption')
  return chosen.map((block) => text.slice(block.start, block.end)).join('\n\n')
}

async function scoreOthers(folder: string, truth: Articles): Promise<ExtractionReport['others']> {
  const files = (await readdir(join(folder, 'output'))).filter((file) => file.endsWith('.json'))
  const others = await Promise.all(
    files.map(async (file) => {
      const stored = await readJson<Articles & { output?: Articles }>(join(folder, 'output', file))
      const output = stored.output ?? stored
      const scores = Object.keys(truth).map((page) =>
        scorePage(truth[page]!.articleBody ?? '', output[page]?.articleBody ?? ''),
      )
      return { system: basename(file, '.json'), score: scoreAll(scores) }
    }),
  )
  return others.toSorted((a, b) => b.score.f1 - a.score.f1)
}

/** Shares of the shingles of one page: what is right, wrong and missed in the text that was found. */
export function scorePage(truth: string, found: string): PageScore {
  const expected = shinglesOf(truth)
  const given = shinglesOf(found)
  let right = 0
  let wrong = 0
  for (const [shingle, count] of given) {
    const shared = Math.min(count, expected.get(shingle) ?? 0)
    right += shared
    wrong += count - shared
  }
  let missed = -right
  for (const count of expected.values()) missed += count
  const sum = right + wrong + missed
  return sum === 0
    ? { right: 0, wrong: 0, missed: 0 }
    : { right: right / sum, wrong: wrong / sum, missed: missed / sum }
}

/** Precision, recall and F1 over pages; a page without any shingle of a kind does not count for it. */
export function scoreAll(pages: readonly PageScore[]): ExtractionScore {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const precision = mean(
    pages.filter((page) => page.right + page.wrong > 0).map(({ right, wrong }) => right / (right + wrong)),
  )
  const recall = mean(
    pages.filter((page) => page.right + page.missed > 0).map(({ right, missed }) => right / (right + missed)),
  )
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
  return { pages: pages.length, precision, recall, f1 }
}

/** Runs of four words, or the whole text when it is shorter, and how often each occurs. */
function shinglesOf(text: string): Map<string, number> {
  const words = text.match(/[\p{L}\p{N}_]+/gu) ?? []
  const counts = new Map<string, number>()
  for (let i = 0; i < Math.max(Math.min(1, words.length), words.length - 3); i++) {
    const shingle = words.slice(i, i + 4).join(' ')
    counts.set(shingle, (counts.get(shingle) ?? 0) + 1)
  }
  return counts
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, 'utf8')) as T
}
