/** First place from `from` up to `end` whose passage is at least `wanted`, of rising passages; `end`: none is. */
export function gallop(
  passages: Uint32Array,
  from: number,
  wanted: number,
  end: number = passages.length,
): number {
  let step = 1
  let low = from
  while (low + step < end && passages[low + step]! < wanted) {
    low += step
    step *= 2
  }
  let high = Math.min(low + step, end)
  while (low < high) {
    const middle = (low + high) >> 1
    if (passages[middle]! < wanted) low = middle + 1
    else high = middle
  }
  return low
}
