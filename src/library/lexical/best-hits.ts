/**
 * The best `limit` of what is offered: a binary heap, worst on top. Equal scores rank by `sequence`, lowest
 * first, whatever the order in which they are offered.
 */
export interface BestHits {
  /** A score below this cannot get in. */
  threshold: number
  offer(score: number, sequence: number, segment: number, passage: number): void
  /** Best first. */
  drain(): { readonly score: number; readonly segment: number; readonly passage: number }[]
}

/** @param floor a known lower bound on the `limit`-th best score, 0 if nothing is known */
export function createBestHits(limit: number, floor: number): BestHits {
  const scores = new Float64Array(limit)
  const sequences = new Float64Array(limit)
  const segments = new Uint32Array(limit)
  const passages = new Uint32Array(limit)
  let count = 0

  const worse = (a: number, b: number): boolean =>
    scores[a]! < scores[b]! || (scores[a] === scores[b] && sequences[a]! > sequences[b]!)
  const put = (place: number, score: number, sequence: number, segment: number, passage: number): void => {
    scores[place] = score
    sequences[place] = sequence
    segments[place] = segment
    passages[place] = passage
  }
  const swap = (a: number, b: number): void => {
    const [score, sequence, segment, passage] = [scores[a]!, sequences[a]!, segments[a]!, passages[a]!]
    put(a, scores[b]!, sequences[b]!, segments[b]!, passages[b]!)
    put(b, score, sequence, segment, passage)
  }
  const rise = (from: number): void => {
    for (let place = from; place > 0;) {
      const parent = (place - 1) >> 1
      if (!worse(place, parent)) return
      swap(place, parent)
      place = parent
    }
  }
  const sink = (): void => {
    for (let place = 0; ;) {
      let worst = place
      for (let child = 2 * place + 1; child <= 2 * place + 2; child++)
        if (child < count && worse(child, worst)) worst = child
      if (worst === place) return
      swap(place, worst)
      place = worst
    }
  }
  const best: BestHits = {
    threshold: floor,
    offer(score, sequence, segment, passage) {
      if (count < limit) {
        put(count, score, sequence, segment, passage)
        rise(count++)
      } else {
        if (score < scores[0]! || (score === scores[0] && sequence > sequences[0]!)) return
        put(0, score, sequence, segment, passage)
        sink()
      }
      if (count === limit && scores[0]! > best.threshold) best.threshold = scores[0]!
    },
    drain() {
      const order = Array.from({ length: count }, (_, place) => place)
      order.sort((a, b) => scores[b]! - scores[a]! || sequences[a]! - sequences[b]!)
      return order.map((place) => ({
        score: scores[place]!,
        segment: segments[place]!,
        passage: passages[place]!,
      }))
    },
  }
  return best
}
