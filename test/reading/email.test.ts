import { describe, expect, it } from 'vitest'
import type { Document } from '#vocabulary'
import { plug } from '../../src/reading/readers/email.ts'
import { encodeAs } from './legacy-encoder.ts'
import { readAs, readerConformance, resourceOf } from './reader-conformance.ts'

const message = `From: Ann Lee <ann@example.org>
To: Wei Chen <wei@example.org>, crew@example.org
Cc: Harbour <harbour@example.org>
Subject: =?UTF-8?B?5rmW5LiK55qE5Yaw?= and the ferry
Date: Sat, 11 Feb 2023 09:30:00 +0800
Message-ID: <1@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: multipart/alternative; boundary="c"

--c
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Dear Wei,

the ferry stays in port for nine days=E2=80=94as long as the ice holds, and nobo=
dy knows.

> When does it sail?

Ann
--c
Content-Type: text/html; charset=utf-8

<p>Dear Wei,</p><p>the ferry stays in port for nine days—as long as the ice holds, and nobody knows.</p>
--c--
--b
Content-Type: application/pdf; name="plan.pdf"
Content-Disposition: attachment; filename="plan.pdf"
Content-Transfer-Encoding: base64

JVBERi0xLjQK
--b--
`.replaceAll('\n', '\r\n')

const html = `From: news@example.org
Subject: Weekly
Content-Type: text/html; charset=gb18030
Content-Transfer-Encoding: 8bit

<html><body><style>p{}</style><h1>湖讯</h1><p>那一年湖水很早就结冰了。</p><table><tr><th>年</th><th>天</th></tr><tr><td>2022</td><td>3</td></tr></table></body></html>
`

readerConformance(plug, [
  {
    name: 'ferry.eml',
    bytes: Buffer.from(message),
    contains: [
      '湖上的冰 and the ferry',
      'From: Ann Lee <ann@example.org>',
      'nine days—as long as the ice holds, and nobody knows.',
    ],
  },
  {
    name: 'weekly.eml',
    bytes: encodeAs(html, 'gb18030'),
    contains: ['Weekly', '湖讯', '那一年湖水很早就结冰了。', '2022 | 3'],
  },
])

const read = (bytes: Uint8Array): Promise<Document> =>
  readAs(plug.create({}), resourceOf({ name: 'a.eml', bytes }))

describe('mail', () => {
  it('states who wrote what to whom and when', async () => {
    const document = await read(Buffer.from(message))
    expect(document).toMatchObject({
      title: '湖上的冰 and the ferry',
      authors: ['Ann Lee'],
      warnings: ['Attachment plan.pdf (application/pdf) was not read.'],
    })
    expect(document.publishedAt).toMatch(/^2023-02-11T/)
    expect(document.metadata).toMatchObject({
      from: 'Ann Lee <ann@example.org>',
      to: 'Wei Chen <wei@example.org>, crew@example.org',
      cc: 'Harbour <harbour@example.org>',
      'message-id': '<1@example.org>',
    })
    expect(document.blocks.map((block) => block.kind)).toEqual([
      'title',
      'record',
      'paragraph',
      'paragraph',
      'quote',
      'paragraph',
    ])
  })

  it('reads mail of old programs that name no charset', async () => {
    const plain =
      'From: wei@example.org\nSubject: 湖上的冰已经很厚\n\n那一年湖水很早就结冰了，谁也没有料到。\n'
    const document = await read(encodeAs(plain, 'gb18030'))
    expect(document.title).toBe('湖上的冰已经很厚')
    expect(document.text).toContain('那一年湖水很早就结冰了')
  })

  it('prefers the HTML to a notice that there is HTML', async () => {
    const body = '<p>The real words of this letter stand here, and there are quite a few of them.</p>'
    const both = `From: a@b.c\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="x"\n\n--x\nContent-Type: text/plain\n\nSee HTML.\n--x\nContent-Type: text/html\n\n${body}\n--x--\n`
    expect((await read(Buffer.from(both))).text).toContain('The real words')
  })
})
