import { plainAddress } from '../web/frontier.ts'

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
}

/** What moves a terminal's cursor or turns text around; JSON and character references can carry it. */
const unseen = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** At most `most` UTF-16 units, no half characters anywhere: stores and addresses cannot hold them. */
export function bounded(text: string, most: number): string {
  if (text.length <= most) return text.toWellFormed()
  return text
    .slice(0, most)
    .replace(/[\ud800-\udbff]$/, '')
    .toWellFormed()
}

/** What a feed calls an item, as it can be stored and shown. */
export function plainId(id: string): string {
  return id.toWellFormed().replace(unseen, ' ').trim()
}

/** A title or name in one line: tags left out, the references that people write decoded. */
export function plainText(text: string | undefined, most = 500): string {
  const line = bounded(text ?? '', 20_000)
    .replace(/<(script|style)\b[^>]*>[^]*?<\/\1\s*>|<!--[^]*?-->|<\/?[a-z][^<>]*>/gi, ' ')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) => {
      const code = decimal ? Number(decimal) : hex ? Number.parseInt(String(hex), 16) : 0
      if (code > 0x1f && code <= 0x10ffff) return String.fromCodePoint(code)
      return named[String(name)] ?? whole
    })
    .replace(unseen, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return bounded(line, most)
}

/** Whether text that may be either looks like HTML. */
export function looksLikeHtml(text: string): boolean {
  return /<\/?[a-z][^<>]*>|&(?:#\w{1,7}|[a-z]{2,8});/i.test(text)
}

/** An address in a feed, against the bases from the outside in (the feed's own address first); undefined: no http(s) address. */
export function addressIn(
  text: string | undefined,
  ...bases: readonly (string | undefined)[]
): string | undefined {
  const written = text?.trim() ?? ''
  if (written === '' || written.length > 4_000) return undefined
  let base: string | undefined
  for (const next of bases)
    if (next !== undefined && next.length <= 4_000 && URL.canParse(next.trim(), base))
      base = new URL(next.trim(), base).href
  if (!URL.canParse(written, base)) return undefined
  return plainAddress(new URL(written, base).href)
}
