/**
 * The memory that bodies under way may take together.
 *
 * 1. Everybody grows as long as there is room.
 * 2. When there is none, one grows on, bounded by its own limits alone, so that somebody always comes to an end;
 *    the others wait, in the order in which they came, until room is given back.
 * 3. At most `total` and one body beyond it are held.
 */
export interface BodyRoom {
  share(): RoomShare
}

/** What one body holds. */
export interface RoomShare {
  /** Takes more; undefined = granted at once. Whoever no longer waits leaves. */
  grow(bytes: number): Promise<void> | undefined
  /** Gives everything back. */
  leave(): void
}

interface Waiting {
  readonly share: object
  readonly bytes: number
  readonly go: () => void
}

/** An empty room. */
export function createBodyRoom(total: number): BodyRoom {
  const queue: Waiting[] = []
  let used = 0
  /** Who may grow beyond the total. */
  let first: object | undefined
  const admit = (): void => {
    for (let at = 0; at < queue.length;) {
      const { share, bytes, go } = queue[at]!
      first ??= share
      if (used + bytes <= total || first === share) {
        queue.splice(at, 1)
        go()
      } else at++
    }
  }
  return {
    share() {
      let held = 0
      let left = false
      const take = (bytes: number): void => {
        used += bytes
        held += bytes
      }
      const share: RoomShare = {
        grow(bytes) {
          if (left) return undefined
          if (used + bytes > total) first ??= share
          if (first === share || (queue.length === 0 && used + bytes <= total)) {
            take(bytes)
            return undefined
          }
          return new Promise((resolve) => {
            const go = (): void => {
              take(bytes)
              resolve()
            }
            queue.push({ share, bytes, go })
          })
        },
        leave() {
          if (left) return
          left = true
          used -= held
          for (let at = queue.length - 1; at >= 0; at--) if (queue[at]!.share === share) queue.splice(at, 1)
          if (first === share) first = undefined
          admit()
        },
      }
      return share
    },
  }
}
