import { describe, expect, test } from 'vitest'
import {
  askedAddress,
  placedAddresses,
  plainAddresses,
  rootedLinks,
} from '../../../../src/arena/lab/serve/addresses.ts'

const texts = [
  'see http://halvor-courier.example/2019/bridge.',
  '<a href="http://a-b.example">x</a> and http://c.d.example/?u=1#top',
  '（http://qinghu.example/桥）、http://qinghu.example，以及 http://qinghu.example。',
  'http://x.example?q=1 http://y.example#z',
  'https://elsewhere.test/ http://notanexample/ http://a.example.org/ 12:30',
]

describe('addresses', () => {
  test.each(texts)('are placed and taken out again: %s', (text) => {
    expect(plainAddresses(placedAddresses(text, 40123))).toBe(text)
    expect(plainAddresses(placedAddresses(text, 40123, 'path'))).toBe(text)
    expect(placedAddresses(text, 40123, 'proxy')).toBe(text)
  })

  test('get a port each, and those of others none', () => {
    expect(placedAddresses(texts[0]!, 81)).toBe('see http://halvor-courier.example:81/2019/bridge.')
    expect(placedAddresses(texts[2]!, 81)).toBe(
      '（http://qinghu.example:81/桥）、http://qinghu.example:81，以及 http://qinghu.example:81。',
    )
    expect(placedAddresses(texts[4]!, 81)).toBe(texts[4])
    expect(placedAddresses('http://x.example/', 81, 'path')).toBe('http://127.0.0.1:81/x.example/')
  })

  test('that were placed before are placed anew', () => {
    expect(placedAddresses(placedAddresses(texts[1]!, 81), 92)).toBe(placedAddresses(texts[1]!, 92))
  })

  test('lose their ports where they stand in other addresses, too', () => {
    expect(plainAddresses('http://collector.example:81/?u=http%3A%2F%2Fx.example%3A81%2Fa')).toBe(
      'http://collector.example/?u=http%3A%2F%2Fx.example%2Fa',
    )
  })

  test('are understood in each form', () => {
    const host = 'x.example'
    const url = 'http://x.example/a?b=c'
    expect(askedAddress({ host, path: '/a?b=c' })).toEqual({ host, url, form: 'direct' })
    expect(askedAddress({ host: '127.0.0.1', path: '/x.example/a?b=c' })).toEqual({ host, url, form: 'path' })
    expect(askedAddress({ host, path: url })).toEqual({ host, url, form: 'proxy' })
    expect(askedAddress({ host, path: 'http://x.example:81/a?b=c' })).toEqual({ host, url, form: 'direct' })
    expect(askedAddress({ host: '127.0.0.1', path: '/x.example' })).toMatchObject({
      url: 'http://x.example/',
    })
    expect(askedAddress({ host: '127.0.0.1', path: '/' })).toBeUndefined()
  })

  test('of a page that begin at its root lead there when the host stands in the path', () => {
    expect(rootedLinks(`<a href="/a"> <img src='/b'> <a href="//c/"> <a href="d">`, 'x.example')).toBe(
      `<a href="/x.example/a"> <img src='/x.example/b'> <a href="//c/"> <a href="d">`,
    )
  })
})
