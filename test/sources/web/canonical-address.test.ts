import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressKey, registrableDomain, siteOf } from '#sources'
import { dataFolder } from '../../data-folder.ts'

const wrapped = 'https://example.org/a?id=7'

/** Each row is one page. */
const same: readonly (readonly [string, ...string[]])[] = [
  ['https://example.org/', 'http://example.org', 'HTTPS://EXAMPLE.ORG:443/', 'http://www.example.org:80/', 'https://example.org./', 'https://example.org/index.html', 'https://example.org/#top', 'https://example.org/?', 'https://m.example.org/default.aspx'],
  ['https://example.org/a', 'https://example.org/a/', 'https://example.org/a//', 'https://example.org/a#!/x', 'https://mobile.example.org/a', 'https://amp.example.org/a', 'https://wap.example.org/a', 'https://example.org/a/amp/', 'https://example.org/a/amp', 'https://example.org/a.amp', 'https://example.org/a?amp=1', 'https://example.org/a?amp', 'https://example.org/a?outputType=amp', 'https://example.org/a;jsessionid=0A1B'],
  ['https://example.org/a.html', 'https://example.org/a.amp.html', 'https://www.google.com/amp/s/example.org/a.html', 'https://example-org.cdn.ampproject.org/c/s/example.org/a.html', 'https://cdn.ampproject.org/v/s/www.example.org/a.html?amp_js_v=0.1&usqp=mq331', 'https://www.bing-amp.com/c/s/example.org/a.html'],
  ['https://example.org/%E6%B9%96', 'https://example.org/湖', 'https://example.org/%e6%b9%96'],
  ['https://example.org/~a/b-c', 'https://example.org/%7Ea/%62%2dc'],
  ['https://example.org/a?b=1&c=2', 'https://example.org/a?c=2&b=1', 'https://example.org/a?utm_source=x&b=1&c=2&utm_campaign=y', 'https://example.org/a?c=2&fbclid=Iw&b=1&gclid=x&msclkid=y', 'https://example.org/a?&b=1&&c=2&UTM_Source=z'],
  ['https://example.org/a?q=two%20words', 'https://example.org/a?q=two+words'],
  ['https://en.wikipedia.org/wiki/Lake', 'https://en.m.wikipedia.org/wiki/Lake', 'http://en.wikipedia.org/wiki/Lake?wprov=sfti1#History'],
  ['https://www.zhihu.com/question/1/answer/2', 'https://zhihu.com/question/1/answer/2?utm_psn=3', 'https://link.zhihu.com/?target=https%3A//www.zhihu.com/question/1/answer/2'],
  ['https://www.bilibili.com/video/BV1?p=2', 'https://m.bilibili.com/video/BV1?p=2&spm_id_from=333.1&vd_source=ab&share_source=copy_web&from=search&seid=9'],
  ['https://mp.weixin.qq.com/s?__biz=MzA&mid=1&idx=1&sn=ab', 'https://mp.weixin.qq.com/s?sn=ab&idx=1&mid=1&__biz=MzA&chksm=77&scene=21&from=timeline&isappinstalled=0#wechat_redirect'],
  ['https://baijiahao.baidu.com/s?id=17', 'https://baijiahao.baidu.com/s?id=17&wfr=spider&for=pc'],
  ['https://item.taobao.com/item.htm?id=5', 'https://item.taobao.com/item.htm?spm=a1z&id=5&scm=1007&pvid=x'],
  ['https://blog.csdn.net/u/article/details/1', 'https://blog.csdn.net/u/article/details/1?spm=1001.2101&ops_request_misc=&request_id=&biz_id=0&depth_1-utm_source=distribute', 'https://link.csdn.net/?target=https%3A%2F%2Fblog.csdn.net%2Fu%2Farticle%2Fdetails%2F1'],
  ['https://www.youtube.com/watch?v=ab&t=10', 'https://m.youtube.com/watch?t=10&v=ab&si=xyz&feature=share'],
  ['https://www.amazon.co.uk/dp/B0', 'https://www.amazon.co.uk/dp/B0/ref=sr_1_1?crid=3&qid=1&sr=8-1&tag=x'],
  [wrapped, 'https://www.google.com/url?q=https%3A%2F%2Fexample.org%2Fa%3Fid%3D7&sa=U&ved=2', 'https://www.google.co.uk/url?sa=t&url=https://example.org/a%3Fid%3D7', 'https://duckduckgo.com/l/?uddg=https%3A%2F%2Fexample.org%2Fa%3Fid%3D7&rut=1', `https://www.bing.com/ck/a?!&&p=ab&u=a1${Buffer.from(wrapped).toString('base64url')}&ntb=1`, 'https://r.search.yahoo.com/_ylt=A/RV=2/RE=1/RO=10/RU=https%3a%2f%2fexample.org%2fa%3fid%3d7/RK=2/RS=x-', 'https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa%3Fid%3D7%26fbclid%3Dx&h=y', 'https://www.google.com/url?q=https%3A%2F%2Fduckduckgo.com%2Fl%2F%3Fuddg%3Dhttps%253A%252F%252Fexample.org%252Fa%253Fid%253D7'],
] // prettier-ignore

/** Each row is two pages. */
const different: readonly (readonly [string, string])[] = [
  ['https://example.org/a', 'https://example.org/b'],
  ['https://example.org/a', 'https://example.org/A'],
  ['https://example.org/a', 'https://sub.example.org/a'],
  ['https://example.org/a', 'https://example.org:8080/a'],
  ['https://example.org/amp', 'https://example.org/'],
  ['https://example.org/champ', 'https://example.org/ch'],
  ['https://example.org/a%2Fb', 'https://example.org/a/b'],
  ['https://example.org/a?id=1', 'https://example.org/a?id=2'],
  ['https://example.org/a?x=1&x=2', 'https://example.org/a?x=2&x=1'],
  ['https://example.org/a?from=1900', 'https://example.org/a?from=1950'],
  ['https://github.com/o/r/blob/x?ref=main', 'https://github.com/o/r/blob/x?ref=next'],
  ['https://www.baidu.com/s?wd=%E6%B9%96', 'https://www.baidu.com/s?wd=%E6%B2%B3'],
  ['https://www.baidu.com/link?url=abc', 'https://www.baidu.com/link?url=abd'],
  ['https://www.google.com/search?q=a', 'https://www.google.com/search?q=b'],
  ['https://www.google.com/url?q=javascript:alert(1)', 'https://www.google.com/url?q=data:text/plain,x'],
  ['https://www.bilibili.com/video/BV1?p=1', 'https://www.bilibili.com/video/BV1?p=2'],
  ['https://m.me/a', 'https://me/a'],
  ['https://m.github.io/a', 'https://github.io/a'],
  ['https://www.gov.uk/a', 'https://gov.uk/a'],
  ['https://example.org/watch?v=1&t=5', 'https://example.org/watch?v=1&t=6'],
  ['mcp://server/a', 'mcp://server/b'],
] // prettier-ignore

describe('one page, one key', () => {
  test.each(same)('%s', (first, ...others) => {
    expect(others.filter((other) => addressKey(other) !== addressKey(first))).toEqual([])
  })

  test.each(different)('%s is not %s', (one, other) => {
    expect(addressKey(one)).not.toBe(addressKey(other))
  })

  test('any text has a key, and a key is stable', () => {
    const urls = fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true, withFragments: true }))
    fc.assert(
      fc.property(urls, (url) => {
        const key = addressKey(url)
        if (/^https?:/i.test(url) && URL.canParse(url)) expect(addressKey(`https://${key}`)).toBe(key)
      }),
      { numRuns: 300 },
    )
  })

  test('wrappers that carry themselves come to an end', () => {
    let url = 'https://example.org/x'
    for (let depth = 0; depth < 12; depth++) url = `https://www.google.com/url?q=${encodeURIComponent(url)}`
    expect(addressKey(url)).toContain('google.com/url')
  })
})

describe('the site of an address', () => {
  test('is the registrable domain, else the host', () => {
    expect(siteOf('https://news.bbc.co.uk/a')).toBe('bbc.co.uk')
    expect(siteOf('https://someone.github.io/a')).toBe('someone.github.io')
    expect(siteOf('https://www.people.com.cn')).toBe('people.com.cn')
    expect(siteOf('http://127.0.0.1:8080/')).toBe('127.0.0.1')
    expect(siteOf('http://[::1]/')).toBe('[::1]')
    expect(siteOf('http://localhost/')).toBe('localhost')
    expect(siteOf('no address')).toBe('no address')
  })

  const list = dataFolder && join(dataFolder, 'web/psl/tests.txt')
  const present = list !== undefined && existsSync(list)
  test.skipIf(!present)(`by the list's own tests${present ? '' : ' (skipped: no data folder)'}`, () => {
    const rows = readFileSync(list!, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('//'))
      .map((line) => line.trim().split(/\s+/) as [string, string])
    expect(rows.length).toBeGreaterThan(70)
    const ascii = (host: string): string => (host === 'null' ? 'null' : new URL(`http://${host}`).hostname)
    const wrong = rows.filter(([host, domain]) => (registrableDomain(host) ?? 'null') !== domain)
    expect(wrong).toEqual([])
    // … and as addresses carry them.
    const carried = rows.filter(
      ([host, domain]) => domain !== 'null' && siteOf(`https://${host}/a`) !== ascii(domain),
    )
    expect(carried).toEqual([])
  })
})
