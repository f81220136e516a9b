/**
 * What a meta refresh says (`0;url='/there'`): seconds, and the address as written, empty where it names none.
 * Follows "shared declarative refresh steps" of the HTML standard: any of `;`, `,` or a blank after the time, `url=`
 * in any case or not at all, quotes that need not be closed. Undefined where the standard ignores it.
 */
export function refreshIn(content: string): { readonly seconds: number; readonly url: string } | undefined {
  const time = /^[\t\n\f\r ]*(\d*)([\d.]*)/.exec(content)!
  if (time[1] === '' && !time[2]!.startsWith('.')) return undefined
  const seconds = Number(time[1] || '0')
  const rest = content.slice(time[0].length)
  if (rest === '') return { seconds, url: '' }
  if (!/^[;,\t\n\f\r ]/.test(rest)) return undefined
  const written = rest
    .replace(/^[\t\n\f\r ]*[;,]?[\t\n\f\r ]*/, '')
    .replace(/^url[\t\n\f\r ]*=[\t\n\f\r ]*/i, '')
  const quote = /^['"]/.exec(written)?.[0]
  if (quote === undefined) return { seconds, url: written.trim() }
  const end = written.indexOf(quote, 1)
  return { seconds, url: written.slice(1, end < 0 ? undefined : end).trim() }
}
