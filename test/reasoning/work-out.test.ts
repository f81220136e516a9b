import { expect, test } from 'vitest'
import { createContext } from '#runtime'
import { createVerifier, workOut, type OfferedEvidence } from '#reasoning'
import { offer } from './a-document.ts'
import { workedOutSets } from './worked-out-sentences.ts'

interface Case {
  readonly why: string
  readonly text: string
  readonly offered: readonly OfferedEvidence[]
  readonly right: boolean
}

function cases(): Case[] {
  return workedOutSets.flatMap(({ quotes, right, wrong }) => {
    const read = (line: string): Pick<Case, 'text' | 'offered'> => {
      const [letters, text] = [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]
      const offered = [...letters].map((letter) => {
        const [title, quote] = quotes[letter]!.split(' || ') as [string, string]
        return offer(`${quote} (${letter})`, quote, { document: { title } })
      })
      return { text, offered }
    }
    return [
      ...right.map((line) => ({ why: '', right: true, ...read(line) })),
      ...wrong.map(([why, line]) => ({ why, right: false, ...read(line) })),
    ]
  })
}

const all = cases()

test('the corpus is large, and half of it wrong', () => {
  expect(all.length).toBeGreaterThanOrEqual(120)
  expect(all.filter(({ right }) => !right).length).toBeGreaterThanOrEqual(all.length / 2)
})

test('no sentence that is subtly wrong is worked out', () => {
  const accepted = all.filter(({ right, text, offered }) => !right && workOut({ text, kind: 'quoted' }, offered))
  expect(accepted.map(({ why, text }) => `${why}: ${text}`)).toEqual([])
})

test('nearly all right ones are worked out, and the verifier executes them again', async () => {
  const { context } = createContext()
  const verify = createVerifier('literal')
  const missed: string[] = []
  for (const { text, offered } of all.filter(({ right }) => right)) {
    const worked = workOut({ text, kind: 'quoted' }, offered)
    if (!worked) {
      missed.push(text)
      continue
    }
    const used = offered.filter(({ evidence }) => worked.used.includes(evidence.id))
    const verdict = await verify(worked.claim, used, context)
    expect(verdict, text).toMatchObject({ label: 'supported', reasons: [{ code: 'recomputed' }] })
  }
  const rights = all.filter(({ right }) => right).length
  console.info(`worked out ${rights - missed.length} of ${rights}; missed:\n${missed.join('\n')}`)
  expect(missed.length / rights).toBeLessThan(0.05)
})
