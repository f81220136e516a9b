/** A PDF 1.4 file (ISO 32000-1) from its objects: nothing compressed, no clock, so that equal objects are equal bytes. */

/** What stands between `obj` and `endobj`; the first object is number 1. */
export type PdfObject = string | { readonly dictionary: string; readonly stream: Uint8Array }

/** `root` and `info` are numbers of objects; a remark is a comment before the end of the file. */
export function writePdf(
  objects: readonly PdfObject[],
  places: { readonly root: number; readonly info: number },
  remark = '',
): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1')]
  let length = parts[0]!.length
  const add = (part: string | Uint8Array): void => {
    const bytes = typeof part === 'string' ? Buffer.from(part) : Buffer.from(part)
    parts.push(bytes)
    length += bytes.length
  }
  const starts = objects.map((object, i) => {
    const start = length
    add(`${i + 1} 0 obj\n`)
    if (typeof object === 'string') add(object)
    else {
      add(`<< ${object.dictionary} /Length ${object.stream.length} >>\nstream\n`)
      add(object.stream)
      add('\nendstream')
    }
    add('\nendobj\n')
    return start
  })
  for (const line of remark.split('\n').filter(Boolean)) add(`% ${line}\n`)
  const table = length
  const entries = starts.map((start) => `${String(start).padStart(10, '0')} 00000 n \n`)
  add(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries.join('')}`)
  add(
    `trailer\n<< /Size ${objects.length + 1} /Root ${places.root} 0 R /Info ${places.info} 0 R >>\nstartxref\n${table}\n%%EOF\n`,
  )
  return Buffer.concat(parts)
}

/** A text string: UTF-16 with its mark, in hexadecimal. */
export function pdfText(text: string): string {
  return `<feff${hex16(text)}>`
}

/** UTF-16 code units, most significant byte first, in hexadecimal. */
export function hex16(text: string): string {
  let hex = ''
  for (let i = 0; i < text.length; i++) hex += text.charCodeAt(i).toString(16).padStart(4, '0')
  return hex
}

/** What the file says of itself; the day of publication is the day on which it was made. */
export function pdfInfo(about: {
  readonly title: string
  readonly creator: string
  readonly publishedAt: string
  readonly subject?: string
}): string {
  const day = about.publishedAt.slice(0, 10).replaceAll('-', '')
  const subject = about.subject ? ` /Subject ${pdfText(about.subject)}` : ''
  return `<< /Title ${pdfText(about.title)} /Creator ${pdfText(about.creator)}${subject} /CreationDate (D:${day}) >>`
}
