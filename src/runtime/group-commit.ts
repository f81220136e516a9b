/**
 * Group commit: while one batch is being committed, what arrives is collected into the next, so that a
 * single caller waits for one commit and a crowd shares one. Items are committed in the order in which they came.
 *
 * @param commit stores a batch and answers each item in order; when it throws, none was stored
 * @param weigh of an item, in the unit of `limit`: a batch is closed when it weighs this much
 */
export function groupCommit<Item, Answer>(
  commit: (batch: readonly Item[]) => Promise<readonly Answer[]>,
  weigh: (item: Item) => number,
  limit: number,
): (item: Item) => Promise<Answer> {
  interface Waiting {
    readonly item: Item
    resolve(answer: Answer): void
    reject(error: unknown): void
  }
  let waiting: Waiting[] = []
  let committing = false

  const next = (): Waiting[] => {
    let weight = 0
    let count = 0
    while (count < waiting.length && (count === 0 || weight < limit)) weight += weigh(waiting[count++]!.item)
    const batch = waiting.slice(0, count)
    waiting = waiting.slice(count)
    return batch
  }
  const run = async (): Promise<void> => {
    committing = true
    while (waiting.length > 0) {
      const batch = next()
      try {
        const answers = await commit(batch.map(({ item }) => item))
        batch.forEach((one, index) => one.resolve(answers[index]!))
      } catch (error) {
        for (const one of batch) one.reject(error)
      }
    }
    committing = false
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!committing) void run()
    })
}
