import { z } from 'zod'
import { KaojuError } from '#runtime'
import { createDocumentBuilder } from '../document-builder.ts'
import type { Reader, ReaderPlug } from '../reader.ts'
import { tokenizeRtf } from '../rtf-tokens.ts'
import { RtfWriter } from '../rtf-writer.ts'

const deepest = 10_000

/** Rich Text Format 1.9: paragraphs, headings by style, tables, notes, in every code page that `TextDecoder` knows. */
const read: Reader = async (resource) => {
  const path = resource.name
  if (!/^\s*\{\\rtf/.test(String.fromCharCode(...resource.bytes.subarray(0, 64))))
    throw new KaojuError('file-damaged', { path, reason: 'it does not begin as RTF' })
  const builder = createDocumentBuilder()
  const writer = new RtfWriter(builder)
  for (const token of tokenizeRtf(resource.bytes)) {
    writer.take(token)
    if (writer.depth > deepest)
      throw new KaojuError('file-bomb', { path, reason: 'its groups are nested too deep' })
  }
  writer.end()
  if (builder.length === 0) throw new KaojuError('file-no-text', { path })
  if (writer.depth > 0) builder.warn('The file ends in the middle: its last part is missing.')
  const [title, author] = [writer.title.trim(), writer.author.trim()]
  return builder.finish({
    resource,
    reader: { name: plug.name, version: plug.version, options: {} },
    ...(title ? { title } : {}),
    authors: author ? [author] : [],
  })
}

export const plug: ReaderPlug = {
  name: 'rtf',
  version: 1,
  mediaTypes: ['application/rtf', 'text/rtf', 'application/x-rtf'],
  extensions: ['rtf'],
  options: z.object({}),
  create: () => read,
}
