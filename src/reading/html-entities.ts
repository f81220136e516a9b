const named: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'amp & lt < gt > quot " apos \' nbsp \u00a0 copy © reg ® trade ™ hellip … mdash — ndash – lsquo ‘ rsquo ’ ldquo “ rdquo ”' +
    ' laquo « raquo » bull • middot · deg ° plusmn ± times × divide ÷ minus − ne ≠ le ≤ ge ≥ asymp ≈ infin ∞ rarr → larr ←' +
    ' uarr ↑ darr ↓ harr ↔ euro € pound £ yen ¥ cent ¢ sect § para ¶ micro µ frac12 ½ frac14 ¼ frac34 ¾ sup2 ² sup3 ³' +
    ' eacute é egrave è agrave à aacute á ccedil ç ouml ö uuml ü auml ä szlig ß ntilde ñ oacute ó iacute í uacute ú' +
    ' ecirc ê acirc â icirc î ocirc ô ucirc û oslash ø aring å aelig æ alpha α beta β gamma γ delta δ lambda λ mu μ pi π sigma σ'
  )
    .split(' ')
    .reduce<[string, string][]>(
      (pairs, word, i, words) => (i % 2 ? [...pairs, [words[i - 1]!, word]] : pairs),
      [],
    ),
)

/** Character references of HTML, numeric and the common named ones, as characters; others stay as they are. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]\w{1,8}));/gi, (whole, decimal, hex, name) => {
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex as string, 16) : 0
    if (code > 0 && code <= 0x10ffff) return String.fromCodePoint(code)
    return named[String(name)] ?? whole
  })
}
