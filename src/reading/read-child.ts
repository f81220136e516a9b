import { createContext, KaojuError, serveProcess } from '#runtime'
import { chunkers, readers } from './catalog.generated.ts'
import { detectMediaType } from './detect.ts'
import { readPage } from './html/read-page.ts'
import { noSigns } from './html/page-signs.ts'
import type { PageReading, ReadRequest, Reading } from './pool.ts'
import type { Reader, ReaderPlug } from './reader.ts'

/** The entry of a reading process: bytes in, document and passages out. */
const { context } = createContext()
const byType = new Map(readers.flatMap((plug) => plug.mediaTypes.map((type) => [type, plug] as const)))
const made = new Map<ReaderPlug, Reader>()
const structural = chunkers.find((plug) => plug.name === 'structural')
const chunk = structural?.create(structural.options.parse({}))

serveProcess(async (request: ReadRequest): Promise<Reading | PageReading> => {
  const mediaType = request.mediaType ?? typeOf(request)
  const plug = plugOf(mediaType, request.name)
  try {
    const resource = { ...request, mediaType }
    if (!request.web) {
      const document = await readerOf(plug)(resource, context)
      return { document, passages: chunk?.(document) ?? [] }
    }
    const { document, signs } =
      plug.name === 'html'
        ? await readPage(resource, plug, request.web)
        : { document: await readerOf(plug)(resource, context), signs: noSigns }
    return document ? { document, passages: chunk?.(document) ?? [], signs } : { noText: true, signs }
  } catch (error) {
    // What a library throws over a strange file says nothing to the person whose file it is.
    if (error instanceof KaojuError) throw error
    if (error instanceof RangeError && error.message.startsWith('Maximum call stack'))
      throw new KaojuError('file-damaged', { path: request.name, reason: 'elements nested too deeply' })
    throw new KaojuError('reader-crashed', {
      path: request.name,
      reason: error instanceof Error ? error.message : String(error),
    })
  }
})

/** A page that its server calls HTML is HTML whatever its address ends in, unless its bytes say what else it is. */
function typeOf({ bytes, name, web }: ReadRequest): string {
  const detected = detectMediaType(bytes, name)
  const told = web?.contentType?.replace(/\s*;.*/s, '').toLowerCase()
  const undecided = /^text\/(?!html)|^application\/octet-stream$/.test(detected)
  return undecided && (told === 'text/html' || told === 'application/xhtml+xml') ? told : detected
}

function plugOf(mediaType: string, path: string): ReaderPlug {
  const plug = byType.get(mediaType.toLowerCase().replace(/\s*;.*/, ''))
  if (!plug) throw refusal(mediaType, path)
  return plug
}

function readerOf(plug: ReaderPlug): Reader {
  const reader = made.get(plug) ?? plug.create(plug.options.parse({}))
  made.set(plug, reader)
  return reader
}

function refusal(mediaType: string, path: string): KaojuError {
  if (mediaType === 'application/x-encrypted-office') return new KaojuError('file-encrypted', { path })
  if (mediaType === 'application/octet-stream') return new KaojuError('file-binary', { path })
  return new KaojuError('format-unknown', { path, mediaType })
}
