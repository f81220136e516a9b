import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createContext } from '#runtime'
import { scoreAll, scorePage } from '../../src/arena/article-extraction.ts'
import { plug } from '../../src/reading/readers/html.ts'
import { dataFolder } from '../data-folder.ts'

describe('the score of a page', () => {
  it('counts word 4-grams as often as they occur', () => {
    expect(scorePage('one two three four five', 'One two three four five')).toEqual({
      right: 1 / 3,
      wrong: 1 / 3,
      missed: 1 / 3,
    })
    expect(scorePage('a b c d a b c d', 'a b c d')).toEqual({ right: 1 / 5, wrong: 0, missed: 4 / 5 })
    expect(scorePage('short text', 'short, text!')).toEqual({ right: 1, wrong: 0, missed: 0 })
    expect(scorePage('', '')).toEqual({ right: 0, wrong: 0, missed: 0 })
  })

  it('leaves pages without an answer out of precision, and without a truth out of recall', () => {
    const pages = [scorePage('a b c d', 'a b c d'), scorePage('a b c d', ''), scorePage('', 'a b c d')]
    expect(scoreAll(pages)).toMatchObject({ precision: 0.5, recall: 0.5, f1: 0.5 })
  })
})

describe.skipIf(!dataFolder)('the benchmark (skipped without the shared data)', () => {
  const folder = join(dataFolder ?? '', 'documents/article_extraction')
  const json = async (file: string): Promise<Record<string, { articleBody?: string }>> => {
    const stored = JSON.parse(await readFile(join(folder, file), 'utf8'))
    return stored.output ?? stored
  }

  it.each([
    ['readability_js', 0.947],
    ['trafilatura', 0.958],
    ['rs_trafilatura', 0.97],
  ])('gives %s its published %f', async (system, published) => {
    const [truth, output] = await Promise.all([json('ground-truth.json'), json(`output/${system}.json`)])
    const pages = Object.keys(truth).map((page) =>
      scorePage(truth[page]!.articleBody ?? '', output[page]?.articleBody ?? ''),
    )
    expect(scoreAll(pages).f1).toBeCloseTo(published, 2)
  })

  it('gives our reader more than Readability alone, on every sixth page', async () => {
    const truth = await json('ground-truth.json')
    const recorded = await json('output/readability_js.json')
    const read = plug.create({})
    const { context } = createContext()
    const names = Object.keys(truth)
      .toSorted()
      .filter((_, i) => i % 6 === 1)
    const ours: ReturnType<typeof scorePage>[] = []
    for (const name of names) {
      const bytes = gunzipSync(await readFile(join(folder, 'html', `${name}.html.gz`)))
      const { blocks, text } = await read(
        { uri: `file:///${name}`, name, bytes, mediaType: 'text/html' },
        context,
      )
      const article = blocks
        .filter((block) => block.kind !== 'caption')
        .map((block) => text.slice(block.start, block.end))
      ours.push(scorePage(truth[name]!.articleBody ?? '', article.join('\n\n')))
    }
    const theirs = names.map((name) =>
      scorePage(truth[name]!.articleBody ?? '', recorded[name]?.articleBody ?? ''),
    )
    expect(scoreAll(ours).f1).toBeGreaterThan(0.955)
    expect(scoreAll(ours).f1).toBeGreaterThan(scoreAll(theirs).f1)
  })
})
