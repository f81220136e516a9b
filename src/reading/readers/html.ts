import { z } from 'zod'
import { KaojuError } from '#runtime'
import { readPage } from '../html/read-page.ts'
import type { Reader, ReaderPlug } from '../reader.ts'

/**
 * Web pages: the text without what stands beside it, as headings, paragraphs, lists, tables and code; title,
 * authors, date, canonical address and site from the page's own statements.
 */
const read: Reader = async (resource) => {
  const { document } = await readPage(resource, plug)
  if (!document) throw new KaojuError('file-no-text', { path: resource.name })
  return document
}

export const plug: ReaderPlug = {
  name: 'html',
  version: 2,
  mediaTypes: ['text/html', 'application/xhtml+xml'],
  extensions: ['html', 'htm', 'xhtml'],
  options: z.object({}),
  create: () => read,
}
