import { z } from 'zod'
import { KaojuError } from '#runtime'
import { createDocumentBuilder, type DocumentBuilder } from '../document-builder.ts'
import { addHtmlFragment } from '../html/fragment.ts'
import type { Reader, ReaderPlug } from '../reader.ts'
import { attribute, childAt, childrenOf, descendantsOf, parseXml, textOf, type XmlElement } from '../xml.ts'
import { openZip } from '../zip.ts'

/** Fonts may be obfuscated in an open book; any other encrypted part means a locked one. */
const obfuscation = /idpf\.org\/2008\/embedding|ns\.adobe\.com\/pdf\/enc#RC/

/** EPUB 2 and 3: the chapters of the spine in order, each a page labelled with its title in the table of contents. */
const read: Reader = async (resource) => {
  const path = resource.name
  const zip = openZip(resource.bytes, path)
  const part = (name: string): XmlElement | undefined => {
    const data = zip.read(name)
    return data && parseXml(data, { path, onFault: () => {} })
  }
  refuseLocked(part('META-INF/encryption.xml'), path)
  const opf = attribute(descendantsOf(part('META-INF/container.xml'), 'rootfile')[0], 'full-path')
  const book = opf === undefined ? undefined : part(opf)
  if (opf === undefined || !book)
    throw new KaojuError('file-damaged', { path, reason: 'it names no package document' })
  const folder = opf.replace(/[^/]*$/, '')
  const items = new Map(
    childrenOf(childAt(book, 'manifest'), 'item').map((item) => [attribute(item, 'id') ?? '', item]),
  )
  const labels = readContents([...items.values()], folder, part)
  const builder = createDocumentBuilder()
  let number = 0
  for (const reference of childrenOf(childAt(book, 'spine'), 'itemref')) {
    const item = items.get(attribute(reference, 'idref') ?? '')
    const file = item && resolve(folder, attribute(item, 'href') ?? '')
    // The contents page is navigation, not text.
    if (!item || file === undefined || /\bnav\b/.test(attribute(item, 'properties') ?? '')) continue
    await addChapter(builder, zip.read(file), ++number, labels.get(file))
  }
  if (builder.length === 0) throw new KaojuError('file-no-text', { path })
  return builder.finish({
    resource,
    reader: { name: plug.name, version: plug.version, options: {} },
    ...readAbout(book),
  })
}

async function addChapter(
  builder: DocumentBuilder,
  data: Uint8Array | undefined,
  number: number,
  label: string | undefined,
): Promise<void> {
  if (data)
    await addHtmlFragment(
      builder,
      toHtml(new TextDecoder(data[0] === 0xff ? 'utf-16le' : 'utf-8').decode(data)),
    )
  else builder.warn(`Chapter ${number} is missing from the file.`)
  builder.endPage(number, label)
}

/** XHTML closes elements that HTML leaves open; read as HTML, `<a id="p7"/>` would swallow what follows. */
function toHtml(xhtml: string): string {
  return xhtml
    .replace(/<\?xml[^>]*\?>/g, '')
    .replace(/<(a|span|div|p|i|b|em|strong|title|script|td|th|li)(\s[^<>]*)?\/>/gi, '<$1$2></$1>')
}

function refuseLocked(encryption: XmlElement | undefined, path: string): void {
  for (const one of descendantsOf(encryption, 'EncryptedData'))
    if (!obfuscation.test(attribute(childAt(one, 'EncryptionMethod'), 'Algorithm') ?? ''))
      throw new KaojuError('file-encrypted', { path })
}

/** Chapter titles by file, from the navigation document (EPUB 3) or the NCX (EPUB 2). */
function readContents(
  items: readonly XmlElement[],
  folder: string,
  part: (name: string) => XmlElement | undefined,
): Map<string, string> {
  const labels = new Map<string, string>()
  const add = (base: string, href: string | undefined, text: string): void => {
    const file = resolve(base, (href ?? '').replace(/#.*/, ''))
    const clean = text.replace(/\s+/g, ' ').trim()
    if (clean && !labels.has(file)) labels.set(file, clean)
  }
  for (const item of items) {
    const file = resolve(folder, attribute(item, 'href') ?? '')
    const base = file.replace(/[^/]*$/, '')
    if (/\bnav\b/.test(attribute(item, 'properties') ?? ''))
      for (const link of descendantsOf(descendantsOf(part(file), 'nav')[0], 'a'))
        add(base, attribute(link, 'href'), textOf(link))
    if (attribute(item, 'media-type') === 'application/x-dtbncx+xml')
      for (const point of navPoints(part(file)))
        add(base, attribute(childAt(point, 'content'), 'src'), textOf(childAt(point, 'navLabel')))
  }
  return labels
}

/** Points are nested in points. */
function navPoints(element: XmlElement | undefined): XmlElement[] {
  return descendantsOf(element, 'navPoint').flatMap((point) => [point, ...navPoints(point)])
}

/** A reference inside the book as an entry name. */
function resolve(folder: string, href: string): string {
  const steps: string[] = []
  for (const step of `${folder}${decode(href)}`.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '.' && step !== '') steps.push(step)
  }
  return steps.join('/')
}

function decode(href: string): string {
  try {
    return decodeURIComponent(href)
  } catch {
    return href
  }
}

function readAbout(book: XmlElement): {
  title?: string
  publishedAt?: string
  authors: string[]
  metadata: Record<string, string>
} {
  const about = childAt(book, 'metadata')
  const say = (name: string): string[] =>
    childrenOf(about, name)
      .map((one) => textOf(one).replace(/\s+/g, ' ').trim())
      .filter(Boolean)
  const title = say('title')[0]
  const date = /^\d{4}(-\d\d(-\d\d)?)?/.exec(say('date')[0] ?? '')?.[0]
  const metadata: Record<string, string> = {}
  for (const name of ['publisher', 'language', 'subject', 'description', 'identifier', 'rights'])
    if (say(name)[0]) metadata[name] = say(name).join('; ')
  return {
    ...(title ? { title } : {}),
    ...(date && Number(date.slice(0, 4)) > 1000 ? { publishedAt: date } : {}),
    authors: say('creator'),
    metadata,
  }
}

export const plug: ReaderPlug = {
  name: 'epub',
  version: 1,
  mediaTypes: ['application/epub+zip'],
  extensions: ['epub'],
  options: z.object({}),
  create: () => read,
}
