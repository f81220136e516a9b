/**
 * A process of its own that reads events of many runs over real connections and drops them at random moments: counts
 * what was lost or doubled, and how long after it was logged each event arrived. Started by `bench/doors.ts`, which sends
 * the plan and is sent the figures.
 */
import { request, type ClientRequest } from 'node:http'
import { chanceOf } from '#runtime'

export interface ReadersPlan {
  readonly origin: string
  readonly runs: readonly string[]
  readonly readers: number
  /** Connections dropped in all. */
  readonly disconnects: number
  readonly seed: string
}

export interface ReadersFigures {
  readonly events: number
  readonly lost: number
  readonly doubled: number
  readonly disconnects: number
  readonly ended: number
  readonly refused: number
  /** Milliseconds from the time in the event to its arrival, of events that came while connected. */
  readonly p50: number
  readonly p99: number
  readonly most: number
}

process.once('message', (plan: ReadersPlan) => void read(plan))

async function read({ origin, runs, readers, disconnects, seed }: ReadersPlan): Promise<void> {
  const delays: number[] = []
  const totals = { events: 0, lost: 0, doubled: 0, disconnects: 0, ended: 0, refused: 0 }
  let left = disconnects
  const reader = (index: number): Promise<void> =>
    new Promise((resolve) => {
      const chance = chanceOf(seed, `reader-${index}`)
      const run = runs[index % runs.length]!
      let last = 0
      const connect = (): void => {
        const since = Date.now()
        let rest = ''
        // Of those that are left each reader takes its share; it goes after so many events, at once or at a frame's middle.
        let patience = left > 0 ? 1 + chance.integer(12) : Infinity
        const go: ClientRequest = request(
          `${origin}/api/v1/runs/${run}/events`,
          { headers: { accept: 'text/event-stream', 'last-event-id': String(last) }, agent: false },
          (response) => {
            if (response.statusCode !== 200) {
              totals.refused++
              response.resume()
              setTimeout(connect, 100)
              return
            }
            response.setEncoding('utf8')
            response.on('data', (piece: string) => {
              rest += piece
              for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
                const frame = rest.slice(0, end)
                rest = rest.slice(end + 2)
                if (frame.startsWith('event: end')) {
                  totals.ended++
                  go.destroy()
                  resolve()
                  return
                }
                const id = /^id: (\d+)$/m.exec(frame)?.[1]
                if (id === undefined) continue
                const sequence = Number(id)
                totals.events++
                if (sequence <= last) totals.doubled++
                else totals.lost += sequence - last - 1
                last = Math.max(last, sequence)
                const at = Date.parse(/"at":"([^"]+)"/.exec(frame)?.[1] ?? '')
                if (at >= since) delays.push(Date.now() - at)
                if (--patience > 0 || left <= 0) continue
                left--
                totals.disconnects++
                go.destroy()
                setTimeout(connect, chance.integer(200))
                return
              }
            })
            response.on('error', () => undefined)
          },
        )
        go.on('error', (error: NodeJS.ErrnoException) => {
          if (error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET') setTimeout(connect, 200)
        })
        go.end()
      }
      connect()
    })
  await Promise.all(Array.from({ length: readers }, (_, index) => reader(index)))
  delays.sort((a, b) => a - b)
  const at = (share: number): number =>
    delays[Math.min(delays.length - 1, Math.floor(delays.length * share))] ?? 0
  const figures: ReadersFigures = { ...totals, p50: at(0.5), p99: at(0.99), most: at(1) }
  process.send!(figures, () => process.exit(0))
}
