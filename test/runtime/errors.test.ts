import { describe, expect, test } from 'vitest'
import { errorCodes, explain, fromErrorRecord, KaojuError, toErrorRecord, toKaojuError } from '#runtime'

describe('errors', () => {
  test.each(errorCodes)('%s tells, in both languages and on one line, what happened', (code) => {
    const error = new KaojuError(code)
    for (const language of ['en', 'zh'] as const) {
      const line = explain(error, language)
      expect(line).not.toContain('\n')
      expect(line).not.toMatch(/\{\w+\}/)
      expect(line.length).toBeGreaterThan(8)
    }
    expect(explain(error, 'zh')).toMatch(/\p{Script=Han}/u)
  })

  test('parameters are filled in and cannot break the line', () => {
    expect(new KaojuError('path-missing', { path: 'a\nb' }).message).toContain('a b')
  })

  test.each([
    ['ENOENT', 'path-missing'],
    ['EACCES', 'path-unreadable'],
    ['ENOSPC', 'disk-full'],
    ['EWHATEVER', 'internal'],
  ])('the system error %s is %s', (code, expected) => {
    expect(toKaojuError(Object.assign(new Error('x'), { code }), '/a').code).toBe(expected)
  })

  test('anything thrown has a name', () => {
    expect(toKaojuError('text').code).toBe('internal')
    expect(toKaojuError(new Error('database or disk is full')).code).toBe('disk-full')
    expect(toKaojuError(new DOMException('x', 'AbortError')).code).toBe('aborted')
  })

  test('an error crosses a boundary and stays itself', () => {
    const there = fromErrorRecord(
      structuredClone(toErrorRecord(new KaojuError('home-busy', { pid: 7, home: '/h' }))),
    )
    expect(there).toMatchObject({ code: 'home-busy', retryable: true, parameters: { pid: 7, home: '/h' } })
  })
})
