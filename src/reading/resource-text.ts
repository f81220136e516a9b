import { KaojuError } from '#runtime'
import { decodeText, decodeTold, type DecodedText } from './decode.ts'
import { isBinary } from './detect.ts'
import type { Resource } from './reader.ts'

/**
 * A resource's bytes as text, without a byte order mark and with line feeds only; as `charset` says, where its
 * server names one (see `decodeTold`).
 *
 * @throws KaojuError `file-empty`, `file-binary`, `file-no-text` (nothing but white space)
 */
export function textOfResource(resource: Resource, charset?: string): DecodedText {
  if (resource.bytes.length === 0) throw new KaojuError('file-empty', { path: resource.name })
  if (isBinary(resource.bytes)) throw new KaojuError('file-binary', { path: resource.name })
  const decoded = charset === undefined ? decodeText(resource.bytes) : decodeTold(resource.bytes, charset)
  const text = decoded.text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  if (text.trim() === '') throw new KaojuError('file-no-text', { path: resource.name })
  return { text, encoding: decoded.encoding }
}

/** What to note of a text's encoding: nothing when it is UTF-8. */
export function encodingNote(encoding: string): Readonly<Record<string, string>> {
  return encoding === 'utf-8' ? {} : { encoding }
}
