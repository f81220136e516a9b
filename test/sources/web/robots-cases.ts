/**
 * What RFC 9309 and Google's published behaviour (its open parser and the page “How Google interprets the robots.txt
 * specification”) ask of a reader of robots.txt, as a table of our own: files and addresses are ours, each case says
 * what it shows. Octets are written as characters of Latin 1 where `octets` is set.
 */
export interface RobotsCase {
  readonly shows: string
  readonly robots: string
  readonly octets?: true
  /** Default: Kaoju. */
  readonly agent?: string
  readonly allowed?: readonly string[]
  readonly refused?: readonly string[]
}

const at = (...paths: string[]): string[] => paths.map((path) => `https://example.org${path}`)
const lines = (...all: string[]): string => all.map((line) => `${line}\n`).join('')

/** 2083 octets a line at most in browsers, eight of them here; the last is not used. */
const longest = 2083 * 8 - 1
const longPath = (field: string): string => `/long/${'k'.repeat(longest - field.length - '/long/'.length)}`

export const robotsCases: readonly RobotsCase[] = [
  // Nothing to say.
  { shows: 'an empty file allows everything', robots: '', allowed: ['', ...at('/', '/a')] },
  { shows: 'an empty file allows nobody everything', robots: '', agent: '', allowed: ['', ...at('/')] },
  { shows: 'a nameless agent meets no group', robots: lines('User-agent: Kaoju', 'Disallow: /'), agent: '', allowed: ['', ...at('/a')] },
  { shows: 'an empty address is the root', robots: lines('User-agent: Kaoju', 'Disallow: /'), refused: [''] },
  { shows: 'a page of HTML says nothing', robots: '<!doctype html>\n<html><body>Disallow: /</body></html>', allowed: at('/a') },
  { shows: 'an empty rule forbids nothing', robots: lines('User-agent: *', 'Disallow:'), allowed: at('/', '/a') },
  { shows: 'empty rules of both kinds forbid nothing', robots: lines('User-agent: Kaoju', 'Disallow: ', 'Allow: '), allowed: at('/x') },

  // Lines.
  { shows: 'a rule is a name, a colon and a value', robots: lines('User-agent: Kaoju', 'Disallow: /'), refused: at('/', '/x/y') },
  { shows: 'unknown names are no rules', robots: lines('agent-of: Kaoju', 'forbid: /'), allowed: at('/x/y') },
  { shows: 'the colon may be forgotten', robots: lines('user-agent Kaoju', 'disallow /'), refused: at('/x/y') },
  { shows: 'without a colon, a tab separates too', robots: lines('user-agent\tKaoju', 'disallow \t /'), refused: at('/x/y') },
  { shows: 'without a colon, there are two words', robots: lines('User-agent: Kaoju', 'disallow / now'), allowed: at('/x/y') },
  { shows: 'a line without separator is nothing', robots: lines('User-agent: Kaoju', 'disallow', '/'), allowed: at('/x') },
  { shows: 'a line without name is nothing', robots: lines('User-agent: Kaoju', ': /'), allowed: at('/x') },
  { shows: 'the first colon separates', robots: lines('User-agent: Kaoju', 'Disallow: /a:b'), refused: at('/a:b'), allowed: at('/a') },
  { shows: 'white space around name, colon and value is nothing', robots: lines(' \tUser-agent \t:  Kaoju \t', '\v Disallow\t:\t/x \f'), refused: at('/x') },
  { shows: 'other white space belongs to the value', robots: lines('User-agent: Kaoju', 'Disallow:\u00A0/x'), allowed: at('/x') },
  { shows: 'names in capitals', robots: lines('USER-AGENT: Kaoju', 'ALLOW: /in/', 'DISALLOW: /'), allowed: at('/in/a'), refused: at('/out') },
  { shows: 'names in small letters', robots: lines('user-agent: Kaoju', 'allow: /in/', 'disallow: /'), allowed: at('/in/a'), refused: at('/out') },
  { shows: 'names in mixed letters', robots: lines('uSER-aGENT: Kaoju', 'aLLOW: /in/', 'dISALLOW: /'), allowed: at('/in/a'), refused: at('/out') },
  ...['useragent', 'USERAGENT', 'user agent', 'User-agents'].map((name) => ({
    shows: `“${name}” is an agent line`,
    robots: lines(`${name}: Kaoju`, 'Disallow: /'),
    refused: at('/x'),
  })),
  ...['dissallow', 'dissalow', 'disalow', 'diasllow', 'disallaw', 'Disallowed', 'DISALOW'].map((name) => ({
    shows: `“${name}” forbids`,
    robots: lines('User-agent: *', `${name}: /x`),
    refused: at('/x'),
    allowed: at('/y'),
  })),
  ...['dis-allow', 'dsallow', 'forbid', 'noindex', 'disalllow'].map((name) => ({
    shows: `“${name}” says nothing`,
    robots: lines('User-agent: *', `${name}: /x`),
    allowed: at('/x'),
  })),
  { shows: '“allowed” allows, “alow” does not', robots: lines('User-agent: *', 'Disallow: /', 'Allowed: /a', 'Alow: /b'), allowed: at('/a'), refused: at('/b') },
  ...(['\n', '\r\n', '\r'] as const).map((end) => ({
    shows: `lines end with ${JSON.stringify(end)}`,
    robots: ['User-agent: other', 'Disallow: /', 'User-agent: Kaoju', '', '', 'Disallow: /x'].join(end),
    refused: at('/x'),
    allowed: at('/y'),
  })),
  { shows: 'line ends may be mixed', robots: 'User-agent: Kaoju\r\nDisallow: /a\rDisallow: /b\nDisallow: /c\n\rDisallow: /d', refused: at('/a', '/b', '/c', '/d'), allowed: at('/e') },
  { shows: 'the last line needs no end', robots: 'User-agent: Kaoju\nDisallow: /x', refused: at('/x') },

  // The beginning of the file.
  { shows: 'a byte order mark is passed over', robots: '\xEF\xBB\xBFUser-agent: Kaoju\nDisallow: /', octets: true, refused: at('/x') },
  { shows: 'two octets of a byte order mark too', robots: '\xEF\xBBUser-agent: Kaoju\nDisallow: /', octets: true, refused: at('/x') },
  { shows: 'one octet of a byte order mark too', robots: '\xEFUser-agent: Kaoju\nDisallow: /', octets: true, refused: at('/x') },
  { shows: 'a broken mark spoils its line', robots: '\xEF\x11\xBFUser-agent: Kaoju\nDisallow: /', octets: true, allowed: at('/x') },
  { shows: 'a mark elsewhere spoils its line', robots: 'User-agent: Kaoju\n\xEF\xBB\xBFDisallow: /a\nDisallow: /b', octets: true, allowed: at('/a'), refused: at('/b') },

  // Agents.
  { shows: 'agents are compared without case', robots: lines('User-agent: KAOJU', 'Disallow: /'), refused: at('/x') },
  { shows: 'our token may be written in any case', robots: lines('User-agent: Kaoju', 'Disallow: /'), agent: 'kAOJU', refused: at('/x') },
  ...['Kaoju/1.2', 'Kaoju*', 'Kaoju 2', 'Kaoju; all', 'Kaoju/*'].map((name) => ({
    shows: `“${name}” names us`,
    robots: lines(`User-agent: ${name}`, 'Disallow: /'),
    refused: at('/x'),
  })),
  ...['Kaoj', 'Kaoju-News', 'Kaoju_x', 'KaojuX', 'XKaoju', '-Kaoju', '*Kaoju'].map((name) => ({
    shows: `“${name}” is somebody else`,
    robots: lines(`User-agent: ${name}`, 'Disallow: /'),
    allowed: at('/x'),
  })),
  { shows: 'a name ends at the first space', robots: lines('User-agent: *', 'Disallow: /', 'User-agent: Kaoju Images', 'Allow: /x/', 'Disallow: /'), allowed: at('/x/a'), refused: at('/y') },
  { shows: 'a token with a space is nobody', robots: lines('User-agent: *', 'Disallow: /', 'User-agent: Kaoju Images', 'Allow: /x/'), agent: 'Kaoju Images', refused: at('/x/a') },
  { shows: 'names may hold hyphen and underscore', robots: lines('User-agent: a-b_c', 'Disallow: /'), agent: 'A-B_C', refused: at('/x') },
  { shows: '* is everybody', robots: lines('User-agent: *', 'Disallow: /x'), refused: at('/x'), allowed: at('/y') },
  { shows: '* and more words is everybody', robots: lines('User-agent: * all of you', 'Disallow: /x'), refused: at('/x') },

  // Groups.
  {
    shows: 'our group counts alone',
    robots: lines('User-agent: *', 'Disallow: /all/', 'User-agent: Kaoju', 'Disallow: /ours/'),
    allowed: at('/all/a'),
    refused: at('/ours/a'),
  },
  { shows: 'our group counts alone, in either order', robots: lines('User-agent: Kaoju', 'Disallow: /', 'User-agent: *', 'Allow: /'), refused: at('/x') },
  { shows: 'others have the group of *', robots: lines('User-agent: *', 'Allow: /', 'User-agent: Kaoju', 'Disallow: /'), agent: 'Other', allowed: at('/x') },
  { shows: 'without * others have no rules', robots: lines('User-agent: One', 'Disallow: /', 'User-agent: Two', 'Disallow: /'), allowed: at('/x') },
  { shows: 'an empty group of ours still counts alone', robots: lines('User-agent: *', 'Disallow: /', 'User-agent: Kaoju', 'Disallow:'), allowed: at('/x') },
  { shows: 'our group without any line still counts alone', robots: lines('User-agent: *', 'Disallow: /', 'User-agent: Kaoju'), allowed: at('/x') },
  { shows: 'agents named in a row share a group', robots: lines('User-agent: One', 'User-agent: Kaoju', '', 'User-agent: Two', 'Disallow: /x'), refused: at('/x') },
  {
    shows: 'groups of one agent are one group',
    robots: lines('User-agent: Kaoju', 'Disallow: /a', '', 'User-agent: Other', 'Disallow: /b', '', 'User-agent: kaoju', 'Disallow: /c'),
    refused: at('/a', '/c'),
    allowed: at('/b'),
  },
  { shows: 'groups of * are one group', robots: lines('User-agent: *', 'Disallow: /a', 'User-agent: X', 'Disallow: /b', 'User-agent: *', 'Disallow: /c'), refused: at('/a', '/c'), allowed: at('/b') },
  { shows: 'an empty line ends no group', robots: lines('User-agent: Kaoju', '', '', 'Disallow: /a', '', 'Disallow: /b'), refused: at('/a', '/b') },
  { shows: 'rules before any group are nobody’s', robots: lines('Disallow: /x', 'Allow: /y', '', 'User-agent: Kaoju', 'Disallow: /y'), allowed: at('/x'), refused: at('/y') },
  {
    shows: 'rules belong to the agents just before them',
    robots: lines('Allow: /p/', '', 'User-agent: Kaoju', 'Disallow: /', 'Allow: /k/', 'User-agent: Two', 'Disallow: /', 'Allow: /t/', '', 'Allow: /w/', 'User-agent: Three', '', 'User-agent: Kaoju', 'Allow: /z/', 'Disallow: /'),
    allowed: at('/k/1', '/z/1'),
    refused: at('/t/1', '/w/1', '/p/1'),
  },
  { shows: 'an agent named before another’s group shares it', robots: lines('User-agent: Three', '', 'User-agent: Kaoju', 'Allow: /z/', 'Disallow: /'), agent: 'three', allowed: at('/z/1'), refused: at('/p/') },
  { shows: 'a sitemap ends no group', robots: lines('User-agent: Kaoju', 'Sitemap: https://example.org/s.xml', 'User-agent: *', 'Disallow: /'), refused: at('/x') },
  { shows: 'an unknown line ends no group', robots: lines('User-agent: Kaoju', 'Clean-param: a /b', 'User-agent: *', 'Disallow: /'), refused: at('/x') },
  { shows: 'a crawl-delay ends no group', robots: lines('User-agent: Kaoju', 'Crawl-delay: 5', 'User-agent: *', 'Disallow: /'), refused: at('/x') },

  // Which rule decides.
  { shows: 'the longest rule decides: it forbids', robots: lines('User-agent: Kaoju', 'Disallow: /x/page.html', 'Allow: /x/'), refused: at('/x/page.html'), allowed: at('/x/a') },
  { shows: 'the longest rule decides: it allows', robots: lines('User-agent: Kaoju', 'Allow: /x/page.html', 'Disallow: /x/'), allowed: at('/x/page.html'), refused: at('/x/') },
  { shows: 'a slash makes a rule longer', robots: lines('User-agent: Kaoju', 'Disallow: /x', 'Allow: /x/'), refused: at('/x'), allowed: at('/x/') },
  { shows: 'of equals the one that allows decides', robots: lines('User-agent: Kaoju', 'Disallow: /', 'Allow: /'), allowed: at('/x') },
  { shows: 'of equals the one that allows decides, for a page', robots: lines('User-agent: Kaoju', 'Disallow: /x/page.html', 'Allow: /x/page.html'), allowed: at('/x/page.html') },
  { shows: 'of equals the one that allows decides, for a folder', robots: lines('User-agent: Kaoju', 'Allow: /folder', 'Disallow: /folder'), allowed: at('/folder/page') },
  { shows: 'the order of rules says nothing', robots: lines('User-agent: Kaoju', 'Allow: /p', 'Disallow: /'), allowed: at('/page'), refused: at('/other') },
  { shows: 'wildcards count as written', robots: lines('User-agent: Kaoju', 'Allow: /page', 'Disallow: /*.html'), refused: at('/page.html'), allowed: at('/page') },
  { shows: 'wildcards count as written: .htm', robots: lines('User-agent: Kaoju', 'Allow: /page', 'Disallow: /*.htm'), refused: at('/page.htm') },
  { shows: 'a longer prefix beats a wildcard', robots: lines('User-agent: Kaoju', 'Allow: /x/page.', 'Disallow: /*.html'), allowed: at('/x/page.html'), refused: at('/x/y.html') },
  { shows: 'length is counted in octets', robots: lines('User-agent: Kaoju', 'Disallow: /湖', 'Allow: /*****'), refused: at('/%E6%B9%96'), allowed: at('/x') },
  { shows: 'the root alone may be allowed', robots: lines('User-agent: Kaoju', 'Allow: /$', 'Disallow: /'), allowed: ['https://example.org', ...at('/')], refused: at('/page.html') },
  { shows: 'paths are compared with case', robots: lines('User-agent: Kaoju', 'Disallow: /X/'), allowed: at('/x/y'), refused: at('/X/y') },

  // Patterns: the table of Google's page.
  {
    shows: '/fish begins the path',
    robots: lines('User-agent: Kaoju', 'Disallow: /', 'Allow: /fish'),
    allowed: at('/fish', '/fish.html', '/fish/salmon.html', '/fishheads', '/fishheads/yummy.html', '/fish.html?id=anything'),
    refused: at('/Fish.asp', '/catfish', '/?id=fish', '/desert/fish', '/bar'),
  },
  {
    shows: '/fish* is /fish',
    robots: lines('User-agent: Kaoju', 'Disallow: /', 'Allow: /fish*'),
    allowed: at('/fish', '/fish.html', '/fish/salmon.html', '/fishheads', '/fishheads/yummy.html', '/fish.html?id=anything'),
    refused: at('/Fish.asp', '/catfish', '/?id=fish', '/desert/fish', '/bar'),
  },
  {
    shows: '/fish/ is a folder',
    robots: lines('User-agent: Kaoju', 'Disallow: /', 'Allow: /fish/'),
    allowed: at('/fish/', '/fish/salmon', '/fish/?salmon', '/fish/salmon.html', '/fish/?id=anything'),
    refused: at('/fish', '/fish.html', '/Fish/Salmon.asp', '/animals/fish/', '/bar'),
  },
  {
    shows: '/*.php is anywhere',
    robots: lines('User-agent: Kaoju', 'Disallow: /', 'Allow: /*.php'),
    allowed: at('/index.php', '/filename.php', '/folder/filename.php', '/folder/filename.php?parameters', '//folder/any.php.file.html', '/filename.php/', '/index?f=filename.php/'),
    refused: at('/', '/windows.PHP', '/php/', '/index?php', '/bar'),
  },
  {
    shows: '/*.php$ is at the end',
    robots: lines('User-agent: Kaoju', 'Disallow: /', 'Allow: /*.php$'),
    allowed: at('/filename.php', '/folder/filename.php'),
    refused: at('/filename.php?parameters', '/filename.php/', '/filename.php5', '/windows.PHP', '/php/', '/filename?php', '/aaaphpaaa', '//windows.PHP', '/bar'),
  },
  {
    shows: '/fish*.php has both in order',
    robots: lines('User-agent: Kaoju', 'Disallow: /', 'Allow: /fish*.php'),
    allowed: at('/fish.php', '/fishheads/catfish.php?parameters'),
    refused: at('/Fish.PHP', '/php.fish'),
  },
  { shows: '* is any octets, none too', robots: lines('User-agent: Kaoju', 'Disallow: /a/*/z'), refused: at('/a//z', '/a/b/z', '/a/b/c/z/d'), allowed: at('/a/z', '/a/b/y') },
  { shows: 'a wildcard rule that does not match says nothing', robots: lines('User-agent: Kaoju', 'Disallow: /a/b/c', 'Allow: /a/*/d'), refused: at('/a/b/c'), allowed: at('/a/c', '/a//c', '/a/x/c') },
  { shows: '$ is the end of the address', robots: lines('User-agent: Kaoju', 'Disallow: /a/b$', 'Allow: /a/b/d'), refused: at('/a/b'), allowed: at('/a/b/', '/a/b/c', '/a/b/d', '/a/b?q') },
  { shows: '$ elsewhere is itself', robots: lines('User-agent: Kaoju', 'Disallow: /a$b'), refused: at('/a$b'), allowed: at('/a') },
  { shows: '$ after * is anything', robots: lines('User-agent: Kaoju', 'Disallow: /a*$'), refused: at('/a', '/ab/c?d') },
  { shows: 'a part at the end is not counted twice', robots: lines('User-agent: Kaoju', 'Disallow: /aba*ba$'), refused: at('/ababa', '/abaxba'), allowed: at('/aba') },
  { shows: 'wildcards find the last place too', robots: lines('User-agent: Kaoju', 'Disallow: /*a*b$'), refused: at('/a/b/b', '/xaxbxb'), allowed: at('/a/b/c', '/b/a') },
  { shows: 'a rule without slash begins nowhere', robots: lines('User-agent: Kaoju', 'Disallow: private'), allowed: at('/private') },
  { shows: 'a rule may begin with *', robots: lines('User-agent: Kaoju', 'Disallow: *private'), refused: at('/private', '/x/private/y'), allowed: at('/x') },
  { shows: 'a whole address is no rule', robots: lines('User-agent: Kaoju', 'Disallow: https://example.org/x'), allowed: at('/x') },
  { shows: 'comments begin anywhere', robots: lines('User-agent: Kaoju # us', '# Disallow: /', 'Disallow: /a/b#c', 'Allow: / # all'), allowed: at('/x'), refused: at('/a/b', '/a/bcd') },
  { shows: 'the query is compared too', robots: lines('User-agent: Kaoju', 'Disallow: /*?print='), refused: at('/a?print=1'), allowed: at('/a?x=1') },
  { shows: 'index.html that is allowed allows its folder', robots: lines('User-agent: *', 'Allow: /in/index.html', 'Disallow: /'), allowed: at('/in/', '/in/index.html'), refused: at('/in/index.htm', '/in/a', '/other/') },
  { shows: 'index.htm too', robots: lines('User-agent: *', 'Allow: /in/index.htm', 'Disallow: /'), allowed: at('/in/', '/in/index.htm', '/in/index.html') },
  { shows: 'index.html that is forbidden forbids itself alone', robots: lines('User-agent: *', 'Disallow: /in/index.html'), allowed: at('/in/'), refused: at('/in/index.html') },
  { shows: 'index.php is a page as any', robots: lines('User-agent: *', 'Allow: /in/index.php', 'Disallow: /'), refused: at('/in/') },

  // Addresses.
  ...(
    [
      ['', '/'],
      ['http://www.example.org', '/'],
      ['http://www.example.org/a/b?c=http://d.e/', '/a/b?c=http://d.e/'],
      ['http://www.example.org/a/b?c=d&e=f#fragment', '/a/b?c=d&e=f'],
      ['http://www.example.org#frag/ment', '/'],
      ['example.org', '/'],
      ['example.org/', '/'],
      ['example.org/a/', '/a/'],
      ['example.org/a/b?c=d&e=f#fragment', '/a/b?c=d&e=f'],
      ['a', '/'],
      ['a/', '/'],
      ['/a', '/a'],
      ['a/b', '/b'],
      ['example.org?a', '/?a'],
      ['example.org/a;b#c', '/a;b'],
      ['//a/b/c', '/b/c'],
      ['https://example.org:8443/p', '/p'],
    ] as const
  ).map(([url, path]) => ({
    shows: `the path of “${url}” is ${path}`,
    robots: lines('User-agent: Kaoju', 'Disallow: /', `Allow: ${path}$`),
    allowed: [url],
  })),

  // Encodings.
  { shows: 'reserved characters stay as they are', robots: lines('User-agent: Kaoju', 'Disallow: /', 'Allow: /a?q=t&b=http://x.y?t&p'), allowed: at('/a?q=t&b=http://x.y?t&p'), refused: at('/a?q=t') },
  { shows: 'UTF-8 is percent-encoded', robots: lines('User-agent: Kaoju', 'Disallow: /', 'Allow: /湖/ツ'), allowed: at('/%E6%B9%96/%E3%83%84'), refused: at('/湖/ツ') },
  { shows: 'what is encoded stays', robots: lines('User-agent: Kaoju', 'Disallow: /', 'Allow: /%E3%83%84'), allowed: at('/%E3%83%84'), refused: at('/ツ') },
  { shows: 'digits of codes are compared without case', robots: lines('User-agent: Kaoju', 'Disallow: /%e3%83%84/%2f'), refused: at('/%E3%83%84/%2F', '/%e3%83%84/%2f') },
  { shows: 'an encoded slash is no slash', robots: lines('User-agent: Kaoju', 'Disallow: /a/b'), allowed: at('/a%2Fb') },
  { shows: 'octets that are no UTF-8 are encoded one by one', robots: 'User-agent: Kaoju\nDisallow: /caf\xE9', octets: true, refused: at('/caf%E9'), allowed: at('/caf%C3%A9') },
  { shows: 'needless codes do not allow (Google)', robots: lines('User-agent: Kaoju', 'Disallow: /', 'Allow: /%62%61%7A'), allowed: at('/%62%61%7A'), refused: at('/baz') },
  { shows: 'needless codes forbid (RFC 9309, 2.2.2)', robots: lines('User-agent: Kaoju', 'Disallow: /%62%61%7A', 'Disallow: /~x'), refused: at('/baz', '/%62%61%7A', '/%7Ex', '/~x'), allowed: at('/bar') },
  { shows: 'spaces forbid as addresses write them', robots: lines('User-agent: Kaoju', 'Disallow: /my files/'), refused: at('/my%20files/a') },
  { shows: 'a percent sign alone is itself', robots: lines('User-agent: Kaoju', 'Disallow: /100%'), refused: at('/100%', '/100%25') },
  { shows: 'an octet of nought ends its line', robots: 'User-agent: Kaoju\nDisallow: /a\0b\nDisallow: /c', octets: true, refused: at('/a', '/ab', '/c') },

  // Sizes.
  { shows: 'a long line is cut: it forbids what is left of it', robots: lines('User-agent: Kaoju', `disallow: ${longPath('disallow: ')}/tail`), refused: at(`${longPath('disallow: ')}/other`), allowed: at('/x', '/long/k') },
  { shows: 'a long line is cut: it allows what is left of it', robots: lines('User-agent: Kaoju', 'Disallow: /', `allow: ${longPath('allow: ')}/tail`), allowed: at(`${longPath('allow: ')}/tail`, `${longPath('allow: ')}/other`), refused: at('/x') },
  { shows: '500 KiB are read', robots: lines('User-agent: Kaoju', `#${'.'.repeat(500 * 1024 - 100)}`, 'Disallow: /x'), refused: at('/x') },
  { shows: 'what comes after 500 KiB is not', robots: lines('User-agent: Kaoju', 'Disallow: /a', ...Array.from({ length: 64 }, () => `#${'.'.repeat(8 * 1024)}`), 'Disallow: /x'), refused: at('/a'), allowed: at('/x') },
  { shows: 'the line that the limit cuts is left out', robots: `User-agent: Kaoju\n#${'.'.repeat(500 * 1024 - 31)}\nDisallow: /x/y/z`, refused: [], allowed: at('/', '/x', '/x/y/z') },
] // prettier-ignore
