import { gunzipSync } from 'node:zlib'
import { KaojuError } from '#runtime'

/** A feed after gzip is undone has at most so many bytes. */
const mostBytes = 50 * 2 ** 20

/**
 * The text of a feed's bytes, gzip undone (sitemaps come as `.xml.gz`).
 *
 * The encoding is told, in this order, by the byte order mark, the charset of the content type, the XML declaration
 * (RFC 7303 section 3), the look of UTF-16 without a mark (XML 1.0, appendix F), else UTF-8. What we do differently:
 * an encoding under which the bytes are no text gives way to the next, and a Latin charset of the content type, which
 * many servers add to everything, gives way to valid UTF-8.
 *
 * @throws KaojuError `feed-unreadable`
 */
export function decodeFeed(bytes: Uint8Array, contentType: string | undefined, url: string): string {
  const plain = gunzipped(bytes, url)
  const [first = 'utf-8', ...others] = encodings(plain, contentType)
  const sound = [first, ...others].find((encoding) => decodes(plain, encoding))
  return new TextDecoder(sound ?? first).decode(plain)
}

function gunzipped(bytes: Uint8Array, url: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes })
  } catch (error) {
    const tooLarge = error instanceof RangeError
    const reason = tooLarge ? `over ${mostBytes / 2 ** 20} MB when unpacked` : 'damaged gzip'
    throw new KaojuError('feed-unreadable', { url, reason }, { cause: error })
  }
}

/** What may be the encoding, the likeliest first. */
function encodings(bytes: Uint8Array, contentType = ''): string[] {
  const marked = byMark(bytes)
  if (marked) return [marked]
  const utf16 = utf16ByLook(bytes)
  if (utf16) return [utf16]
  const charset = known(/;\s*charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(contentType)?.[1])
  const head = Buffer.from(bytes.subarray(0, 400)).toString('latin1')
  const declared = known(/<\?xml[^>]*?\bencoding\s*=\s*["']\s*([\w.:-]+)/i.exec(head)?.[1])
  const stated = [charset, declared].filter((name) => name !== undefined && !name.startsWith('utf-16'))
  if (charset === 'windows-1252' && bytes.some((byte) => byte > 0x7f)) stated.unshift('utf-8')
  return [...stated, 'utf-8', 'windows-1252'].filter((name) => name !== undefined)
}

function byMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}

/** `<` or `{` with a zero byte beside it. */
function utf16ByLook(bytes: Uint8Array): string | undefined {
  const opens = (byte: number | undefined): boolean => byte === 0x3c || byte === 0x7b
  if (bytes[0] === 0 && opens(bytes[1])) return 'utf-16be'
  if (opens(bytes[0]) && bytes[1] === 0) return 'utf-16le'
  return undefined
}

/** The name of the WHATWG Encoding Standard; GB 2312 and GBK are read as GB 18030, which holds both. */
function known(label: string | undefined): string | undefined {
  if (label === undefined) return undefined
  try {
    return new TextDecoder(label).encoding.replace(/^gbk$/, 'gb18030')
  } catch {
    return undefined
  }
}

function decodes(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
