/**
 * What all of them come to, in the order given, once each has ended: when one fails, the others are not left to go on
 * behind the failure, nor may theirs go unheard.
 *
 * @throws what the first of them in that order failed with
 */
export async function allEnded<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(work)
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}
