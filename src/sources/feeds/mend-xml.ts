/**
 * What feeds get wrong in their XML, put right as far as it can be without guessing at their content.
 */

/** Without what stands before the first tag (a server's warnings), control characters, and `<` that opens nothing. */
export function tidyXml(text: string): string {
  const start = text.indexOf('<')
  return (start > 0 ? text.slice(start) : text)
    .replace(/[\0-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/<!\[CDATA\[[^]*?(?:\]\]>|$)|<!--[^]*?(?:-->|$)|<(?![\p{L}_:/!?])/gu, (part) =>
      part === '<' ? '&lt;' : part,
    )
}

/** The local name of the root element in lower case; undefined where there is none. */
export function rootOf(text: string): { readonly name: string; readonly tag: string } | undefined {
  const prolog = /\s+|<\?[^]*?\?>|<!--[^]*?-->|<!doctype(?:[^[\]>]|\[[^\]]*\])*>/iy
  let at = 0
  do at = prolog.lastIndex
  while (prolog.test(text) && prolog.lastIndex > at)
  const tag = /^<([\p{L}_][\p{L}\p{N}_.:-]{0,99})(?=[\s/>])/u.exec(text.slice(at, at + 120))?.[1]
  return tag === undefined ? undefined : { name: tag.slice(tag.indexOf(':') + 1).toLowerCase(), tag }
}

/**
 * A feed that broke off or breaks in the middle, up to the end of its last whole item, with its containers closed.
 * One that never had items keeps what it says of itself. Undefined: it has items and none is whole.
 */
export function cutToItems(
  text: string,
  root: { readonly name: string; readonly tag: string },
): string | undefined {
  const closing = hasItems(text) ? /<\/(?:[\w.-]+:)?(?:item|entry)\s*>/giu : /<\/[\w.:-]+\s*>/giu
  let end = 0
  for (const { 0: tag, index } of text.matchAll(closing))
    if (!tag.includes(root.tag)) end = index + tag.length
  if (end === 0) return undefined
  const whole = text.slice(0, end)
  const inChannel = root.name === 'rss' && !/<\/channel\s*>/i.test(whole)
  return `${whole}${inChannel ? '</channel>' : ''}</${root.tag}>`
}

/** Whether a feed has items, whole or not. */
export function hasItems(text: string): boolean {
  return /<(?:[\w.-]+:)?(?:item|entry)[\s>]/i.test(text)
}
