import { brotliDecompressSync } from 'node:zlib'

let maps: Promise<ReadonlyMap<string, Uint8Array>> | undefined

/**
 * Gives pdf.js the predefined CMaps (ISO 32000-1, 9.7.5.2): without them the text of Chinese, Japanese and
 * Korean files whose fonts are named but not embedded cannot be read. Unpacked when a font first asks.
 */
export class PredefinedCMaps {
  readonly fetch = async ({
    kind,
    filename,
  }: {
    readonly kind: string
    readonly filename: string
  }): Promise<Uint8Array> => {
    maps ??= unpack()
    const found = kind === 'cMapUrl' ? (await maps).get(filename.replace(/\.bcmap$/, '')) : undefined
    if (!found) throw new Error(`no ${kind} ${filename}`)
    return found
  }
}

async function unpack(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { index, packed } = await import('./cmaps.generated.ts')
  const data = brotliDecompressSync(Buffer.from(packed, 'base64'))
  const found = new Map<string, Uint8Array>()
  let at = 0
  for (const [name, length] of index.split(' ').map((entry) => entry.split(':') as [string, string])) {
    found.set(name, new Uint8Array(data.subarray(at, at + Number(length))))
    at += Number(length)
  }
  return found
}
