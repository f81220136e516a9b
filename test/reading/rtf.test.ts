import { describe, expect, it } from 'vitest'
import { plug } from '../../src/reading/readers/rtf.ts'
import { outlineOf, readOne } from './read-one.ts'
import { readerConformance } from './reader-conformance.ts'

const rtf = (body: string): Uint8Array =>
  new Uint8Array(Buffer.from(`{\\rtf1\\ansi\\ansicpg1252${body}}`, 'latin1'))
const outline = async (body: string): Promise<string[]> => outlineOf(await readOne(plug, 'a.rtf', rtf(body)))

readerConformance(plug, [
  {
    name: 'a.rtf',
    bytes: rtf(
      "{\\fonttbl{\\f0 Times;}}{\\info{\\title Lake}{\\author Ada}}\\pard First.\\par\\pard Caf\\'e9 \\u28165?\\u28246?.\\par",
    ),
    contains: ['First.', 'Café 清湖.'],
  },
])

describe('rtf', () => {
  it('decodes code pages, by document and by font', async () => {
    const gbk = "\\'c7\\'e5\\'ba\\'fe"
    expect(await outline(`\\ansicpg936 ${gbk}\\par`)).toEqual(['paragraph: 清湖'])
    expect(
      await outline(
        `{\\fonttbl{\\f0\\fcharset0 Times;}{\\f1\\fcharset134 SimSun;}}\\f0 Lake {\\f1 ${gbk}} \\'e9\\par`,
      ),
    ).toEqual(['paragraph: Lake 清湖 é'])
    // A double-byte character may be half escape, half plain byte.
    expect(await outline("{\\fonttbl{\\f1\\fcharset128 Mincho;}}\\f1 \\'83e\\'83X\\'83g\\par")).toEqual([
      'paragraph: テスト',
    ])
  })

  it('reads Unicode escapes with their fallbacks, and pairs', async () => {
    expect(await outline("\\uc1\\u8364?5 \\uc2\\u28165\\'c7\\'e5x\\uc1\\u-10179?\\u-8704?\\par")).toEqual([
      'paragraph: €5 清x😀',
    ])
  })

  it('leaves out what is not text', async () => {
    expect(
      await outline(
        '{\\*\\generator Writer;}{\\header top}{\\pict 0102ff}{\\field{\\*\\fldinst HYPERLINK "x"}{\\fldrslt link}} seen{\\v hidden}\\bin4 }}}} too\\par',
      ),
    ).toEqual(['paragraph: link seen too'])
  })

  it('knows headings, lists, tables and notes', async () => {
    const styles = '{\\stylesheet{\\s1\\outlinelevel0 heading 1;}{\\s2 heading 2;}{\\s3 Title;}}'
    const body = `${styles}\\pard\\s3 T\\par\\pard\\s1 One\\par\\pard\\s2 Two\\par\\pard Text{\\footnote Note.} on.\\par\\pard{\\listtext 1.\\tab}item\\par\\trowd\\intbl Year\\cell t\\cell\\row\\intbl 2020\\cell 5\\cell\\row\\pard End\\par`
    expect(await outline(body)).toEqual([
      'title: T',
      'heading1: One',
      'heading2: Two',
      'paragraph: Text on.',
      'footnote: Note.',
      'list-item: 1. item',
      'table: Year | t\n2020 | 5',
      'paragraph: End',
    ])
  })

  it('takes the Unicode title, and says when the end is missing', async () => {
    const document = await readOne(
      plug,
      'a.rtf',
      rtf('{\\info{\\upr{\\title ??}{\\*\\ud{\\title \\u28165?\\u28246?}}}}text'),
    )
    expect(document.title).toBe('清湖')
    const cut = await readOne(plug, 'a.rtf', new TextEncoder().encode('{\\rtf1 {\\b half'))
    expect(cut.warnings).toEqual(['The file ends in the middle: its last part is missing.'])
  })
})
