import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LiveLog, type Following, type LogReader } from '../../../src/interfaces/host/live-log.ts'

const line = (sequence: number) => ({ sequence, type: 'warning', json: `{"sequence":${sequence}}` })

/** A reader that takes so many batches before it must be asked again. */
function slowReader(
  room: number,
): LogReader & { seen: number[]; end: string[]; drain(): void; place?: Following } {
  let left = room
  return {
    seen: [],
    end: [],
    lines(lines) {
      this.seen.push(...lines.map(({ sequence }) => sequence))
      return --left > 0
    },
    ended(state) {
      this.end.push(state)
    },
    drain() {
      left = room
      this.place!.more()
    },
  }
}

describe('a live log', () => {
  test('whoever comes when, reads how slowly and from where, gets each line after it once, in order, and then the end', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.constant('push'), fc.constant('flush'), fc.constant('drain'), fc.constant('come')),
          {
            maxLength: 300,
          },
        ),
        fc.integer({ min: 1, max: 3 }),
        (steps, room) => {
          const log = new LiveLog()
          let pushed = 0
          const readers: { reader: ReturnType<typeof slowReader>; after: number }[] = []
          for (const step of steps) {
            if (step === 'push') log.push(line(++pushed))
            if (step === 'flush') log.flush()
            if (step === 'drain') for (const { reader } of readers) reader.drain()
            if (step === 'come') {
              const reader = slowReader(room)
              const after = Math.floor(pushed / 2)
              reader.place = log.follow(after, reader)
              readers.push({ reader, after })
            }
          }
          log.finish('done')
          for (let turn = 0; turn <= pushed; turn++) for (const { reader } of readers) reader.drain()
          for (const { reader, after } of readers) {
            expect(reader.seen).toEqual(Array.from({ length: pushed - after }, (_, at) => after + at + 1))
            expect(reader.end).toEqual(['done'])
          }
          expect(log.readers).toBe(0)
        },
      ),
      { numRuns: 300, seed: 7 },
    )
  })

  test('what an attempt tells again is not told twice', () => {
    const log = new LiveLog()
    const reader = slowReader(1_000)
    reader.place = log.follow(0, reader)
    for (const sequence of [1, 2, 1, 2, 3]) log.push(line(sequence))
    log.flush()
    expect(reader.seen).toEqual([1, 2, 3])
  })

  test('who has left hears nothing more, not even the end', () => {
    const log = new LiveLog()
    const reader = slowReader(1_000)
    reader.place = log.follow(0, reader)
    reader.place.leave()
    log.push(line(1))
    log.finish('failed')
    expect([reader.seen, reader.end]).toEqual([[], []])
  })
})
