/** Encodes text as a legacy encoding by turning its decoder round; throws on a character it does not have. */
export function encodeAs(text: string, encoding: string): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(text)
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    const bytes = Buffer.from(text, 'utf16le')
    return new Uint8Array(encoding === 'utf-16le' ? bytes : bytes.swap16())
  }
  const table = tableOf(encoding)
  const out: number[] = []
  for (const char of text) {
    const code = table.get(char)
    if (!code) throw new Error(`${encoding} has no ${char}`)
    out.push(...code)
  }
  return Uint8Array.from(out)
}

const tables = new Map<string, ReadonlyMap<string, readonly number[]>>()

function tableOf(encoding: string): ReadonlyMap<string, readonly number[]> {
  let table = tables.get(encoding)
  if (table) return table
  const fresh = new Map<string, readonly number[]>()
  const decoder = new TextDecoder(encoding)
  const add = (...bytes: number[]): void => {
    const text = decoder.decode(Uint8Array.from(bytes))
    if (text.length === 1 && text !== '\ufffd' && !fresh.has(text)) fresh.set(text, bytes)
  }
  for (let lead = 0; lead < 256; lead++) add(lead)
  const multiByte = /^(gb|big5|shift|euc)/.test(encoding)
  for (let lead = 0x81; lead < (multiByte ? 0xff : 0); lead++)
    for (let trail = 0x40; trail < 0xff; trail++) add(lead, trail)
  tables.set(encoding, (table = fresh))
  return table
}
