import { createContext, KaojuError, serveProcess } from '#runtime'
import { chunkers, readers } from './catalog.generated.ts'
import { detectMediaType } from './detect.ts'
import type { ReadRequest, Reading } from './pool.ts'
import type { Reader, ReaderPlug } from './reader.ts'

/** The entry of a reading process: bytes in, document and passages out. */
const { context } = createContext()
const byType = new Map(readers.flatMap((plug) => plug.mediaTypes.map((type) => [type, plug] as const)))
const made = new Map<ReaderPlug, Reader>()
const structural = chunkers.find((plug) => plug.name === 'structural')
const chunk = structural?.create(structural.options.parse({}))

serveProcess(async (request: ReadRequest): Promise<Reading> => {
  const mediaType = request.mediaType ?? detectMediaType(request.bytes, request.name)
  const read = readerOf(mediaType, request.name)
  try {
    const document = await read({ ...request, mediaType }, context)
    return { document, passages: chunk?.(document) ?? [] }
  } catch (error) {
    // What a library throws over a strange file says nothing to the person whose file it is.
    if (error instanceof KaojuError) throw error
    throw new KaojuError('reader-crashed', {
      path: request.name,
      reason: error instanceof Error ? error.message : String(error),
    })
  }
})

function readerOf(mediaType: string, path: string): Reader {
  const plug = byType.get(mediaType.toLowerCase().replace(/\s*;.*/, ''))
  if (!plug) throw refusal(mediaType, path)
  const reader = made.get(plug) ?? plug.create(plug.options.parse({}))
  made.set(plug, reader)
  return reader
}

function refusal(mediaType: string, path: string): KaojuError {
  if (mediaType === 'application/x-encrypted-office') return new KaojuError('file-encrypted', { path })
  if (mediaType === 'application/octet-stream') return new KaojuError('file-binary', { path })
  return new KaojuError('format-unknown', { path, mediaType })
}
