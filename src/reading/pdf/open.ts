import { KaojuError } from '#runtime'
import type { PDFDocumentProxy } from 'unpdf/pdfjs'
import { PredefinedCMaps } from './cmaps.ts'

/** What a PDF states about itself, as far as it is sensible. */
export interface PdfAbout {
  readonly title?: string
  readonly publishedAt?: string
  readonly authors: readonly string[]
  readonly metadata: Readonly<Record<string, string>>
}

export interface OutlineEntry {
  readonly title: string
  /** 1 = top. */
  readonly level: number
}

/** Opens a PDF; broken cross-reference tables are mended by pdf.js, a missing trailer here. */
export async function openPdf(bytes: Uint8Array, path: string): Promise<PDFDocumentProxy> {
  try {
    return await load(bytes)
  } catch (error) {
    if (isNamed(error, 'PasswordException'))
      throw new KaojuError('file-encrypted', { path }, { cause: error })
    const mended = withTrailer(bytes)
    const again = mended && (await load(mended).catch(() => undefined))
    if (again) return again
    const reason = (error instanceof Error ? error.message : String(error)).slice(0, 120).replace(/\.$/, '')
    throw new KaojuError('file-damaged', { path, reason }, { cause: error })
  }
}

async function load(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  const { getDocumentProxy } = await import('unpdf')
  // A copy: pdf.js takes the buffer over. Pictures are never decoded (`maxImageSize`).
  return getDocumentProxy(new Uint8Array(bytes), {
    verbosity: 0,
    maxImageSize: 1,
    stopAtErrors: false,
    BinaryDataFactory: PredefinedCMaps,
  })
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name
}

/** A file that was cut off lost its trailer; if the catalog is in what remains, one can be written. */
function withTrailer(bytes: Uint8Array): Uint8Array | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const catalog = /(\d+) (\d+) obj\s*<<[^]{0,500}?\/Type\s*\/Catalog\b/.exec(file.toString('latin1'))
  if (!catalog) return undefined
  return new Uint8Array(
    Buffer.concat([
      file,
      Buffer.from(
        `\nendstream\nendobj\ntrailer\n<< /Root ${catalog[1]} ${catalog[2]} R >>\nstartxref\n0\n%%EOF\n`,
      ),
    ]),
  )
}

export async function readAbout(pdf: PDFDocumentProxy, fileName: string): Promise<PdfAbout> {
  const empty: PdfAbout = { authors: [], metadata: {} }
  const info: unknown = await pdf.getMetadata().then(
    (found) => found.info,
    () => undefined,
  )
  if (typeof info !== 'object' || info === null) return empty
  const say = (key: string): string => {
    const value: unknown = Reflect.get(info, key)
    return typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : ''
  }
  const title = say('Title')
  const publishedAt = dateOf(say('CreationDate'))
  const metadata: Record<string, string> = {}
  for (const [key, name] of [
    ['Subject', 'subject'],
    ['Keywords', 'keywords'],
    ['Creator', 'creator'],
    ['Producer', 'producer'],
  ] as const)
    if (say(key)) metadata[name] = say(key)
  const author = say('Author')
  return {
    ...(isTitle(title, fileName) ? { title } : {}),
    ...(publishedAt ? { publishedAt } : {}),
    authors: /^(anonymous|unknown|user|admin(istrator)?|owner|author|root|\(.*\)|)$/i.test(author)
      ? []
      : author.split(/\s*[;；、]\s*/).filter(Boolean),
    metadata,
  }
}

/** Programs put file names, placeholders and their own names where the title belongs. */
function isTitle(title: string, fileName: string): boolean {
  const stem = fileName.replace(/\.[^.]*$/, '').toLowerCase()
  return (
    title.length > 2 &&
    title.toLowerCase() !== stem &&
    !/^(untitled|no ?title|title|document\d*|slide ?1|powerpoint presentation|microsoft (word|powerpoint|excel)\b.*|无标题.*|未命名.*|\(.*\))$/i.test(
      title,
    ) &&
    !/\.(docx?|pptx?|xlsx?|pdf|tex|dvi|indd|qxd|wpd|rtf|odt|html?|wps|cdr|ai)$/i.test(title) &&
    /\p{L}/u.test(title)
  )
}

/** `D:20230815234220Z` as `2023-08-15T23:42:20Z` (ISO 32000-1, 7.9.4); nothing before PDF existed. */
function dateOf(text: string): string | undefined {
  const match = /^D:(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)(\d\d)?)?(Z|[+-]\d\d)?'?(\d\d)?/.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second = '00', zone, zoneMinutes = '00'] = match
  if (Number(year) < 1993 || Number(year) > 2100) return undefined
  const date = [year, month, day].filter(Boolean).join('-')
  if (!day || !hour || !zone) return Number.isNaN(Date.parse(date)) ? undefined : date
  const iso = `${date}T${hour}:${minute}:${second}${zone === 'Z' ? 'Z' : `${zone}:${zoneMinutes}`}`
  return Number.isNaN(Date.parse(iso)) ? undefined : iso
}

/** The outline (bookmarks), flat, in order. */
export async function readOutline(pdf: PDFDocumentProxy): Promise<OutlineEntry[]> {
  const entries: OutlineEntry[] = []
  type Items = Awaited<ReturnType<PDFDocumentProxy['getOutline']>>
  const walk = (items: Items | undefined, level: number): void => {
    for (const item of items ?? []) {
      if (entries.length >= 5_000 || level > 6) return
      entries.push({ title: item.title, level })
      walk(item.items as Items, level + 1)
    }
  }
  const outline = await pdf.getOutline().catch(() => null)
  walk(outline ?? undefined, 1)
  return entries
}
