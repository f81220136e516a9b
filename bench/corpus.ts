import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chanceOf } from '#runtime'

/**
 * Writes `documents` Markdown files of `passages` paragraphs of about 120 words each, drawn by Zipf's law from
 * 60,000 made-up words, in folders of 500. The same numbers always give the same bytes.
 */
export function writeCorpus(folder: string, documents: number, passages: number): void {
  const chance = chanceOf('corpus', `${documents}x${passages}`)
  const word = zipf(chance)
  for (let index = 0; index < documents; index++) {
    const parent = join(folder, String(Math.floor(index / 500)))
    if (index % 500 === 0) mkdirSync(parent, { recursive: true })
    const paragraphs = Array.from({ length: passages }, () => paragraph(word))
    const title = `# ${word()} ${word()} ${index}`
    writeFileSync(join(parent, `${index}.md`), `${[title, ...paragraphs].join('\n\n')}\n`)
  }
}

function paragraph(word: () => string): string {
  const sentences: string[] = []
  for (let index = 0; index < 8; index++) {
    const words = Array.from({ length: 15 }, word).join(' ')
    sentences.push(`${words[0]!.toUpperCase()}${words.slice(1)}.`)
  }
  return sentences.join(' ')
}

const syllables = [
  'ka',
  'ro',
  'mi',
  'te',
  'lu',
  'sen',
  'dor',
  'vi',
  'pa',
  'nok',
  'ri',
  'sha',
  'be',
  'fum',
  'gal',
  'tor',
]

/** Words by rank: the r-th is drawn about 1/r as often as the first. */
function zipf(chance: { next(): number }): () => string {
  const size = 60_000
  const logarithm = Math.log(size)
  return () => spell(Math.floor(Math.exp(chance.next() * logarithm)))
}

function spell(rank: number): string {
  let text = ''
  for (let rest = rank; rest > 0; rest = Math.floor(rest / syllables.length))
    text += syllables[rest % syllables.length]!
  return text
}
