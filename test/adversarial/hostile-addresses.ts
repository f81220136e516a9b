import { chanceOf, type Chance } from '#runtime'

/**
 * Addresses and URLs that must not be reached, made from a seed: every spelling of a literal that a URL parser,
 * `inet_aton` or a careless filter understands, every embedding of IPv4 in IPv6, every trick with the parts of a URL.
 * Nothing here asks the policy what it thinks; what a form stands for is known where it is made.
 */

/** Every way to spell an IPv4 address as a host, the plain one first. */
export function ipv4Spellings(address: string): readonly string[] {
  const bytes = address.split('.').map(Number) as [number, number, number, number]
  const [a, b, c, d] = bytes
  const whole = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
  const low24 = (b << 16) | (c << 8) | d
  const low16 = (c << 8) | d
  const octal = (value: number): string => `0${value.toString(8)}`
  const hex = (value: number): string => `0x${value.toString(16)}`
  const inDigits = (zero: number): string =>
    address.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)))
  const circled = address.replace(/[1-9]/g, (digit) => String.fromCodePoint(0x2460 + Number(digit) - 1))
  return [
    address,
    `${address}.`,
    String(whole),
    hex(whole),
    hex(whole).toUpperCase(),
    `0x${whole.toString(16).padStart(8, '0')}`,
    octal(whole),
    `00000${octal(whole)}`,
    `${a}.${low24}`,
    `${a}.${b}.${low16}`,
    `${hex(a)}.${hex(low24)}`,
    `${octal(a)}.${b}.${hex(low16)}`,
    bytes.map(octal).join('.'),
    bytes.map(hex).join('.'),
    bytes.map((value) => `0x${value.toString(16).padStart(12, '0')}`).join('.'),
    bytes.map((value) => octal(value).padStart(8, '0')).join('.'),
    [hex(a), octal(b), String(c), hex(d)].join('.'),
    [octal(a), hex(b), octal(c), String(d)].join('.'),
    inDigits(0xff10),
    inDigits(0x1d7ce),
    inDigits(0x1d7d8),
    inDigits(0x1d7f6),
    circled,
    address.replaceAll('.', '。'),
    address.replaceAll('.', '．'),
    address.replaceAll('.', '｡'),
    inDigits(0xff10).replaceAll('.', '。'),
    [...address].map((sign) => `%${sign.charCodeAt(0).toString(16)}`).join(''),
    address.replaceAll('.', '%2e'),
    address.replaceAll('.', '%E3%80%82'),
    `${address.slice(0, 1)}\u00AD${address.slice(1)}`,
    `${address.slice(0, 1)}\u200B${address.slice(1)}`,
    `${address.slice(0, 1)}\t${address.slice(1)}`,
    `${address.slice(0, 1)}\n${address.slice(1)}`,
    `${address.slice(0, 1)}\u2060${address.slice(1)}`,
    `\uFEFF${address}`,
  ]
}

/** Every IPv6 address that carries an IPv4 address and is not told from it by every filter. `name` says how. */
export function ipv6Embeddings(
  address: string,
): readonly { readonly name: string; readonly address: string }[] {
  const [a, b, c, d] = address.split('.').map(Number) as [number, number, number, number]
  const high = ((a << 8) | b).toString(16)
  const low = ((c << 8) | d).toString(16)
  const inverse = (((a << 8) | b) ^ 0xffff).toString(16)
  const inverseLow = (((c << 8) | d) ^ 0xffff).toString(16)
  const two = (value: number): string => value.toString(16).padStart(2, '0')
  return [
    { name: 'mapped', address: `::ffff:${high}:${low}` },
    { name: 'mapped', address: `::ffff:${address}` },
    { name: 'mapped', address: `0:0:0:0:0:FFFF:${high}:${low}` },
    { name: 'mapped', address: `0000:0000:0000:0000:0000:ffff:${address}` },
    { name: 'compat', address: `::${high}:${low}` },
    { name: 'compat', address: `::${address}` },
    { name: 'translated', address: `::ffff:0:${high}:${low}` },
    { name: 'translated', address: `::ffff:0:${address}` },
    { name: '6to4', address: `2002:${high}:${low}::` },
    { name: '6to4', address: `2002:${high}:${low}::1` },
    { name: '6to4', address: `2002:${high}:${low}:1:2:3:4:5` },
    { name: 'Teredo server', address: `2001:0:${high}:${low}:0:ffff:f7f7:f7f7` },
    { name: 'Teredo client', address: `2001:0:4136:e378:8000:63bf:${inverse}:${inverseLow}` },
    { name: 'ISATAP', address: `fe80::5efe:${high}:${low}` },
    { name: 'ISATAP', address: `2a00:1450:4001:800:0:5efe:${high}:${low}` },
    { name: 'ISATAP', address: `2606:4700:1:2:200:5efe:${high}:${low}` },
    { name: 'NAT64 of the own network', address: `64:ff9b:1::${high}:${low}` },
    {
      name: 'NAT64 of the own network',
      address: `64:ff9b:1:${high}:${two(c)}:${two(d)}00::`.replace(`:${two(c)}:`, `:00${two(c)}:`),
    },
    { name: 'NAT64', address: `64:ff9b::${high}:${low}` },
    { name: 'NAT64', address: `64:ff9b::${address}` },
    { name: 'NAT64', address: `0064:FF9B:0:0:0:0:${high}:${low}` },
  ]
}

/** Special addresses of both families that somebody would like a server to call. */
export const wanted4: readonly string[] = [
  '127.0.0.1',
  '127.0.0.2',
  '127.255.255.254',
  '0.0.0.0',
  '0.0.0.1',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.100.100.200',
  '100.96.0.96',
  '169.254.0.1',
  '169.254.169.254',
  '169.254.170.2',
  '169.254.169.253',
  '172.16.0.1',
  '172.31.255.255',
  '172.17.0.1',
  '192.0.0.1',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.0.1',
  '192.168.255.255',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.7',
  '203.0.113.9',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.1',
  '255.255.255.255',
  '168.63.129.16',
]
export const wanted6: readonly string[] = [
  '::',
  '::1',
  '0:0:0:0:0:0:0:1',
  '0000:0000:0000:0000:0000:0000:0000:0001',
  'fc00::1',
  'fd00::1',
  'fd00:ec2::254',
  'fd20:ce::254',
  'fe80::1',
  'fe80::a9fe:a9fe',
  'febf:ffff::1',
  'fec0::1',
  'ff02::1',
  'ff05::1:3',
  '100::1',
  '100:0:0:1::1',
  '2001:db8::1',
  '2001:2::1',
  '2001:10::1',
  '3fff::1',
  '5f00::1',
  '4000::1',
  'e000::1',
  '200::1',
  '2001:1::1',
  '64:ff9b:1::1',
]

/** Names that must not be asked for. */
export const insideNames: readonly string[] = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'foo.localhost',
  'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
  'loc\u00ADalhost',
  'localhost%2E',
  'l%6fcalhost',
  'ｌｏｃａｌｈｏｓｔ',
  'localhost.localdomain',
  'localhost6.localdomain6',
  'api.metadata.cloud.ibm.com',
  'ip6-localhost',
  'printer.local',
  'router.home',
  'nas.lan',
  'wiki.corp',
  'wiki.intranet',
  'box.home.arpa',
  'vault.internal',
  'metadata.google.internal',
  'METADATA.GOOGLE.INTERNAL.',
  'metadata',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
  'metadata.tencentyun.com',
  'metadata.packet.net',
  'metadata.platformequinix.com',
  'rancher-metadata',
  'host.docker.internal',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  'consul.service.consul',
  'intranet',
  'wiki',
  'x.test',
  'x.invalid',
  'x.example',
  'abc.onion',
  '1.0.0.127.in-addr.arpa',
  'ip6-loopback',
]

/** A host as written in a URL, and which attack it is. */
export interface HostileHost {
  readonly host: string
  readonly kind: string
}

/** Every hostile host: spellings and embeddings of the wanted addresses and of `more` drawn ones. */
export function hostileHosts(seed: string, more: number): readonly HostileHost[] {
  const chance = chanceOf(seed, 'hosts')
  const drawn = Array.from({ length: more }, () => inPrivate(chance))
  const hosts: HostileHost[] = []
  for (const address of [...wanted4, ...drawn]) {
    for (const host of ipv4Spellings(address)) hosts.push({ host, kind: 'spelling' })
    for (const { name, address: six } of ipv6Embeddings(address)) hosts.push({ host: `[${six}]`, kind: name })
  }
  for (const address of wanted6) hosts.push({ host: `[${address}]`, kind: 'IPv6' })
  for (const host of insideNames) hosts.push({ host, kind: 'name' })
  const known = new Set<string>()
  return hosts.filter(({ host }) => !known.has(host) && known.add(host))
}

function inPrivate(chance: Chance): string {
  const rest = (from: number): string => Array.from({ length: from }, () => chance.integer(256)).join('.')
  const kind = chance.integer(6)
  if (kind === 0) return `127.${rest(3)}`
  if (kind === 1) return `10.${rest(3)}`
  if (kind === 2) return `192.168.${rest(2)}`
  if (kind === 3) return `172.${16 + chance.integer(16)}.${rest(2)}`
  if (kind === 4) return `169.254.${rest(2)}`
  return `100.${64 + chance.integer(64)}.${rest(2)}`
}

/**
 * URLs that lead to a host by each trick that parsers disagree about; `port` is the sentinel's. Each of them, if it is
 * followed at all, ends at `host` and nowhere else.
 */
export function urlTricks(host: string, port: number): readonly string[] {
  return [
    `http://${host}/`,
    `https://${host}/`,
    `http://${host}:${port}/`,
    `http://${host}:80/`,
    `http://${host}:443/`,
    `http://${host}:0${port}/`,
    `http://user:pass@${host}:${port}/`,
    `http://example.com@${host}:${port}/`,
    `http://example.com%40@${host}:${port}/`,
    `http://example.com:80@${host}:${port}/`,
    `http://@${host}:${port}/`,
    `http://:@${host}:${port}/`,
    `http:\\\\${host}:${port}\\`,
    `http:/${host}:${port}/`,
    `http:${host}:${port}/`,
    `http:////${host}:${port}/`,
    `HTTP://${host}:${port}/#@example.com/`,
    `http://${host}:${port}?@example.com/`,
    `http://${host}:${port}\\@example.com/`,
    ` \u0000http://${host}:${port}/ `,
    `ht\ntp://${host}:${port}/`,
    `http://${host}:${port}/%2e%2e/%2e%2e/`,
    `ftp://${host}:${port}/`,
    `ws://${host}:${port}/`,
    `gopher://${host}:${port}/_GET%20/`,
    `file://${host}/etc/passwd`,
    `blob:http://${host}:${port}/x`,
    `view-source:http://${host}:${port}/`,
    `jar:http://${host}:${port}/!/`,
    `//${host}:${port}/`,
  ]
}

/**
 * Distinct URLs, each for another host, under one of the tricks in turn, and a few hosts of each kind under all tricks.
 * Every third keeps to a standard port, so that only the host is wrong with it.
 */
export function hostileUrls(seed: string, port: number): readonly string[] {
  const turned = hostileHosts(seed, 40).map(({ host }, index) => {
    const tricks = urlTricks(host, port)
    return index % 3 === 0 ? `http://${host}/latest/meta-data/` : tricks[index % tricks.length]!
  })
  const few = [
    '127.0.0.1',
    '0x7f000001',
    '[::1]',
    '[::ffff:127.0.0.1]',
    'localhost',
    '169.254.169.254',
    '①②⑦.0.0.1',
  ]
  return [...new Set([...turned, ...few.flatMap((host) => urlTricks(host, port))])]
}
