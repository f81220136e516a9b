import { KaojuError } from '#runtime'
import type { DocumentBuilder } from '../document-builder.ts'
import { attribute, childAt, childrenOf, parseXml, textOf, type XmlElement } from '../xml.ts'
import { openZip, type Zip } from '../zip.ts'

/** Where a part points: `type` is the last word of the relationship's URI, which strict and transitional files share. */
export interface Relation {
  readonly id: string
  readonly type: string
  /** Part name without a leading slash; for an external target, its URI. */
  readonly target: string
  readonly external: boolean
}

/** An Office Open XML file as parts and relations (ECMA-376 part 2). */
export interface OfficePackage {
  readonly zip: Zip
  /** Name of the main part, e.g. `word/document.xml`. */
  readonly main: string
  part(name: string | undefined): XmlElement | undefined
  relations(part: string): readonly Relation[]
  /** The first part that `part` points to by a relation of this type. */
  related(part: string, type: string): string | undefined
  readonly about: Properties
  /** Parts of which the end could not be read. */
  readonly faults: string[]
}

/** What a file states about itself (Dublin Core in OOXML). */
export interface Properties {
  readonly title?: string
  readonly authors: readonly string[]
  readonly publishedAt?: string
  readonly metadata: Readonly<Record<string, string>>
}

/**
 * Opens `bytes` as an Office file. An OLE container is either an encrypted Office file (`file-encrypted`) or a
 * format of before 2007 (`format-unknown`).
 */
export function openOffice(bytes: Uint8Array, name: string): OfficePackage {
  refuseOle(bytes, name)
  const zip = openZip(bytes, name)
  const parsed = new Map<string, XmlElement | undefined>()
  const faults: string[] = []
  const part = (partName: string | undefined): XmlElement | undefined => {
    if (partName === undefined) return undefined
    if (!parsed.has(partName)) {
      const data = zip.read(partName)
      parsed.set(
        partName,
        data && data.length > 0
          ? parseXml(data, { path: name, onFault: () => faults.push(partName) })
          : undefined,
      )
    }
    return parsed.get(partName)
  }
  const relations = (of: string): Relation[] => {
    const slash = of.lastIndexOf('/') + 1
    const folder = of.slice(0, slash)
    return childrenOf(part(`${folder}_rels/${of.slice(slash)}.rels`), 'Relationship').map((relation) => {
      const external = relation.attributes['TargetMode'] === 'External'
      const target = relation.attributes['Target'] ?? ''
      return {
        id: relation.attributes['Id'] ?? '',
        type: (relation.attributes['Type'] ?? '').replace(/.*\//, ''),
        target: external ? target : resolvePart(folder, target),
        external,
      }
    })
  }
  const related = (of: string, type: string): string | undefined =>
    relations(of).find((relation) => relation.type === type && !relation.external)?.target
  // Without its relations a file may still hold the part that it is known by.
  const main = related('', 'officeDocument') ?? usualMains.find((usual) => zip.has(usual))
  if (main === undefined || !zip.has(main))
    throw new KaojuError('file-damaged', { path: name, reason: 'it names no main part' })
  return {
    zip,
    main,
    faults,
    part,
    relations,
    related,
    about: readProperties(part(related('', 'core-properties'))),
  }
}

const usualMains = ['word/document.xml', 'ppt/presentation.xml', 'xl/workbook.xml']

const encryptedStream = Buffer.from('EncryptedPackage', 'utf16le')

function refuseOle(bytes: Uint8Array, name: string): void {
  if (bytes[0] !== 0xd0 || bytes[1] !== 0xcf || bytes[2] !== 0x11 || bytes[3] !== 0xe0) return
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(encryptedStream))
    throw new KaojuError('file-encrypted', { path: name })
  throw new KaojuError('format-unknown', { path: name, mediaType: 'application/x-ole-storage' })
}

function resolvePart(folder: string, target: string): string {
  const steps: string[] = target.startsWith('/') ? [] : folder.split('/').filter(Boolean)
  for (const step of target.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '.' && step !== '') steps.push(step)
  }
  return steps.join('/')
}

/** Dates of the templates inside python-docx and python-pptx: a file that bears one was never dated. */
const templateDates = new Set(['2013-12-23T23:15:00Z', '2013-01-27T09:14:16Z', '2013-01-27T09:15:58Z'])

/** Reads `core.xml`; the date is that of the last change, since files made from a template keep its creation date. */
function readProperties(core: XmlElement | undefined): Properties {
  const say = (name: string): string | undefined => textOf(childAt(core, name)).trim() || undefined
  const title = say('title')
  const stated = [say('modified'), say('created')].find(
    (date) => date !== undefined && !templateDates.has(date),
  )
  const publishedAt = isoDate(stated)
  const metadata: Record<string, string> = {}
  for (const name of [
    'subject',
    'keywords',
    'description',
    'category',
    'language',
    'created',
    'modified',
    'lastModifiedBy',
  ])
    if (say(name)) metadata[name] = say(name)!
  return {
    ...(title ? { title } : {}),
    authors: (say('creator') ?? '')
      .split(/[;；]/)
      .map((author) => author.trim())
      .filter(Boolean),
    ...(publishedAt ? { publishedAt } : {}),
    metadata,
  }
}

/** An ISO 8601 date or date-time of a year that a file can have, else undefined. */
export function isoDate(text: string | undefined): string | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)(T\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text ?? '')
  if (!match || Number(match[1]) < 1980 || Number.isNaN(Date.parse(text!))) return undefined
  // A time without its zone says less than the day.
  return match[4] !== undefined && match[7] === undefined ? text!.slice(0, 10) : text
}

/** Tells in the document which parts are not whole. */
export function warnOfFaults(office: OfficePackage, builder: DocumentBuilder): void {
  for (const part of new Set(office.faults))
    builder.warn(`The part ${part} is damaged: what follows the damage is missing.`)
}

/** Follows `mc:AlternateContent`: the first choice that holds anything, else the fallback. */
export function alternative(element: XmlElement): XmlElement | undefined {
  return [...childrenOf(element, 'Choice'), ...childrenOf(element, 'Fallback')].find(
    (choice) => choice.children.length > 0,
  )
}

/** Whether an on/off property is set: present and not `0`, `false` or `off`. */
export function isOn(element: XmlElement | undefined): boolean {
  return element !== undefined && !/^(0|false|off|none)$/.test(attribute(element, 'val') ?? '')
}
