import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFrontier, plainAddress } from '#sources'

describe('the frontier of a run', () => {
  test('gives one address one value, with the way by which it came first', () => {
    const frontier = createFrontier()
    const first = frontier.offer('HTTP://Example.org:80/a/../b#part', { kind: 'search', by: 'brave' })!
    expect(first).toEqual({ url: 'http://example.org/b', from: { kind: 'search', by: 'brave' } })
    expect(frontier.offer(' http://example.org/b ', { kind: 'user' })).toBe(first)
    expect(frontier.size).toBe(1)
    expect(() => frontier.require(first)).not.toThrow()
  })

  test('holds nothing that it did not make, however alike', () => {
    const frontier = createFrontier()
    const address = frontier.offer('https://example.org/', { kind: 'user' })!
    for (const forged of [
      { ...address },
      { url: address.url, from: address.from },
      { ...address, url: 'https://example.org/x' },
    ]) {
      expect(frontier.holds(forged)).toBe(false)
      expect(() => frontier.require(forged)).toThrow(expect.objectContaining({ code: 'address-not-offered' }))
    }
    expect(createFrontier().holds(address)).toBe(false)
  })

  test('cannot have its addresses changed', () => {
    const address = createFrontier().offer('https://example.org/', {
      kind: 'link',
      by: 'https://example.org/from',
    })!
    expect(() => Object.assign(address, { url: 'http://10.0.0.1/' })).toThrow(TypeError)
    expect(() => Object.assign(address.from, { by: 'x' })).toThrow(TypeError)
  })

  test.each([
    '',
    'example.org',
    '/path',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:text/html,x',
    'ftp://example.org/',
    'http://',
    'http://[::1',
    'mailto:a@example.org',
    'blob:https://example.org/x',
    `https://example.org/${'a'.repeat(8_000)}`,
  ])('takes no address that is none: %s', (text) => {
    expect(createFrontier().offer(text, { kind: 'user' })).toBeUndefined()
  })

  test('writes an address so that it is written the same again', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string()),
        (text) => {
          const plain = plainAddress(text)
          if (plain === undefined) return
          expect(plainAddress(plain)).toBe(plain)
          expect(plain).toMatch(/^https?:\/\/[^#]+$/)
        },
      ),
      { numRuns: 200 },
    )
  })
})
