import { expect, test } from 'vitest'
import { figuresPage, markdownTable } from '../../src/arena/leaderboard.ts'

test('a page of figures says what they were measured with, and how to repeat them', () => {
  const table = markdownTable(
    ['collection', 'nDCG@10'],
    [
      ['cranfield', 0.352],
      ['a|b', '–'],
    ],
  )
  const measured = {
    machine: 'two cores',
    node: '24.0.0',
    commit: 'abc',
    date: '2026-11-21',
    command: 'npm run leaderboard',
  }
  const page = figuresPage(
    'Leaderboard',
    'Preface.',
    [{ title: 'Retrieval', about: 'On this.', table, seconds: 2.4 }],
    measured,
  )
  expect(page).toBe(`# Leaderboard

Preface.

Measured 2026-11-21 on two cores, Node 24.0.0, commit \`abc\`, by \`npm run leaderboard\`.

## Retrieval

On this.

| collection | nDCG@10 |
|---|---:|
| cranfield | 0.352 |
| a\\|b | – |

_2 s_
`)
})
