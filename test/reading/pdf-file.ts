/** Text on a page: baseline from the bottom left, in points. */
export interface Placed {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly size?: number
  readonly bold?: boolean
}

/** Lines of text under each other. */
export function column(x: number, top: number, lines: readonly string[], size = 10): Placed[] {
  return lines.map((text, index) => ({ text, x, y: top - index * size * 1.2, size }))
}

/** A PDF 1.4 file in Helvetica on 600 × 800 pages, as plain as can be. */
export function pdfFile(
  pages: readonly (readonly Placed[])[],
  options: { readonly info?: string; readonly trailer?: string; readonly objects?: readonly string[] } = {},
): Uint8Array {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, index) => `${6 + index * 2} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>',
    `<< ${options.info ?? ''} >>`,
    ...pages.flatMap((page, index) => {
      const content = page
        .map(
          ({ text, x, y, size = 10, bold }) =>
            `BT /${bold ? 'B' : 'F'} ${size} Tf ${x} ${y} Td (${text.replace(/[\\()]/g, '\\$&')}) Tj ET`,
        )
        .join('\n')
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F 3 0 R /B 4 0 R >> >> /Contents ${7 + index * 2} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ]
    }),
    ...(options.objects ?? []),
  ]
  let file = '%PDF-1.4\n'
  const places = objects.map((object, index) => {
    const at = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const xref = file.length
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`
  file += `trailer << /Size ${objects.length + 1} /Root 1 0 R /Info 5 0 R ${options.trailer ?? ''} >>\nstartxref\n${xref}\n%%EOF\n`
  return new Uint8Array(Buffer.from(file, 'latin1'))
}
