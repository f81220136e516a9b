/**
 * Reads XML that strangers made, as a stream or as a tree.
 *
 * 1. Document types that declare entities are refused (`file-bomb`): nothing is ever expanded.
 * 2. Nesting is bounded, so no walk over a tree can exhaust the stack.
 * 3. Namespaces are not resolved: formats here are told apart by local names, which strict and transitional
 *    OOXML share. `name` is the local name; attributes keep their prefix.
 * 4. Malformed XML is `file-damaged`, unless the caller hears of it (`onFault`): then what stands before the fault is kept.
 */
import { SaxesParser } from 'saxes'
import { KaojuError } from '#runtime'

export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlNode[]
}

export type XmlNode = XmlElement | string

export interface XmlHandler {
  /** `depth` is 1 for the root. */
  open(name: string, attributes: Readonly<Record<string, string>>, depth: number): void
  close(name: string, depth: number): void
  text(text: string): void
}

export interface XmlOptions {
  /** The file's name, for messages. */
  readonly path: string
  /** Called once with the reason when the rest cannot be read. */
  readonly onFault?: (reason: string) => void
}

const deepest = 1_000
const chunkBytes = 1 << 16

/** Tells the handler what stands in the XML, in order. */
export function walkXml(bytes: Uint8Array, handler: XmlHandler, { path, onFault }: XmlOptions): void {
  const parser = new SaxesParser({ xmlns: false, position: false })
  let depth = 0
  let fault: string | undefined
  const bomb = (reason: string): KaojuError => new KaojuError('file-bomb', { path, reason })
  parser.on('doctype', (type) => {
    if (/<!ENTITY/i.test(type)) throw bomb('its XML declares entities')
  })
  parser.on('opentag', (tag) => {
    if (++depth > deepest) throw bomb(`its XML is nested deeper than ${deepest}`)
    handler.open(localName(tag.name), tag.attributes, depth)
  })
  parser.on('closetag', (tag) => handler.close(localName(tag.name), depth--))
  parser.on('text', (text) => handler.text(text))
  parser.on('cdata', (text) => handler.text(text))
  parser.on('error', (error) => {
    // Undefined entities and stray characters leave the structure whole; saxes goes on after them.
    if (/entity|character/i.test(error.message) && !/unclosed|unexpected end/i.test(error.message)) return
    if (fault !== undefined) return
    fault = error.message
    if (!onFault) throw new KaojuError('file-damaged', { path, reason: `malformed XML: ${fault}` })
    onFault(fault)
  })
  const decoder = new TextDecoder(encodingOf(bytes))
  for (let at = 0; at < bytes.length && fault === undefined; at += chunkBytes)
    parser.write(decoder.decode(bytes.subarray(at, at + chunkBytes), { stream: true }))
  if (fault === undefined) parser.write(decoder.decode()).close()
}

/** The root element. White space is kept; comments and processing instructions are not. */
export function parseXml(bytes: Uint8Array, options: XmlOptions): XmlElement {
  const root = { name: '', attributes: {}, children: [] as XmlNode[] }
  const open = [root]
  walkXml(
    bytes,
    {
      open(name, attributes) {
        const element = { name, attributes, children: [] as XmlNode[] }
        open.at(-1)!.children.push(element)
        open.push(element)
      },
      close: () => void open.pop(),
      text: (text) => void open.at(-1)!.children.push(text),
    },
    options,
  )
  const first = root.children.find((child) => typeof child !== 'string')
  if (!first) throw new KaojuError('file-damaged', { path: options.path, reason: 'an XML part is empty' })
  return first
}

/** An attribute by its exact name, else by its local name under any prefix (`r:id` only under some prefix). */
export function attribute(
  element: Pick<XmlElement, 'attributes'> | undefined,
  name: string,
): string | undefined {
  if (!element) return undefined
  const exact = element.attributes[name]
  if (exact !== undefined) return exact
  const prefixed = name.includes(':')
  for (const key in element.attributes)
    if (localName(key) === localName(name) && (!prefixed || key.includes(':'))) return element.attributes[key]
  return undefined
}

/** The element's child elements, all or those of one name. */
export function childrenOf(element: XmlElement | undefined, name?: string): XmlElement[] {
  if (!element) return []
  return element.children.filter(
    (child): child is XmlElement => typeof child !== 'string' && (name === undefined || child.name === name),
  )
}

/** The first child that the path of names leads to. */
export function childAt(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  let at = element
  for (const name of path)
    at = at?.children.find((child): child is XmlElement => typeof child !== 'string' && child.name === name)
  return at
}

/** Every descendant of one name, in document order, not looking inside a match. */
export function descendantsOf(
  element: XmlElement | undefined,
  name: string,
  found: XmlElement[] = [],
): XmlElement[] {
  for (const child of childrenOf(element))
    if (child.name === name) found.push(child)
    else descendantsOf(child, name, found)
  return found
}

/** All text inside, joined as it stands. */
export function textOf(node: XmlNode | undefined): string {
  if (node === undefined) return ''
  return typeof node === 'string' ? node : node.children.map(textOf).join('')
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/** By byte order mark, else by the declaration (XML 1.0, appendix F); UTF-8 when neither helps. */
function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0 && bytes[1] === 0x3c) return 'utf-16be'
  if (bytes[0] === 0x3c && bytes[1] === 0) return 'utf-16le'
  const head = String.fromCharCode(...bytes.subarray(0, 200))
  const stated = /^[^>]*?encoding\s*=\s*["']([\w.-]+)["']/.exec(head)?.[1]
  try {
    return stated ? new TextDecoder(stated).encoding : 'utf-8'
  } catch {
    return 'utf-8'
  }
}
