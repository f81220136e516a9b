import { describe, expect, test } from 'vitest'
import { checkSteering, refusalOf, siteHolds, siteRule } from '#runtime'
import type { Steering } from '#vocabulary'

describe('a site', () => {
  test.each([
    ['example.com', 'https://example.com/', true],
    ['example.com', 'http://www.example.com/a?b', true],
    ['www.example.com', 'https://example.com/a', true],
    ['example.com', 'https://news.example.com:8443/a', true],
    ['EXAMPLE.com.', 'https://example.com./a', true],
    ['*.example.com', 'https://a.example.com/', true],
    ['example.com', 'https://notexample.com/', false],
    ['example.com', 'https://example.com.evil.net/', false],
    ['example.com', 'https://evil.net/example.com', false],
    ['example.com', 'https://example.com@evil.net/', false],
    ['example.com', 'mcp://example.com/doc', false],
    ['example.com', 'file:///example.com', false],
    ['例子.中国', 'https://xn--fsqu00a.xn--fiqs8s/页', true],
    ['xn--fsqu00a.xn--fiqs8s', 'https://例子.中国/', true],
    ['https://example.com/blog', 'http://example.com/blog/1', true],
    ['https://example.com/blog', 'https://www.example.com/blog?page=2', true],
    ['https://example.com/blog', 'https://example.com/blog', true],
    ['https://example.com/blog', 'https://example.com/blogger', false],
    ['https://example.com/blog/', 'https://example.com/blog', false],
    ['https://example.com/%7euser', 'https://example.com/~user/x', true],
    ['example.com/blog/', 'https://example.com/blog/1', true],
    ['https://example.com/a?id=', 'https://example.com/a?id=7', true],
    ['https://example.com/', 'https://sub.example.com/x', true],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080/x', true],
    ['127.0.0.1:8080', 'http://127.0.0.1:8081/x', false],
    ['[::1]', 'http://[::1]:99/', true],
    ['0.0.1', 'http://127.0.0.1/', false],
  ])('%s holds %s: %s', (site, address, holds) => {
    const rule = siteRule(site)
    expect(rule).toBeDefined()
    expect(siteHolds(rule!, address)).toBe(holds)
  })

  test.each([
    '',
    '   ',
    'com',
    'wikipedia',
    'two words.com',
    'mailto:a@b.com',
    'file:///etc',
    'ftp://example.com',
    'https://user:pass@example.com',
    'https://',
    'ex!ample.com',
    '..',
    'a..b',
    'javascript:alert(1)',
    'x'.repeat(3000) + '.com',
    'exa\u0000mple.com',
  ])('%j is none', (site) => expect(siteRule(site)).toBeUndefined())
})

describe('an instruction', () => {
  const refused: [Steering, RegExp][] = [
    [{ kind: 'question-edit', id: 'q7', text: 'x' }, /q1, q2/],
    [{ kind: 'question-drop', id: '' }, /q1, q2/],
    [{ kind: 'question-add', text: ' \n' }, /2000/],
    [{ kind: 'note', text: 'x'.repeat(2001) }, /2000/],
    [{ kind: 'note', text: 'a\u0007b' }, /2000/],
    [{ kind: 'note', text: '\ud800' }, /2000/],
    [{ kind: 'source-ban', site: 'com' }, /example\.com/],
    [{ kind: 'budget-raise', limits: {} }, /usd/],
    [{ kind: 'budget-raise', limits: { usd: 0 } }, /usd/],
    [{ kind: 'budget-raise', limits: { searches: -2 } }, /usd/],
    [{ kind: 'budget-raise', limits: { pages: 1.5 } }, /usd/],
    [{ kind: 'budget-raise', limits: { usd: Number.NaN } }, /usd/],
    [{ kind: 'budget-raise', limits: { time: 3 } as never }, /usd/],
    [{ kind: 'source-add', url: 'file:///etc/passwd' }, /https:/],
    [{ kind: 'source-add', url: 'https://me:secret@example.com/' }, /https:/],
    [{ kind: 'later' } as never, /note/],
  ]
  test.each(refused)('%j is refused', (steering, takes) => {
    expect(() => checkSteering(steering, { questions: ['q1', 'q2'] })).toThrow(
      expect.objectContaining({ code: 'steering-refused', message: expect.stringMatching(takes) as unknown }),
    )
    expect(refusalOf(steering, ['q1', 'q2'])?.message).not.toContain('secret')
  })

  test.each([
    'http://127.0.0.1/',
    'http://169.254.169.254/latest',
    'http://10.0.0.1/x',
    'http://localhost/x',
  ])('no page at %s, unless the user allows it', (url) => {
    expect(() => checkSteering({ kind: 'source-add', url })).toThrow(
      expect.objectContaining({ code: 'address-refused' }),
    )
    expect(() => checkSteering({ kind: 'source-add', url }, { allow: [new URL(url).hostname] })).not.toThrow()
  })

  test.each<Steering>([
    { kind: 'question-edit', id: 'q2', text: '长江多长？' },
    { kind: 'note', text: 'Line one.\n\tLine two.' },
    { kind: 'budget-raise', limits: { usd: 0.5, searches: 20 } },
    { kind: 'source-add', url: 'https://example.com/report.pdf#p2' },
    { kind: 'pause' },
    { kind: 'resume' },
    { kind: 'write' },
  ])('%j is taken', (steering) =>
    expect(() => checkSteering(steering, { questions: ['q1', 'q2'] })).not.toThrow(),
  )
})
