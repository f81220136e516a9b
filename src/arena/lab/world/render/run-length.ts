/** Bytes packed by run lengths, as `RunLengthDecode` unpacks them (ISO 32000-1, 7.4.5). */
export function runLength(bytes: Uint8Array): Uint8Array {
  const packed: number[] = []
  let at = 0
  while (at < bytes.length) {
    const run = runAt(bytes, at)
    if (run > 2) {
      packed.push(257 - run, bytes[at]!)
      at += run
      continue
    }
    const start = at
    while (at < bytes.length && at - start < 128 && runAt(bytes, at) <= 2) at++
    packed.push(at - start - 1, ...bytes.subarray(start, at))
  }
  packed.push(128)
  return Uint8Array.from(packed)
}

/** How often the byte at a place stands there in a row, 128 at most. */
function runAt(bytes: Uint8Array, start: number): number {
  let end = start + 1
  while (end < bytes.length && end - start < 128 && bytes[end] === bytes[start]) end++
  return end - start
}
