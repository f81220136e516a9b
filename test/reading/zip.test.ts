import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { openZip } from '../../src/reading/zip.ts'
import { packAs } from './office-files.ts'
import { parseXml, textOf } from '../../src/reading/xml.ts'

const code = (expected: string): unknown => expect.objectContaining({ code: expected })
const limits = { entries: 10, entryBytes: 1_000_000, totalBytes: 1_500_000 }

describe('zip', () => {
  it('reads entries by name, forgiving case and back slashes', () => {
    const zip = openZip(
      zipSync({
        'Word\\Document.xml': strToU8('text'),
        'a/': new Uint8Array(),
        'stored.txt': [strToU8('raw'), { level: 0 }],
      }),
      'a.docx',
    )
    expect(new TextDecoder().decode(zip.read('word/document.xml'))).toBe('text')
    expect(new TextDecoder().decode(zip.read('stored.txt'))).toBe('raw')
    expect(zip.names).toEqual(['Word/Document.xml', 'stored.txt'])
    expect(zip.read('none')).toBeUndefined()
  })

  it('refuses an entry that states, or turns out, to be too large', () => {
    const honest = zipSync({ big: new Uint8Array(2_000_000) })
    expect(() => openZip(honest, 'a.zip', limits).read('big')).toThrow(code('file-bomb'))
    const lying = packAs('x', new Uint8Array(50_000_000), 10)
    expect(lying.length).toBeLessThan(500_000)
    expect(() => openZip(lying, 'a.zip', limits).read('x')).toThrow(code('file-bomb'))
  })

  it('bounds the sum over entries and their number', () => {
    const two = openZip(zipSync({ a: new Uint8Array(900_000), b: new Uint8Array(900_000) }), 'a.zip', limits)
    expect(two.read('a')).toHaveLength(900_000)
    expect(() => two.read('b')).toThrow(code('file-bomb'))
    const many = zipSync(
      Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`f${i}`, new Uint8Array(1)])),
    )
    expect(() => openZip(many, 'a.zip', limits)).toThrow(code('file-bomb'))
  })

  it('names encryption and damage', () => {
    const locked = packAs('x', strToU8('secret'), 6)
    locked[6] = 1
    locked[locked.length - 22 - 47 + 8] = 1
    expect(() => openZip(locked, 'a.zip').read('x')).toThrow(code('file-encrypted'))
    const whole = zipSync({ a: strToU8('x'.repeat(500)) })
    expect(() => openZip(whole.subarray(0, 40), 'a.zip')).toThrow(code('file-damaged'))
    const spoilt = Uint8Array.from(whole)
    spoilt.fill(0xff, 32, 36)
    expect(() => openZip(spoilt, 'a.zip').read('a')).toThrow(code('file-damaged'))
  })
})

describe('xml', () => {
  const parse = (xml: string | Uint8Array): string =>
    textOf(parseXml(typeof xml === 'string' ? strToU8(xml) : xml, { path: 'a.xml' }))

  it('refuses entities, deep nesting and malformed text', () => {
    const lol = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>'
    expect(() => parse(lol)).toThrow(code('file-bomb'))
    expect(() => parse('<a>'.repeat(5_000))).toThrow(code('file-bomb'))
    expect(() => parse('<a><b></a>')).toThrow(code('file-damaged'))
    expect(() => parse('')).toThrow(code('file-damaged'))
  })

  it('keeps what stands before a fault for those who ask to hear of it', () => {
    const faults: string[] = []
    expect(
      textOf(
        parseXml(strToU8('<a>kept <b>too</b> <c'), {
          path: 'a.xml',
          onFault: (reason) => faults.push(reason),
        }),
      ),
    ).toContain('kept too')
    expect(faults).toHaveLength(1)
  })

  it('decodes UTF-16 and stated encodings', () => {
    const utf16 = Buffer.from('\ufeff<a>清湖</a>', 'utf16le')
    expect(parse(new Uint8Array(utf16))).toBe('清湖')
    expect(
      parse(
        new Uint8Array([
          ...strToU8('<?xml version="1.0" encoding="GBK"?><a>'),
          0xc7,
          0xe5,
          0xba,
          0xfe,
          ...strToU8('</a>'),
        ]),
      ),
    ).toBe('清湖')
  })
})
