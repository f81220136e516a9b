/**
 * Shows a stored number as a spreadsheet does, as far as its meaning goes: dates as ISO 8601, percents, decimals,
 * thousands, currency and unit words. Colours and padding are not meaning.
 * (ECMA-376 part 1, 18.8.30 and 18.8.31.)
 */
export type ShowNumber = (value: number) => string

/** Built-in formats; 27 to 36 and 50 to 58 are dates in the Chinese, Japanese and Korean versions. */
const builtIn: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  5: '$#,##0',
  6: '$#,##0',
  7: '$#,##0.00',
  8: '$#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  14: 'yyyy-mm-dd',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy-mm-dd h:mm',
  37: '#,##0;(#,##0)',
  38: '#,##0;(#,##0)',
  39: '#,##0.00;(#,##0.00)',
  40: '#,##0.00;(#,##0.00)',
  41: '#,##0',
  42: '$#,##0',
  43: '#,##0.00',
  44: '$#,##0.00',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss',
  48: '0.0E+0',
  49: '@',
}

/** @param code the format code where the workbook defines it, else undefined for a built-in id */
export function numberFormat(id: number, code: string | undefined, epoch1904: boolean): ShowNumber {
  const stated =
    code ?? builtIn[id] ?? ((id >= 27 && id <= 36) || (id >= 50 && id <= 58) ? 'yyyy-mm-dd' : 'General')
  const sections = splitSections(stated)
  if (isDate(sections[0]!)) return (value) => showDate(value, sections[0]!, epoch1904)
  const conditions = sections.map(conditionOf)
  if (conditions.some((test) => test !== undefined))
    return (value) => {
      const chosen = conditions.findIndex((test) => test?.(value) ?? true)
      return showWith(
        sections[chosen < 0 ? sections.length - 1 : chosen]!,
        Math.abs(value),
        value < 0 ? '-' : '',
      )
    }
  return (value) => {
    if (sections.length > 1 && value < 0)
      return showWith(sections[1]!, Math.abs(value), /[-(]/.test(literals(sections[1]!)) ? '' : '-')
    if (sections.length > 2 && value === 0) return showWith(sections[2]!, 0, '')
    return showWith(sections[0]!, Math.abs(value), value < 0 ? '-' : '')
  }
}

/** As in the format `General`: up to 15 significant digits, so that binary noise does not show. */
export function showGeneral(value: number): string {
  const text = String(Number(value.toPrecision(15)))
  return text.includes('e') && Math.abs(value) < 1e21 && Math.abs(value) > 1e-9
    ? value.toFixed(15).replace(/\.?0+$/, '')
    : text
}

function splitSections(code: string): string[] {
  return code.match(/(?:"[^"]*"|\\.|\[[^\]]*\]|[^;])+/g) ?? ['General']
}

/** `[>=1000]`, which chooses the section for a value. */
function conditionOf(section: string): ((value: number) => boolean) | undefined {
  const match = /\[(<=|>=|<>|<|>|=)\s*(-?[\d.]+)\]/.exec(section)
  const limit = Number(match?.[2])
  switch (match?.[1]) {
    case '<':
      return (value) => value < limit
    case '>':
      return (value) => value > limit
    case '<=':
      return (value) => value <= limit
    case '>=':
      return (value) => value >= limit
    case '=':
      return (value) => value === limit
    case '<>':
      return (value) => value !== limit
    default:
      return undefined
  }
}

/** The code without quoted texts, escapes, colours, conditions, padding and fill. */
function bare(section: string): string {
  return section.replace(/"[^"]*"|\\.|[_*].|\[[^\]]*\]/g, '')
}

/** What the section prints as it stands. */
function literals(section: string): string {
  return section
    .replace(/[_*]./g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/"([^"]*)"|\\(.)/g, '$1$2')
}

function isDate(section: string): boolean {
  if (/\[(h+|m+|s+)\]/i.test(section)) return true
  const code = bare(section)
  return /[ymdhse]/i.test(code) && !/general|[0#?]/i.test(code.replace(/\.0+/g, '').replace(/s+/gi, ''))
}

function showDate(value: number, section: string, epoch1904: boolean): string {
  const elapsed = /\[(h+|m+|s+)\]/i.test(section)
  const code = bare(section).toLowerCase()
  const hasTime = elapsed || /[hs]/.test(code)
  if (elapsed || !/[yde]|mmm|m(?!.*[hs])/.test(code.replace(/am\/pm|a\/p/g, '')))
    return showTime(value, elapsed, /s/.test(code) || /s/i.test(section))
  // Excel counts 1900 as a leap year; days before March 1900 are one off in it and left so here.
  const days = value + (epoch1904 ? 1462 : 0)
  const milliseconds = Math.round((days - 25_569) * 86_400) * 1000
  if (!(days >= 0 && days < 2_958_466)) return showGeneral(value)
  const iso = new Date(milliseconds).toISOString()
  const onlyMonth = !/d/.test(code) && /y/.test(code) && /m/.test(code) && !hasTime
  if (onlyMonth) return iso.slice(0, 7)
  if (/^y+[^md]*$/.test(code) && !hasTime) return iso.slice(0, 4)
  return hasTime && value % 1 !== 0
    ? iso.slice(0, iso.slice(17, 19) === '00' ? 16 : 19).replace('T', ' ')
    : iso.slice(0, 10)
}

function showTime(value: number, elapsed: boolean, seconds: boolean): string {
  const all = Math.round((elapsed ? value : value % 1) * 86_400)
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${two(Math.floor(all / 3600))}:${two(Math.floor(all / 60) % 60)}${seconds ? `:${two(all % 60)}` : ''}`
}

/** @param value not negative */
function showWith(section: string, value: number, sign: string): string {
  const code = bare(section)
  if (/general/i.test(code) || code.trim() === '@') return sign + showGeneral(value)
  const currency = /\[\$([^\]-]*)/.exec(section)?.[1] ?? ''
  const pattern = /[#0?][#0?,. ]*(?:E[+-][0#]+)?(?:\s*[#?0]+\/[#?0-9]+)?/i.exec(code)?.[0]
  if (pattern === undefined || !/[#0]/.test(pattern)) return literals(section).replaceAll('?', '').trim()
  const percent = code.includes('%')
  if (pattern.includes('/')) return sign + showGeneral(value)
  const thousandths = /,+$/.exec(pattern.trim())?.[0].length ?? 0
  const scaled = (percent ? value * 100 : value) / 1000 ** thousandths
  const decimals = /\.([0#?]+)/.exec(pattern)?.[1] ?? ''
  const least = decimals.replace(/[^0]/g, '').length
  if (/E[+-]/i.test(pattern)) return sign + scaled.toExponential(decimals.length).replace('e', 'E')
  let digits = Number(scaled.toPrecision(15)).toFixed(Math.min(20, decimals.length))
  while (digits.includes('.') && digits.endsWith('0') && digits.length - digits.indexOf('.') - 1 > least)
    digits = digits.slice(0, -1)
  digits = digits.replace(/\.$/, '')
  if (/[#0?],[#0?]/.test(pattern)) digits = digits.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',')
  const [before, after] = around(section)
  return `${sign}${before}${currency}${digits}${after}`.trim().replace(/\s+/g, ' ')
}

/** The literal texts before and after the digits of a section. */
function around(section: string): [string, string] {
  const clean = section.replace(/[_*]./g, '').replace(/\[[^\]]*\]/g, '')
  const shape = /^((?:"[^"]*"|\\.|[^#0?"\\])*)([#0?](?:[#0?,. ]|"[^"]*"(?=[#0?])|\\.(?=[#0?]))*)(.*)$/s.exec(
    clean,
  )
  const plain = (text: string): string => text.replace(/"([^"]*)"|\\(.)/g, '$1$2')
  return shape ? [plain(shape[1]!), (/\s$/.test(shape[2]!) ? ' ' : '') + plain(shape[3]!)] : ['', '']
}
