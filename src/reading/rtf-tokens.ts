/** A piece of RTF 1.9.1: group ends, control words with their number, `\'hh` bytes, plain bytes. */
export type RtfToken =
  | { readonly type: 'open' }
  | { readonly type: 'close' }
  | { readonly type: 'word'; readonly name: string; readonly value: number | undefined }
  | { readonly type: 'symbol'; readonly symbol: string }
  | { readonly type: 'bytes'; readonly bytes: readonly number[] }

/** Takes RTF apart. `\bin` data is skipped here, since it may hold anything. */
export function* tokenizeRtf(bytes: Uint8Array): Generator<RtfToken> {
  let at = 0
  const letter = (code: number | undefined): boolean =>
    code !== undefined && ((code >= 97 && code <= 122) || (code >= 65 && code <= 90))
  const digit = (code: number | undefined): boolean => code !== undefined && code >= 48 && code <= 57
  let plain: number[] = []
  while (at < bytes.length) {
    const code = bytes[at]!
    if (code !== 0x5c && code !== 0x7b && code !== 0x7d) {
      if (code !== 10 && code !== 13) plain.push(code)
      at++
      continue
    }
    if (code === 0x5c && bytes[at + 1] === 0x27) {
      const value = Number.parseInt(String.fromCharCode(bytes[at + 2] ?? 48, bytes[at + 3] ?? 48), 16)
      if (!Number.isNaN(value)) plain.push(value)
      at += 4
      continue
    }
    if (plain.length > 0) yield { type: 'bytes', bytes: plain }
    plain = []
    if (code === 0x7b || code === 0x7d) {
      yield code === 0x7b ? { type: 'open' } : { type: 'close' }
      at++
    } else if (letter(bytes[at + 1])) {
      const start = ++at
      while (letter(bytes[at])) at++
      const name = String.fromCharCode(...bytes.subarray(start, Math.min(at, start + 40)))
      const from = at
      if (bytes[at] === 0x2d) at++
      while (digit(bytes[at])) at++
      const value =
        at > from ? Number(String.fromCharCode(...bytes.subarray(from, Math.min(at, from + 12)))) : undefined
      if (bytes[at] === 0x20) at++
      if (name === 'bin' && value !== undefined && value > 0) at += value
      else yield { type: 'word', name, value }
    } else {
      yield { type: 'symbol', symbol: String.fromCharCode(bytes[at + 1] ?? 32) }
      at += 2
    }
  }
  if (plain.length > 0) yield { type: 'bytes', bytes: plain }
}
