import { deflateRawSync } from 'node:zlib'
import { strToU8, zipSync, type Zippable } from 'fflate'

/** Packs parts into a ZIP, as Office writes them. */
export function packParts(parts: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const entries: Zippable = {}
  for (const [name, data] of Object.entries(parts))
    entries[name] = typeof data === 'string' ? strToU8(data) : data
  return zipSync(entries)
}

const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships'
const officeRelations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** A relationships part: id → [type, target]. */
export function relationsPart(
  relations: Readonly<Record<string, readonly [type: string, target: string]>>,
): string {
  const items = Object.entries(relations).map(
    ([id, [type, target]]) =>
      `<Relationship Id="${id}" Type="${officeRelations}/${type}" Target="${target}"/>`,
  )
  return `<Relationships xmlns="${packageRelations}">${items.join('')}</Relationships>`
}

const word =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'

/** A Word file around a body, with further parts (path → XML) and relations of its main part. */
export function wordFile(
  body: string,
  parts: Readonly<Record<string, string>> = {},
  relations: Readonly<Record<string, readonly [string, string]>> = {},
  prolog = '',
): Uint8Array {
  return packParts({
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': relationsPart({ rId1: ['officeDocument', 'word/document.xml'] }),
    'word/_rels/document.xml.rels': relationsPart(relations),
    'word/document.xml': `<?xml version="1.0"?>${prolog}<w:document ${word}><w:body>${body}</w:body></w:document>`,
    ...Object.fromEntries(
      Object.entries(parts).map(([name, xml]) => [name, xml.replace('<w:root', `<w:root ${word}`)]),
    ),
  })
}

/** A paragraph with text, and properties. */
export function wordParagraph(text: string, properties = ''): string {
  return `<w:p>${properties ? `<w:pPr>${properties}</w:pPr>` : ''}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`
}

const sheet =
  'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'

/** A workbook: sheet name → its rows as XML; `styles` and `shared` are contents of those parts. */
export function workbookFile(sheets: Readonly<Record<string, string>>, shared = '', styles = ''): Uint8Array {
  const names = Object.keys(sheets)
  return packParts({
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': relationsPart({ rId1: ['officeDocument', 'xl/workbook.xml'] }),
    'xl/workbook.xml': `<workbook ${sheet}><sheets>${names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="s${i}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationsPart({
      ...Object.fromEntries(
        names.map((_, i) => [`s${i}`, ['worksheet', `worksheets/sheet${i}.xml`] as const]),
      ),
      shared: ['sharedStrings', 'sharedStrings.xml'],
      styles: ['styles', 'styles.xml'],
    }),
    'xl/sharedStrings.xml': `<sst ${sheet}>${shared}</sst>`,
    'xl/styles.xml': `<styleSheet ${sheet}>${styles}</styleSheet>`,
    ...Object.fromEntries(
      names.map((name, i) => [
        `xl/worksheets/sheet${i}.xml`,
        `<worksheet ${sheet}><sheetData>${sheets[name]}</sheetData></worksheet>`,
      ]),
    ),
  })
}

/** A ZIP of one entry that states a size of its own choosing. */
export function packAs(name: string, content: Uint8Array, stated: number): Uint8Array {
  const data = deflateRawSync(content, { level: 1 })
  const raw = strToU8(name)
  const local = new DataView(new ArrayBuffer(30))
  local.setUint32(0, 0x04034b50, true)
  local.setUint16(8, 8, true)
  local.setUint16(26, raw.length, true)
  const entry = new DataView(new ArrayBuffer(46))
  entry.setUint32(0, 0x02014b50, true)
  entry.setUint16(10, 8, true)
  entry.setUint32(20, data.length, true)
  entry.setUint32(24, stated, true)
  entry.setUint16(28, raw.length, true)
  const end = new DataView(new ArrayBuffer(22))
  end.setUint32(0, 0x06054b50, true)
  end.setUint16(8, 1, true)
  end.setUint16(10, 1, true)
  end.setUint32(12, 46 + raw.length, true)
  end.setUint32(16, 30 + raw.length + data.length, true)
  const bytes = (view: DataView): Uint8Array => new Uint8Array(view.buffer)
  return new Uint8Array(Buffer.concat([bytes(local), raw, data, bytes(entry), raw, bytes(end)]))
}
