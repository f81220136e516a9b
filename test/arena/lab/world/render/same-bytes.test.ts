import { expect, test } from 'vitest'
import { sha256 } from '#runtime'
import { renderFeed, renderPage } from '../../../../../src/arena/lab/world/render/render-page.ts'
import { languages, pageOf } from './samples.ts'

const forms = ['html', 'pdf', 'scan', 'markdown', 'text'] as const

test('the same content is the same bytes, on every machine', () => {
  const digests = (): string[] =>
    languages.flatMap((language) =>
      forms.map((form) =>
        sha256(JSON.stringify(renderPage(pageOf(language, form === 'scan' ? 'boxed' : 'long'), form))),
      ),
    )
  expect(digests()).toEqual(digests())
  // One digest for all, which changes only when the pages are meant to: another machine must find the same.
  expect(sha256(digests().join('\n')).slice(0, 16)).toBe('35cc19535a04b78c')
  const feed = { url: 'http://a.example/feed', title: 'A', language: 'en', items: [] } as const
  expect(renderFeed(feed, 'rss')).toEqual(renderFeed(feed, 'rss'))
})

test('every form says what it is', () => {
  const types = forms.map((form) => renderPage(pageOf('en', 'short'), form).mediaType)
  expect(types).toEqual(['text/html', 'application/pdf', 'application/pdf', 'text/markdown', 'text/plain'])
  const pdf = renderPage(pageOf('en', 'short'), 'pdf')
  expect(pdf.encoding).toBe('base64')
  expect(Buffer.from(pdf.body, 'base64').subarray(0, 8).toString()).toBe('%PDF-1.4')
})

test('nothing that XML or PDF cannot hold gets out', () => {
  const odd = 'A\u0000B\u000bC\ud800D\u001f'
  const title = odd
  for (const form of ['html', 'markdown', 'text'] as const) {
    const { body } = renderPage(
      pageOf('en', 'short', { title, blocks: [{ type: 'paragraph', text: odd }] }),
      form,
    )
    expect(body).toContain('ABC\ufffdD')
    expect(body).not.toMatch(/[\u0000\u000b\u001f]/)
  }
})
