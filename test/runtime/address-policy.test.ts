import { readFileSync } from 'node:fs'
import { createServer, get } from 'node:http'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { join, resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { admitAddress, chanceOf, judgeAddress, KaojuError, parseAllow } from '#runtime'
import {
  hostileHosts,
  insideNames,
  ipv4Spellings,
  ipv6Embeddings,
  wanted4,
} from '../adversarial/hostile-addresses.ts'
import { dataFolder } from '../data-folder.ts'
import { listen } from './loopback.ts'

/** A block as numbers: an oracle that shares no code with the policy. */
interface Range {
  readonly version: 4 | 6
  readonly first: bigint
  readonly last: bigint
  readonly global: boolean
  readonly block: string
}

const widths = { 4: 32n, 6: 128n } as const

/** Text of an address as a number; dotted tails are not used here. */
function numberOf(address: string): bigint {
  if (isIP(address) === 4) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n)
  const [head, tail] = address.split('::') as [string, string?]
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right]
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
}

function textOf(value: bigint, version: 4 | 6): string {
  const [count, bits] = version === 4 ? [4, 8n] : [8, 16n]
  const parts = Array.from(
    { length: count },
    (_, index) => (value >> (bits * BigInt(count - 1 - index))) & ((1n << bits) - 1n),
  )
  return version === 4 ? parts.join('.') : parts.map((part) => part.toString(16)).join(':')
}

function range(block: string, global: boolean): Range {
  const [network, length] = block.split('/') as [string, string]
  const version = isIP(network) as 4 | 6
  const first = numberOf(network)
  return { version, first, last: first + (1n << (widths[version] - BigInt(length))) - 1n, global, block }
}

const registries = ['iana-ipv4-special-registry-1.csv', 'iana-ipv6-special-registry-1.csv'].flatMap((name) =>
  parse<{ 'Address Block': string; 'Globally Reachable': string }>(
    readFileSync(resolve(import.meta.dirname, '../../docs/registries', name), 'utf8'),
    { columns: true },
  ).flatMap((row) =>
    row['Address Block']
      .replace(/\[\d\]/g, '')
      .split(',')
      .map((block) => range(block.trim(), row['Globally Reachable'] === 'True')),
  ),
)

/** What the registries do not say, by the RFCs and the clouds' documentation. */
const beyond = (
  '224.0.0.0/4 168.63.129.16/32 192.0.0.9/32 192.0.0.10/32 ' +
  'ff00::/8 fec0::/10 ::/96 0:0:0:0:0:ffff:0:0/96 0:0:0:0:ffff:0:0:0/96 2002::/16 2001::/32 ' +
  '2001:1::1/128 2001:1::2/128 2001:1::3/128 2001:20::/28 2001:30::/28 ::/3 4000::/2 8000::/1'
)
  .split(' ')
  .map((block) => range(block, false))

const nat64 = range('64:ff9b::/96', true)

/** Whether an address is global by the tables alone. */
function isGlobal(value: bigint, version: 4 | 6): boolean {
  const inside = (one: Range): boolean => one.version === version && value >= one.first && value <= one.last
  if (version === 6 && inside(nat64)) return isGlobal(value & 0xffff_ffffn, 4)
  if (version === 6 && [0x5efen, 0x0200_5efen].includes((value >> 32n) & 0xffff_ffffn)) return false
  if (beyond.some(inside)) return false
  const listed = registries
    .filter(inside)
    .sort((one, two) => Number(one.last - one.first - (two.last - two.first)))
  return listed[0]?.global ?? true
}

const verdictOf = (value: bigint, version: 4 | 6): string => judgeAddress(textOf(value, version)).verdict

/** Edges, middle and drawn points of a block. */
function pointsOf({ first, last, block }: Range): bigint[] {
  const chance = chanceOf('address-policy', block)
  const drawn = Array.from(
    { length: 20 },
    () => first + (BigInt(Math.floor(chance.next() * 2 ** 52)) * (last - first)) / (1n << 52n),
  )
  return [
    ...new Set([
      first,
      last,
      (first + last) / 2n,
      first + (last > first ? 1n : 0n),
      last - (last > first ? 1n : 0n),
      ...drawn,
    ]),
  ]
}

const refusedBlocks = [...registries.filter((one) => !one.global), ...beyond]

describe('addresses', () => {
  test(`edges, middles and drawn points of all ${refusedBlocks.length} non-global blocks are refused`, () => {
    expect(refusedBlocks.length).toBeGreaterThanOrEqual(50)
    const passed: string[] = []
    let points = 0
    for (const block of refusedBlocks)
      for (const point of pointsOf(block)) {
        // Some hold blocks that a registry calls global: 2001::/23 holds AMT's 2001:3::/32.
        const within = registries.some(
          (other) =>
            other.global && other.version === block.version && point >= other.first && point <= other.last,
        )
        if (within && isGlobal(point, block.version)) continue
        points++
        if (verdictOf(point, block.version) === 'global') passed.push(textOf(point, block.version))
      }
    expect(passed).toEqual([])
    expect(points).toBeGreaterThan(900)
  })

  test('every one of them that is IPv4 is refused in all embeddings, and global ones in all but NAT64', () => {
    const points = refusedBlocks.filter(({ version }) => version === 4).flatMap(pointsOf)
    const embedded = points.flatMap((point) => ipv6Embeddings(textOf(point, 4)))
    expect(embedded.filter(({ address }) => isIP(address) !== 6)).toEqual([])
    expect(embedded.filter(({ address }) => judgeAddress(address).verdict === 'global')).toEqual([])
    expect(embedded.length).toBeGreaterThan(8_000)
    for (const { name, address } of ['8.8.8.8', '1.1.1.1', '93.184.215.14', '223.5.5.5'].flatMap(
      ipv6Embeddings,
    ))
      expect(`${address} ${judgeAddress(address).verdict}`).toBe(
        `${address} ${name === 'NAT64' ? 'global' : 'refused'}`,
      )
  })

  test('1,000 global IPv4 and 1,000 global IPv6 addresses, drawn by a seed, are allowed', () => {
    for (const version of [4, 6] as const) {
      const chance = chanceOf('address-policy', `global ${version}`)
      const bits = (count: number): bigint => BigInt(Math.floor(chance.next() * 2 ** count))
      let allowed = 0
      while (allowed < 1_000) {
        const value =
          version === 4
            ? bits(32)
            : (1n << 125n) | (bits(29) << 96n) | (bits(32) << 64n) | (bits(32) << 32n) | bits(32)
        if (!isGlobal(value, version)) continue
        expect(`${textOf(value, version)} ${verdictOf(value, version)}`).toBe(
          `${textOf(value, version)} global`,
        )
        allowed++
      }
    }
    for (const address of [
      '8.8.8.8',
      '2606:4700:4700::1111',
      '2400:3200::1',
      '2a00:1450:4001:80e::200e',
      '64:ff9b::8.8.8.8',
    ])
      expect(judgeAddress(address)).toEqual({ verdict: 'global' })
  })

  test('40,000 addresses, drawn and beside every edge, are judged as the tables say', () => {
    const chance = chanceOf('address-policy', 'all')
    const bits = (count: number): bigint => BigInt(Math.floor(chance.next() * 2 ** count))
    const beside = [...registries, ...beyond].flatMap(({ first, last, version }) =>
      [first - 1n, first, last, last + 1n]
        .filter((value) => value >= 0n && value < 1n << widths[version])
        .map((value) => [value, version] as const),
    )
    const drawn = Array.from({ length: 20_000 }, () => [
      [bits(32), 4] as const,
      [(bits(32) << 96n) | (bits(32) << 64n) | (bits(32) << 32n) | bits(32), 6] as const,
    ]).flat()
    const wrong = [...beside, ...drawn].filter(
      ([value, version]) => (verdictOf(value, version) === 'global') !== isGlobal(value, version),
    )
    expect(wrong.map(([value, version]) => textOf(value, version))).toEqual([])
  })

  test('clouds are named, stand-ins of proxy programs recognised, and no refusal is without its reason', () => {
    const why = (address: string): string => {
      const verdict = judgeAddress(address)
      return verdict.verdict === 'global' ? 'global' : `${verdict.verdict} ${verdict.block} ${verdict.why}`
    }
    expect(why('169.254.169.254')).toMatch(/^refused 169\.254\.169\.254\/32 metadata of AWS/)
    expect(why('100.100.100.200')).toMatch(/Alibaba/)
    expect(why('192.0.0.192')).toMatch(/Oracle/)
    expect(why('168.63.129.16')).toMatch(/Azure/)
    expect(why('fd00:ec2::254')).toMatch(/AWS/)
    expect(why('fd20:ce::254')).toMatch(/Google/)
    expect(why('::1')).toBe('refused ::1/128 Loopback Address, RFC 4291')
    expect(why('64:ff9b::a9fe:a9fe')).toBe(
      'refused 64:ff9b::169.254.169.254/32 metadata of AWS, Azure, Google, OpenStack and others, through NAT64',
    )
    for (const address of ['198.18.0.1', '198.19.255.255', '64:ff9b::198.18.1.1', 'fc00::3'])
      expect(why(address)).toMatch(/^fake-ip /)
    expect(why('198.17.255.255')).toBe('global')
    expect(why('198.20.0.0')).toBe('global')
  })

  test('what is no address is refused, whatever it is', () => {
    const all = [
      '',
      '1.2.3',
      '01.2.3.4',
      '1.2.3.4 ',
      '[::1]',
      'fe80::1%lo',
      '2606::1%0',
      '0x7f.1',
      'localhost',
      '1.2.3.4/8',
      '８.8.8.8',
      '::8.8.8.8.',
    ]
    for (const text of all)
      expect(judgeAddress(text)).toMatchObject({ verdict: 'refused', why: 'not an IP address' })
    fc.assert(
      fc.property(fc.string(), (text) => isIP(text) !== 0 || judgeAddress(text).verdict === 'refused'),
      { seed: 4 },
    )
  })

  test('BlockList misses embeddings of what it is told to block; the policy does not', () => {
    const list = new BlockList()
    for (const block of registries.filter((one) => !one.global && one.version === 4)) {
      const [network, length] = block.block.split('/') as [string, string]
      list.addSubnet(network, Number(length), 'ipv4')
    }
    const embedded = wanted4.filter((address) => list.check(address)).flatMap(ipv6Embeddings)
    const missed = embedded.filter(({ address }) => !list.check(address, 'ipv6'))
    expect([...new Set(missed.map(({ name }) => name))]).toEqual([
      'compat',
      'translated',
      '6to4',
      'Teredo server',
      'Teredo client',
      'ISATAP',
      'NAT64 of the own network',
      'NAT64',
    ])
    expect(missed.filter(({ address }) => judgeAddress(address).verdict === 'global')).toEqual([])
  })

  test('Node asks no lookup hook about a literal: a hook alone guards nothing', async () => {
    const server = await listen(createServer((_, response) => response.end('reached')))
    const asked: string[] = []
    const through = (host: string): Promise<string> =>
      new Promise((settle) => {
        const lookup: LookupFunction = (name, _, answer) => {
          asked.push(name)
          answer(new Error('refused by the hook'), '')
        }
        const request = get({ host, port: server.port, lookup, agent: false }, (response) => {
          response.resume()
          settle(`${response.statusCode}`)
        })
        request.on('error', (error) => settle(error.message))
      })
    expect(await through('localhost')).toBe('refused by the hook')
    expect(await through('127.0.0.1')).toBe('200')
    expect(asked).toEqual(['localhost'])
    await server.close()
  })
})

type How = Parameters<typeof admitAddress>[2]

/** The reason of a refusal; undefined = admitted. */
function refusal(
  address: string,
  allow: readonly string[] = [],
  how: How = 'resolved-here',
): string | undefined {
  try {
    admitAddress(address, { allow }, how)
    return undefined
  } catch (error) {
    expect(error).toBeInstanceOf(KaojuError)
    const { code, parameters } = error as KaojuError
    return code === 'address-refused' ? String(parameters['reason']) : code
  }
}

describe('URLs', () => {
  test('only http and https, standard ports, no credentials', () => {
    for (const url of [
      'http://kaoju.org/',
      'https://kaoju.org/a?b',
      'http://kaoju.org:443/',
      'https://kaoju.org:80/',
      'http://@kaoju.org/',
    ])
      expect(refusal(url)).toBeUndefined()
    expect(refusal('ftp://kaoju.org/')).toBe('ftp: is not http or https')
    for (const url of [
      'file:///etc/passwd',
      'data:text/html,x',
      'javascript:1',
      'blob:http://kaoju.org/x',
      'ws://kaoju.org/',
      'about:blank',
    ])
      expect(refusal(url)).toMatch(/is not http or https$/)
    for (const url of [
      '',
      'kaoju.org',
      '//kaoju.org/',
      'http://',
      'http://[::1',
      'http://a b/',
      'http://kaoju.org:99999/',
    ])
      expect(refusal(url)).toBe('not a URL')
    expect(refusal('http://kaoju.org:8080/')).toBe('port 8080')
    expect(refusal('https://kaoju.org:22/')).toBe('port 22')
    for (const url of ['http://me@kaoju.org/', 'http://:secret@kaoju.org/', 'http://me:secret@kaoju.org/'])
      expect(refusal(url)).toBe('credentials in the address')
    expect(refusal(`http://kaoju.org/${'a'.repeat(20_000)}`)).toMatch(/^longer than/)
  })

  test('what is returned is what was judged: no dot of the root, no fragment', () => {
    expect(admitAddress('HTTPS://KaoJu.org./a#b', {}, 'resolved-here').url.href).toBe('https://kaoju.org/a')
    expect(admitAddress('http://考据.中国/', {}, 'resolved-here').url.href).toBe(
      'http://xn--vxu294d.xn--fiqs8s/',
    )
  })

  test('no refusal shows a password or a query', () => {
    for (const url of [
      'http://me:secret@10.0.0.1/?key=secret',
      'ftp://me:secret@x.org/?secret',
      'http://me:secret@[::1/?secret',
      'http://me:secret@x.org:99/?secret',
    ]) {
      const error = (() => {
        try {
          return admitAddress(url, {}, 'resolved-here')
        } catch (thrown) {
          return thrown as KaojuError
        }
      })()
      expect(error).toBeInstanceOf(KaojuError)
      expect(JSON.stringify([error, (error as KaojuError).message])).not.toContain('secret')
    }
  })

  test('every spelling of a literal is one address, or none: the URL standard turns it into dots, and that is judged', () => {
    for (const address of wanted4) {
      const spelled = ipv4Spellings(address).map((host) => `http://${host}/`)
      const hosts = spelled.filter((url) => URL.canParse(url)).map((url) => new URL(url).hostname)
      expect(new Set(hosts)).toEqual(new Set([address]))
      expect(hosts.length).toBeGreaterThanOrEqual(30)
      for (const url of spelled) expect(refusal(url), url).toBeDefined()
    }
    for (const url of ipv4Spellings('93.184.215.14').map((host) => `http://${host}/`))
      if (URL.canParse(url)) expect(admitAddress(url, {}, 'resolved-here').url.hostname).toBe('93.184.215.14')
  })

  const hosts = hostileHosts('address-policy', 40)
  test(`${hosts.length} hostile hosts are refused, resolved here and through a proxy`, () => {
    expect(hosts.length).toBeGreaterThan(4_000)
    for (const how of ['resolved-here', 'through-proxy'] as const)
      expect(hosts.filter(({ host }) => refusal(`http://${host}/`, [], how) === undefined)).toEqual([])
  })

  test('names of one network only are refused, names that resemble them are not', () => {
    for (const name of insideNames) expect(refusal(`https://${name}/`), name).toBeDefined()
    for (const name of [
      'localhost.com',
      'notlocalhost.org',
      'internal.org',
      'my-internal.com',
      'example.com',
      'test.org',
      'corp.google.com',
      'home.pl',
      'lan.com',
      'metadata.org',
    ])
      expect(refusal(`https://${name}/`), name).toBeUndefined()
    for (const name of [
      '.',
      '..',
      'a..b',
      '.kaoju.org',
      'kaoju.org..',
      '127.0.0.1..',
      `${'a'.repeat(64)}.org`,
      `${'a.'.repeat(127)}org`,
      'a$b.org',
      "a'b.org",
      'a*.org',
    ])
      expect(refusal(`https://${name}/`), name).toBe('no host is called so')
  })

  test('through a proxy, which nobody checks, names that spell an address are refused too', () => {
    const names = [
      '127.0.0.1.nip.io',
      '7f000001.nip.io',
      'a.sslip.io',
      '--1.sslip.io',
      'localtest.me',
      'x.lvh.me',
      '10-0-0-1.any.org',
      '10.0.0.1.any.org',
      'app-169-254-169-254.any.org',
      '192-168-1-5.abcdef.plex.direct',
      '7f000001.c0a80001.rbndr.us',
      'a10-0-0-1b.any.org',
      'fritz.box',
    ]
    for (const name of names) {
      expect(refusal(`http://${name}/`, [], 'through-proxy'), name).toMatch(/nobody checks$/)
      expect(refusal(`http://${name}/`), name).toBeUndefined()
      expect(refusal(`http://${name}/`, [name], 'through-proxy'), name).toBeUndefined()
    }
    for (const name of [
      'ec2-3-250-85-45.compute-1.amazonaws.com',
      'release-1-2-3.kaoju.org',
      'notnip.io',
      '1.2.3.kaoju.org',
    ])
      expect(refusal(`http://${name}/`, [], 'through-proxy'), name).toBeUndefined()
  })
})

describe('exceptions', () => {
  test('an entry admits its host or addresses, at its port, and nothing beside', () => {
    const cases: readonly (readonly [url: string, allow: string, admitted: boolean])[] = [
      ['http://127.0.0.2:8080/', '127.0.0.2:8080', true],
      ['http://127.0.0.2:8081/', '127.0.0.2:8080', false],
      ['http://127.0.0.2/', '127.0.0.2:8080', false],
      ['http://127.0.0.3:8080/', '127.0.0.2:8080', false],
      ['http://127.0.0.2/', '127.0.0.2', true],
      ['http://127.0.0.2:8080/', '127.0.0.2', false],
      ['http://0x7f.2/', '127.0.0.2', true],
      ['http://[::ffff:127.0.0.2]/', '127.0.0.2', false],
      ['http://10.9.8.7/', '10.0.0.0/8', true],
      ['http://11.9.8.7/', '11.0.0.0/33', false],
      ['http://10.9.8.7:81/', '10.0.0.0/8:81', true],
      ['http://10.9.8.7/', '0.0.0.0/0', true],
      ['http://[fd00::5]:99/', '[fd00::5]:99', true],
      ['http://[fd00::5]/', 'fd00::/8', true],
      ['http://[fd00::5]:99/', '[fd00::/8]:99', true],
      ['http://[fe80::5]/', 'fd00::/8', false],
      ['http://wiki/', 'wiki', true],
      ['http://wiki:8080/', 'WIKI.:8080', true],
      ['http://wiki:8081/', 'wiki:8080', false],
      ['http://a.wiki.corp/', '*.wiki.corp', true],
      ['http://wiki.corp/', '*.wiki.corp', false],
      ['http://a.wiki.corp/', 'wiki.corp', false],
      ['http://awiki.corp/', '*.wiki.corp', false],
      ['http://kaoju.org:8443/', 'kaoju.org:8443', true],
      ['http://考据.中国:81/', '考据.中国:81', true],
      ['http://me@wiki/', 'wiki', false],
      ['ftp://wiki/', 'wiki', false],
    ]
    for (const [url, allow, admitted] of cases)
      for (const how of ['resolved-here', 'through-proxy'] as const)
        expect([url, allow, refusal(url, [allow], how) === undefined]).toEqual([url, allow, admitted])
  })

  test('a host entry exempts what the host resolves to; an entry about addresses exempts only these', () => {
    const named = admitAddress('http://wiki.corp/', { allow: ['wiki.corp'] }, 'resolved-here')
    expect([named.exempt('10.0.0.1'), named.judge('10.0.0.1').verdict]).toEqual([true, 'global'])
    expect(named.judge('junk').verdict).toBe('refused')
    const block = { allow: ['10.0.0.0/8', '10.0.0.0/8:81'] }
    const plain = admitAddress('http://kaoju.org/', block, 'resolved-here')
    expect(
      ['10.0.0.1', '11.0.0.1', '172.16.0.1', '::ffff:10.0.0.1', '64:ff9b::10.0.0.1'].map(
        (address) => plain.judge(address).verdict,
      ),
    ).toEqual(['global', 'global', 'refused', 'refused', 'refused'])
    // What only the entry admits, a name of the own network or an odd port, admits nothing but its addresses.
    for (const url of ['http://wiki/', 'http://kaoju.org:81/']) {
      const conditional = admitAddress(url, block, 'resolved-here')
      expect(
        ['10.0.0.1', '11.0.0.1', '8.8.8.8'].map((address) => conditional.judge(address).verdict),
      ).toEqual(['global', 'refused', 'refused'])
      expect(refusal(url, block.allow, 'through-proxy')).toBeDefined()
    }
    expect(refusal('http://kaoju.org:82/', block.allow)).toBe('port 82')
  })

  test('nonsense is told, and every good form is read', () => {
    expect(
      parseAllow([
        'a',
        '*.b',
        'c:1',
        '1.2.3.4',
        '1.2.3.4:5',
        '::1',
        '[::1]',
        '[::1]:80',
        '10.0.0.0/8',
        'fd00::/8',
        '0.0.0.0/0',
        '::/0',
        ' x_y.z ',
      ]),
    ).toHaveLength(13)
    const bad = [
      '',
      ' ',
      '*',
      '*.',
      '*.*.a',
      '.a',
      'a..b',
      'a b',
      'a/b',
      'http://a',
      'a@b',
      'a:0',
      'a:99999',
      'a:',
      '1.2.3.4/33',
      '::/129',
      '10.0.0/8',
      '0x7f.1',
      '127.1',
      '2130706433',
      '1.2.3.4:',
      '[::1',
      '[1.2.3.4]:5',
      'fe80::1%lo',
      '[]',
      'a:b',
      '*.1.2.3.4',
      '%31.com',
    ]
    for (const entry of bad) {
      expect(() => parseAllow([entry]), entry).toThrow(
        expect.objectContaining({
          code: 'option-invalid',
          parameters: expect.objectContaining({ option: 'web.allow' }) as unknown,
        }),
      )
      expect(refusal('http://kaoju.org/', [entry])).toBe('option-invalid')
    }
  })

  test('whatever comes, the gate answers or refuses with a code', () => {
    const url = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl(),
      fc.string().map((text) => `http://${text}/`),
    )
    fc.assert(
      fc.property(url, fc.constantFrom<How>('resolved-here', 'through-proxy'), (text, how) => {
        const reason = refusal(text, [], how)
        return reason === undefined || reason !== ''
      }),
      { seed: 4, numRuns: 500 },
    )
  })
})

interface UrlCase {
  readonly input: string
  readonly base: string | null
  readonly failure?: true
  readonly protocol?: string
  readonly hostname?: string
  readonly username?: string
  readonly password?: string
}

describe.skipIf(dataFolder === undefined)(
  'the URL standard (skipped where the data folder is absent)',
  () => {
    const cases = (
      JSON.parse(readFileSync(join(dataFolder ?? '', 'web/wpt_url/urltestdata.json'), 'utf8')) as (
        | string
        | UrlCase
      )[]
    ).filter((one) => typeof one !== 'string')

    test(`${cases.length} cases of the web platform tests: we agree about what is a URL and what is its host`, () => {
      const counted = { 'not a URL': 0, 'other scheme': 0, credentials: 0, refused: 0, admitted: 0 }
      expect(cases).toHaveLength(891)
      for (const { input, base, failure, ...parts } of cases) {
        // Relative references are made absolute before they come to the gate.
        const address = base === null ? input : URL.parse(input, base)?.href
        if (address === undefined) {
          expect(failure, `${input} under ${base}`).toBe(true)
          counted['not a URL']++
          continue
        }
        const outcome = outcomeOf(address)
        const shown = `${JSON.stringify(input)} under ${base}: ${String(outcome.reason)}`
        expect(outcome.reason === 'not a URL', shown).toBe(failure === true)
        if (failure) counted['not a URL']++
        else if (parts.protocol !== 'http:' && parts.protocol !== 'https:') {
          expect(outcome.reason, shown).toBe(`${parts.protocol} is not http or https`)
          counted['other scheme']++
        } else {
          expect(bare(outcome.host), shown).toBe(bare(parts.hostname))
          if (parts.username || parts.password) {
            expect(outcome.reason).toBe('credentials in the address')
            counted.credentials++
          } else counted[outcome.reason === undefined ? 'admitted' : 'refused']++
        }
      }
      expect(counted).toMatchInlineSnapshot(`
        {
          "admitted": 150,
          "credentials": 31,
          "not a URL": 267,
          "other scheme": 377,
          "refused": 66,
        }
      `)
    })
  },
)

/** A host without brackets and without the dot of the root. */
const bare = (host: unknown): string => String(host).replace(/^\[|\]$|\.$/g, '')

function outcomeOf(address: string): { readonly host?: unknown; readonly reason?: unknown } {
  try {
    return { host: admitAddress(address, {}, 'resolved-here').url.hostname }
  } catch (error) {
    return (error as KaojuError).parameters
  }
}
