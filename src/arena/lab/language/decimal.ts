/** Moves the decimal point: `41.7` by 6 is `41700000`. */
export function shift(number: string, places: number): string {
  const [whole, decimals = ''] = number.split('.')
  const digits = whole! + decimals
  const point = whole!.length + places
  const padded =
    point > digits.length ? digits.padEnd(point, '0') : digits.padStart(digits.length - point + 1, '0')
  const at = point > 0 ? point : padded.length - (digits.length - point)
  const tail = padded.slice(at).replace(/0+$/, '')
  const head = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0'
  return tail ? `${head}.${tail}` : head
}
