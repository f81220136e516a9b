import { KaojuError } from '#runtime'

/** The most that a JSON body may be, in bytes. */
export const mostJson = 2 ** 20

/** How long a JSON body may take to come, in milliseconds. */
export const jsonPatience = 20_000

/**
 * Reads a body to its end, whatever its Content-Length says.
 *
 * @param most bytes
 * @param patience milliseconds for all of it
 * @throws KaojuError `body-too-large`, `body-stalled`, `request-invalid` where the sender left
 */
export async function readBody(
  body: ReadableStream<Uint8Array> | null,
  most: number,
  patience: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = []
  let size = 0
  if (!body) return new Uint8Array(0)
  const reader = body.getReader()
  const late = lateness(patience)
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late.comes])
      if (done) break
      size += value.byteLength
      if (size > most) throw new KaojuError('body-too-large', { limit: sizeText(most) })
      pieces.push(value)
    }
  } catch (error) {
    // What is still to come is not waited for; nobody hears of how that ends.
    reader.cancel().catch(() => undefined)
    if (error instanceof KaojuError) throw error
    throw new KaojuError(
      'request-invalid',
      { field: 'body', reason: (error as Error).message },
      { cause: error },
    )
  } finally {
    late.cancel()
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.byteLength
  }
  return whole
}

/** A promise that fails when something takes too long. */
export function lateness(milliseconds: number): { readonly comes: Promise<never>; cancel(): void } {
  let timer: NodeJS.Timeout | undefined
  const comes = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new KaojuError('body-stalled', { seconds: Math.ceil(milliseconds / 1_000) })),
      milliseconds,
    )
  })
  // Whoever stops waiting for it has heard enough.
  comes.catch(() => undefined)
  return { comes, cancel: () => clearTimeout(timer) }
}

/** `256 MB`, as limits are told. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'] as const
  const power = Math.min(3, Math.floor(Math.log2(Math.max(1, bytes)) / 10))
  return `${Math.round((bytes / 1024 ** power) * 10) / 10} ${units[power]}`
}
