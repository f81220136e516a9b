import { decodeText } from './decode.ts'

/**
 * Media types by content first, name second.
 *
 * 1. Bytes that announce themselves (magic numbers, zip members, HTML, JSON, mail headers) are believed
 *    whatever the file is called.
 * 2. A name decides only between kinds of plain text, and for damaged containers.
 * 3. What is neither is `application/octet-stream`.
 *
 * Types without a registered name: `application/x-ole-storage` (an OLE2 file of unknown use),
 * `application/x-encrypted-office` (Office file under a password).
 */
const magic: readonly (readonly [type: string, bytes: string, at?: number])[] = [
  ['image/png', '\x89PNG'],
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/gif', 'GIF8'],
  ['image/webp', 'WEBP', 8],
  ['image/tiff', 'II*\0'],
  ['image/tiff', 'MM\0*'],
  ['image/vnd.adobe.photoshop', '8BPS'],
  ['application/gzip', '\x1f\x8b'],
  ['application/x-bzip2', 'BZh'],
  ['application/x-xz', '\xfd7zXZ\0'],
  ['application/zstd', '\x28\xb5\x2f\xfd'],
  ['application/x-7z-compressed', '7z\xbc\xaf\x27\x1c'],
  ['application/vnd.rar', 'Rar!\x1a\x07'],
  ['application/x-tar', 'ustar', 257],
  ['application/vnd.sqlite3', 'SQLite format 3\0'],
  ['audio/mpeg', 'ID3'],
  ['audio/wav', 'WAVEfmt', 8],
  ['video/mp4', 'ftyp', 4],
  ['application/ogg', 'OggS'],
  ['application/wasm', '\0asm'],
  ['application/x-elf', '\x7fELF'],
]

const office = 'application/vnd.openxmlformats-officedocument'
const odf = 'application/vnd.oasis.opendocument'

const typeOfExtension: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  docx: `${office}.wordprocessingml.document`,
  docm: `${office}.wordprocessingml.document`,
  xlsx: `${office}.spreadsheetml.sheet`,
  xlsm: `${office}.spreadsheetml.sheet`,
  pptx: `${office}.presentationml.presentation`,
  pptm: `${office}.presentationml.presentation`,
  ppsx: `${office}.presentationml.presentation`,
  epub: 'application/epub+zip',
  odt: `${odf}.text`,
  ods: `${odf}.spreadsheet`,
  odp: `${odf}.presentation`,
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
  rtf: 'application/rtf',
  md: 'text/markdown',
  markdown: 'text/markdown',
  mdx: 'text/markdown',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  tab: 'text/tab-separated-values',
  html: 'text/html',
  htm: 'text/html',
  xhtml: 'application/xhtml+xml',
  json: 'application/json',
  jsonl: 'application/x-ndjson',
  ndjson: 'application/x-ndjson',
  xml: 'application/xml',
  eml: 'message/rfc822',
}

const containers = new Set([
  'pdf',
  'docx',
  'docm',
  'xlsx',
  'xlsm',
  'pptx',
  'pptm',
  'ppsx',
  'epub',
  'odt',
  'ods',
  'odp',
])
const knownText = new Set([
  'txt',
  'text',
  'log',
  'rst',
  'tex',
  'org',
  'srt',
  'vtt',
  'adoc',
  'bib',
  'yaml',
  'yml',
  'toml',
  'ini',
])

/** The media type (RFC 6838) of bytes that came under a name; `application/octet-stream` for unknown binary. */
export function detectMediaType(bytes: Uint8Array, name: string): string {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  const byName = typeOfExtension[extension]
  const head = latin1(bytes.subarray(0, 1024))
  // Readers of PDF accept junk before the mark (ISO 32000-1, annex H.3.4.1), as real files have it.
  if (head.includes('%PDF-')) return 'application/pdf'
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return zipType(bytes, extension)
  if (head.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return oleType(bytes)
  if (/^\s*\{\\rtf/.test(head)) return 'application/rtf'
  for (const [type, mark, at = 0] of magic) if (head.startsWith(mark, at)) return type
  if (isBinary(bytes))
    return byName !== undefined && containers.has(extension) ? byName : 'application/octet-stream'
  return textType(bytes, extension) ?? byName ?? 'text/plain'
}

/** Zero bytes or many control characters once decoded: no text in any encoding. Looks at the first 16 KiB. */
export function isBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 16 * 1024)
  const { text } = decodeText(sample)
  let strange = 0
  let zeros = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0) zeros++
    else if (
      code < 9 ||
      (code > 13 && code < 32 && code !== 27) ||
      (code >= 0x7f && code < 0xa0) ||
      code === 0xfffd
    )
      strange++
  }
  return zeros > text.length / 1000 || strange > Math.max(2, text.length / 20)
}

function textType(bytes: Uint8Array, extension: string): string | undefined {
  const head = decodeText(bytes.subarray(0, 8192)).text.replace(/^\ufeff/, '')
  const markup = head.replace(/^(?:\s|<!--[\s\S]*?-->)+/, '')
  if (/^<(?:!doctype\s+html|html|head|body)\b/i.test(markup)) return 'text/html'
  if (/^<\?xml\b/.test(markup)) return xmlType(markup, extension)
  if (/^<(?:rss|feed|svg)\b/.test(markup)) return xmlType(markup, extension)
  if (/^[{[]/.test(markup)) return jsonType(bytes, head, extension)
  if (isMail(head)) return 'message/rfc822'
  if (typeOfExtension[extension] !== undefined || knownText.has(extension)) return undefined
  if (/<(?:html|head|body|div|p|table|h1)\b[^>]*>/i.test(markup.slice(0, 1024)) && markup.startsWith('<'))
    return 'text/html'
  return extension === ''
    ? (delimitedType(head) ?? (looksLikeMarkdown(head) ? 'text/markdown' : undefined))
    : undefined
}

function xmlType(markup: string, extension: string): string {
  const root = /<([A-Za-z_][\w.:-]*)(?=[\s/>])/
    .exec(markup.replace(/<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*(?:\[[\s\S]*?\])?\s*>/gi, ''))?.[1]
    ?.toLowerCase()
  if (root === 'html' || (root === undefined && extension.endsWith('html'))) return 'application/xhtml+xml'
  if (root === 'rss' || root === 'rdf:rdf') return 'application/rss+xml'
  if (root === 'feed') return 'application/atom+xml'
  return root === 'svg' ? 'image/svg+xml' : 'application/xml'
}

/** One JSON value, or one per line; a name breaks the tie where the text is cut or faulty. */
function jsonType(bytes: Uint8Array, head: string, extension: string): string | undefined {
  const lines = head.split('\n').filter((line) => line.trim() !== '')
  const whole = bytes.length <= 8192
  const complete = whole ? lines : lines.slice(0, -1)
  const perLine = complete.length > 1 && complete.slice(0, 3).every(isJson)
  if (perLine) return 'application/x-ndjson'
  if (extension === 'json' || extension === 'jsonl' || extension === 'ndjson')
    return typeOfExtension[extension]
  if (typeOfExtension[extension] !== undefined) return undefined
  const sound = whole
    ? isJson(head)
    : /^\s*(?:\{\s*"|\[\s*(?:\{\s*"|\[|"))/.test(head) && isJson(decodeText(bytes).text)
  return sound ? 'application/json' : undefined
}

/** Several header fields of mail (RFC 5322) before the first empty line, a sender or date among them. */
function isMail(head: string): boolean {
  const fields = head
    .replace(/^From .*\r?\n/, '')
    .split(/\r?\n\r?\n/, 1)[0]!
    .split(/\r?\n(?![ \t])/)
  const names = fields.map((field) => /^([!-9;-~]+):/.exec(field)?.[1]?.toLowerCase())
  if (names[0] === undefined) return false
  const known = names.filter((name) => name !== undefined && mailFields.has(name))
  return (
    known.length >= 2 &&
    known.some((name) => name === 'from' || name === 'date' || name === 'received') &&
    names.indexOf(undefined) !== 0
  )
}

const mailFields = new Set(
  'from to cc subject date received message-id mime-version content-type return-path delivered-to reply-to sender x-mailer'.split(
    ' ',
  ),
)

/** The same number of tabs, commas or semicolons on each of the first lines. */
function delimitedType(head: string): string | undefined {
  const lines = head.split(/\r?\n/).slice(0, -1).slice(0, 10)
  if (lines.length < 3) return undefined
  for (const [delimiter, type] of [
    ['\t', 'text/tab-separated-values'],
    [',', 'text/csv'],
    [';', 'text/csv'],
  ] as const) {
    const counts = lines.map((line) => line.replace(/"(?:[^"]|"")*"/g, '').split(delimiter).length - 1)
    if (
      counts[0]! > 0 &&
      counts.every((count) => count === counts[0]) &&
      !lines.some((line) => /[.。!?]\s*$/.test(line))
    )
      return type
  }
  return undefined
}

function looksLikeMarkdown(head: string): boolean {
  const signs = [/^#{1,6} \S/m, /^```/m, /^\s*[-*] \S/m, /\]\(\S+\)/, /^\|.*\|\s*$/m, /^---\n[\s\S]*?^---$/m]
  return signs.filter((sign) => sign.test(head)).length >= 2
}

function zipType(bytes: Uint8Array, extension: string): string {
  const mimetype = storedMimetype(bytes)
  if (mimetype) return mimetype
  const names = zipNames(bytes)
  const has = (test: RegExp): boolean => names.some((name) => test.test(name))
  if (has(/^\/?word[\\/]/i)) return typeOfExtension['docx']!
  if (has(/^\/?ppt[\\/]/i)) return typeOfExtension['pptx']!
  if (has(/^\/?xl[\\/]workbook\.bin$/i)) return 'application/vnd.ms-excel.sheet.binary.macroenabled.12'
  if (has(/^\/?xl[\\/]/i)) return typeOfExtension['xlsx']!
  if (has(/^META-INF\/container\.xml$/i)) return 'application/epub+zip'
  // Parts may have any name, and a damaged archive may tell none: then the file's own name decides.
  return containers.has(extension) && extension !== 'pdf' ? typeOfExtension[extension]! : 'application/zip'
}

/** ODF and EPUB begin with a member `mimetype`, stored as it is. */
function storedMimetype(bytes: Uint8Array): string | undefined {
  const head = latin1(bytes.subarray(0, 512))
  if (head.slice(30, 38) !== 'mimetype' || bytes[8] !== 0) return undefined
  const at = 38 + bytes[28]! + 256 * bytes[29]!
  return /^[a-z]+\/[\w.+-]+?(?=PK|\s|$)/.exec(head.slice(at))?.[0]
}

/** Names in the central directory, or in the local headers when the end of the archive is missing. */
function zipNames(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const names: string[] = []
  const nameAt = (at: number, length: number): string => latin1(bytes.subarray(at, at + length))
  let end = bytes.length - 22
  while (end >= 0 && end > bytes.length - 66_000 && view.getUint32(end, true) !== 0x06054b50) end--
  let at =
    end >= 0 && view.getUint32(end, true) === 0x06054b50 ? view.getUint32(end + 16, true) : bytes.length
  while (at + 46 <= bytes.length && view.getUint32(at, true) === 0x02014b50 && names.length < 10_000) {
    names.push(nameAt(at + 46, view.getUint16(at + 28, true)))
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  if (names.length > 0) return names
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let local = archive.indexOf('PK\x03\x04', 0, 'latin1')
  while (local >= 0 && local + 30 <= bytes.length && names.length < 10_000) {
    names.push(nameAt(local + 30, view.getUint16(local + 26, true)))
    local = archive.indexOf('PK\x03\x04', local + 4, 'latin1')
  }
  return names
}

/** An OLE2 file tells its use by its streams' names, which stand in it as UTF-16. */
function oleType(bytes: Uint8Array): string {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const has = (stream: string): boolean => file.includes(Buffer.from(stream, 'utf16le'))
  if (has('EncryptedPackage')) return 'application/x-encrypted-office'
  if (has('WordDocument')) return 'application/msword'
  if (has('PowerPoint Document')) return 'application/vnd.ms-powerpoint'
  if (has('Workbook\0') || has('Book\0')) return 'application/vnd.ms-excel'
  return 'application/x-ole-storage'
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
