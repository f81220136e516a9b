import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, it, test } from 'vitest'
import { detectMediaType } from '#reading'
import { dataFolder } from '../data-folder.ts'
import { encodeAs } from './legacy-encoder.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8')
const zip = (...names: string[]): Uint8Array =>
  zipSync(Object.fromEntries(names.map((name) => [name, strToU8('x')])))
const ole = (stream: string): Uint8Array =>
  Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(504),
    Buffer.from(`${stream}\0`, 'utf16le'),
  ])
const office = 'application/vnd.openxmlformats-officedocument'

describe('content comes first', () => {
  test.each<[string, Uint8Array, string, string]>([
    ['PDF after junk', bytes(`${' '.repeat(600)}%PDF-1.7`), 'a.txt', 'application/pdf'],
    ['Word', zip('[Content_Types].xml', 'word/document.xml'), 'a.zip', `${office}.wordprocessingml.document`],
    ['Excel', zip('[Content_Types].xml', 'xl/workbook.xml'), 'a.docx', `${office}.spreadsheetml.sheet`],
    ['PowerPoint', zip('ppt/presentation.xml'), 'a', `${office}.presentationml.presentation`],
    ['EPUB by its container', zip('META-INF/container.xml', 'a.xhtml'), 'a', 'application/epub+zip'],
    ['a plain archive', zip('readme.txt'), 'a.zip', 'application/zip'],
    ['RTF', bytes('{\\rtf1\\ansi Hello}'), 'a.doc', 'application/rtf'],
    ['HTML', bytes('\ufeff <!-- x -->\n<!DOCTYPE html><p>Hi'), 'a.txt', 'text/html'],
    [
      'XHTML',
      bytes('<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "b">]><html xmlns="x"/>'),
      'a',
      'application/xhtml+xml',
    ],
    [
      'Atom',
      bytes('<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"></feed>'),
      'a.xml',
      'application/atom+xml',
    ],
    ['JSON', bytes('{"a": [1, 2]}'), 'a.txt', 'application/json'],
    ['JSON lines', bytes('{"a": 1}\n{"a": 2}\n'), 'a.json', 'application/x-ndjson'],
    ['mail', bytes('From: a@b.c\r\nTo: d@e.f\r\nSubject: x\r\n\r\nHello'), 'a.txt', 'message/rfc822'],
    ['CSV without a name', bytes('a,b\n1,2\n3,"4,5"\n6,7\n'), 'table', 'text/csv'],
    ['Markdown without a name', bytes('# T\n\n- a\n- b\n\n```\ncode\n```\n'), 'README', 'text/markdown'],
    ['an image', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10), 'a.md', 'image/png'],
    [
      'bytes',
      Uint8Array.from({ length: 999 }, (_, i) => (i * 7919) & 255),
      'a.txt',
      'application/octet-stream',
    ],
    ['zeros', new Uint8Array(100), 'a.csv', 'application/octet-stream'],
  ])('%s', (_, content, name, expected) => expect(detectMediaType(content, name)).toBe(expected))

  it('sees HTML through any encoding', () => {
    const page = '<!DOCTYPE html><html><body>考据是一种治学方法</body></html>'
    for (const encoding of ['gb18030', 'utf-16le', 'utf-16be', 'utf-8'])
      expect(detectMediaType(encodeAs(page, encoding), 'page.txt')).toBe('text/html')
  })

  it('knows ODF and EPUB by their first member', () => {
    for (const type of ['application/vnd.oasis.opendocument.text', 'application/epub+zip']) {
      const content = zipSync({ mimetype: [strToU8(type), { level: 0 }], 'content.xml': strToU8('<a/>') })
      expect(detectMediaType(content, 'a')).toBe(type)
    }
  })

  it('tells OLE2 files apart', () => {
    expect(detectMediaType(ole('EncryptedPackage'), 'a.docx')).toBe('application/x-encrypted-office')
    expect(detectMediaType(ole('WordDocument'), 'a')).toBe('application/msword')
    expect(detectMediaType(ole('Workbook'), 'a')).toBe('application/vnd.ms-excel')
    expect(detectMediaType(ole('Other'), 'a')).toBe('application/x-ole-storage')
  })
})

describe('the name comes second', () => {
  test.each([
    ['a.md', '<h1 align="center">Title</h1>\n\nText', 'text/markdown'],
    ['a.csv', 'name\nAnn\n', 'text/csv'],
    ['a.tsv', 'name\tage\n', 'text/tab-separated-values'],
    ['a.html', 'a fragment <b>only</b>', 'text/html'],
    ['a.json', '{"cut": [1, 2', 'application/json'],
    ['a.txt', 'Dear all: hello\n', 'text/plain'],
    ['a.txt', 'Note: one\nSubject: two\n', 'text/plain'],
    ['a.txt', '[1] is a reference, {not} JSON', 'text/plain'],
    ['a.py', 'x = {"a": 1}\n', 'text/plain'],
    ['湖.txt', '湖水结冰了', 'text/plain'],
  ])('%s: %s', (name, content, expected) => expect(detectMediaType(bytes(content), name)).toBe(expected))

  it('decides for a container cut short', () => {
    const word = zip('[Content_Types].xml', 'word/document.xml')
    expect(detectMediaType(word.subarray(0, 40), 'a.docx')).toBe(`${office}.wordprocessingml.document`)
    // The local header names the part even without the directory at the end.
    expect(detectMediaType(word.subarray(0, word.length - 30), 'a.bin')).toBe(
      `${office}.wordprocessingml.document`,
    )
  })
})

describe.skipIf(!dataFolder)('real files (skipped without the shared data)', () => {
  const expected: Readonly<Record<string, RegExp>> = {
    docx: /wordprocessingml|x-encrypted-office/,
    pptx: /presentationml/,
    xlsx: /spreadsheetml|x-encrypted-office/,
    csv: /^text\/csv$/,
    md: /^text\/markdown$/,
    html: /^text\/html$/,
    pdf: /^application\/pdf$/,
    xml: /xml$/,
  }
  it('are what their names say', () => {
    for (const entry of readdirSync(join(dataFolder!, 'documents'), {
      recursive: true,
      withFileTypes: true,
    })) {
      const extension = entry.name.split('.').pop()!
      if (!entry.isFile() || !expected[extension] || /groundtruth|output/.test(entry.parentPath)) continue
      const found = detectMediaType(readFileSync(join(entry.parentPath, entry.name)), entry.name)
      expect(found, entry.name).toMatch(expected[extension])
    }
  })
})
