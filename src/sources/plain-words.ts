/**
 * What an engine says of a page, as plain text: tags and entities gone, control characters and those that turn the
 * direction of writing gone, white space single, at most `most` UTF-16 code units. Time is linear in the bound,
 * whatever the length of the text.
 */
export function plainWords(text: string, most: number): string {
  const words = decoded(untagged(text.slice(0, 8 * most)))
  // Twice: engines that escape what they quote bring the tags back, and nobody needs them in a title.
  const line = untagged(words)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uE000-\uF8FF]/g, '')
    .toWellFormed()
    .trim()
  if (line.length <= most) return line
  return `${line.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** HTML's elements, and those that SVG and MathML bring; `Vec<T>` and `a < b` are no tags. */
const elements =
  'a|abbr|acronym|address|applet|area|article|aside|audio|b|base|bdi|bdo|big|blink|blockquote|body|br|button|canvas|caption|center|cite|code|col|colgroup|data|datalist|dd|del|details|dfn|dialog|dir|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hgroup|hr|html|i|iframe|img|image|input|ins|isindex|kbd|label|legend|li|link|main|map|mark|marquee|math|menu|meta|meter|nav|nobr|noembed|noframes|noscript|object|ol|optgroup|option|output|p|param|picture|plaintext|portal|pre|progress|q|rb|rp|rt|rtc|ruby|s|samp|script|search|section|select|slot|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr|track|tt|u|ul|var|video|wbr|xmp'
const tags = new RegExp(`</?(?:${elements})(?=[\\s/>])[^<>]*>|<[!?][^<>]*>`, 'gi')

function untagged(text: string): string {
  return text
    .replace(/<(script|style)\b[^<>]*>[^<]*(?:<\/\1\s*>)?/gi, ' ')
    .replace(/<\/?(?:b|strong|em|i|mark|span|u|sup|sub|font|a)(?=[\s/>])[^<>]*>/gi, '')
    .replace(tags, ' ')
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}\d?));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return named[name as string] ?? named[(name as string).toLowerCase()] ?? whole
    const point = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal)
    const invalid = point === 0 || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)
    return invalid ? '\uFFFD' : String.fromCodePoint(point)
  })
}

const named: Readonly<Record<string, string>> = Object.assign(Object.create(null) as Record<string, string>, {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  zwnj: '',
  zwj: '',
  shy: '',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  middot: '·',
  bull: '•',
  copy: '©',
  reg: '®',
  trade: '™',
  deg: '°',
  plusmn: '±',
  times: '×',
  micro: 'µ',
  sect: '§',
  para: '¶',
  euro: '€',
  pound: '£',
  yen: '¥',
  cent: '¢',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  ccedil: 'ç',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  szlig: 'ß',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  ntilde: 'ñ',
})
