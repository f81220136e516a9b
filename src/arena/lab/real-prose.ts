import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { KaojuError } from '#runtime'
import { readBeirRecords } from '../beir-files.ts'

/** Shorter is a heading or a line of a list; longer would bury what the lab writes itself. UTF-16 code units. */
const shortest = 80
const longest = 900
/** Paragraphs that are taken at most: more than pages need only make worlds slower to make. */
const most = 2_000

/**
 * Paragraphs of real text for `WorldOptions.prose`: of a text file, those between blank lines; of a folder, those of
 * the corpora below it (`corpus*.jsonl`, BEIR-shaped, as `KAOJU_DATA` holds them) and of its text files, in the order
 * of their paths. The same files make the same paragraphs.
 *
 * @throws KaojuError `path-missing`, `data-invalid`; `option-invalid` where there is no paragraph of a usable length
 */
export async function readProse(path: string): Promise<string[]> {
  const told = await stat(path).catch((cause: unknown) => {
    throw new KaojuError('path-missing', { path }, { cause })
  })
  const paragraphs: string[] = []
  for (const file of told.isDirectory() ? await textsBelow(path) : [path]) {
    if (paragraphs.length >= most) break
    for await (const text of paragraphsOf(file))
      if (text.length >= shortest && text.length <= longest) paragraphs.push(text)
  }
  if (paragraphs.length === 0)
    throw new KaojuError('option-invalid', { option: '--prose', reason: `no paragraph in ${path}` })
  return paragraphs.slice(0, most)
}

async function textsBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /^corpus.*\.jsonl$|\.(?:txt|md)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted((a, b) => (a < b ? -1 : 1))
}

async function* paragraphsOf(file: string): AsyncGenerator<string> {
  if (file.endsWith('.jsonl')) {
    for await (const { columns } of readBeirRecords(file)) {
      const { text } = columns
      if (typeof text === 'string') yield oneLine(text)
    }
    return
  }
  const text = await readFile(file, 'utf8')
  for (const paragraph of text.split(/\n\s*\n/)) yield oneLine(paragraph)
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
