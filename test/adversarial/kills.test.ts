import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chanceOf } from '#runtime'
import {
  faultsIn,
  killAt,
  killAtRandom,
  killPoints,
  noKills,
  openKillRoom,
  randomTask,
  reference,
  sweptTask,
  type KillRoom,
} from '../../bench/soak-kills.ts'
import { killResearchAt, openResearchRoom, researchReference } from '../../bench/kill-research.ts'
import { moments } from '../../bench/killed-run.ts'

/**
 * The short form of `npm run soak:kills`: points of the sweep drawn by a seed, and random kills; every process is
 * real, and so is every SIGKILL. Seconds are given to the loops, not asserted.
 */
const seconds = Number(process.env['KAOJU_KILL_SECONDS'] ?? 2)

describe('runs that are killed', () => {
  let room: KillRoom
  beforeAll(async () => {
    room = await openKillRoom()
  })
  afterAll(() => room.close())

  test(
    'at any operation on the journal: resumed, the result is the same and nothing completed is paid twice',
    { timeout: 180_000 },
    async () => {
      const { operations, steps, told } = await reference(room, sweptTask)
      expect(operations).toBeGreaterThanOrEqual(300)
      expect(steps).toBeGreaterThanOrEqual(100)
      const count = noKills()
      const until = performance.now() + seconds * 1000
      for (const order of chanceOf('kills', 'points').shuffle(killPoints(operations))) {
        if (performance.now() > until && count.kills >= 12) break
        await killAt(room, sweptTask, order, told, count)
      }
      expect(room.findings).toEqual([])
      expect(faultsIn(count)).toBe(0)
      expect(count.kills).toBeGreaterThanOrEqual(12)
      expect(count.lost).toBeGreaterThan(0)
    },
  )

  test(
    'at random, again and again: every run ends, with its result, and the journal is sound',
    { timeout: 180_000 },
    async () => {
      const { told } = await reference(room, randomTask)
      const count = noKills()
      const until = performance.now() + seconds * 1000
      for (let run = 1; performance.now() < until || count.kills < 20; run++)
        await killAtRandom(room, randomTask, chanceOf('kills', `run-${run}`), 12, told, count)
      expect(room.findings).toEqual([])
      expect(faultsIn(count)).toBe(0)
      expect(count.runs).toBeGreaterThan(0)
    },
  )

  test(
    'real research with models, killed at three operations: the same report, resumed and replayed',
    { timeout: 180_000 },
    async () => {
      const own = await openResearchRoom()
      try {
        const unharmed = await researchReference(own)
        const { operations, calls } = unharmed
        expect(operations).toBeGreaterThanOrEqual(300)
        expect(calls).toBeGreaterThan(8)
        const count = noKills()
        for (const [index, moment] of moments.entries()) {
          const at = Math.floor((operations * (index + 1)) / 4)
          await killResearchAt(own, { at, moment }, unharmed, count)
        }
        expect(own.findings).toEqual([])
        expect(count).toMatchObject({ runs: 3, kills: 3 })
      } finally {
        await own.close()
      }
    },
  )

  test('a journal that forgot would be found out', { timeout: 60_000 }, async () => {
    const own = await openKillRoom()
    try {
      const { operations, told } = await reference(own, sweptTask)
      const count = noKills()
      await killAt(own, sweptTask, { at: operations - 5, moment: 'after' }, told, count, 'forgets')
      expect(count.kills).toBe(1)
      expect(count.repeated).toBeGreaterThan(10)
    } finally {
      await own.close()
    }
  })
})
