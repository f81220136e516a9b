import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseCommandLine } from '../../src/interfaces/cli/command-line.ts'
import { commandTable } from '../../src/interfaces/cli/commands/table.ts'
import { wordsIn } from '../../src/interfaces/cli/words.ts'

const repository = resolve(import.meta.dirname, '../..')
const page = readFileSync(resolve(repository, 'docs/cli.md'), 'utf8')
const about = { words: wordsIn('en'), version: '0', defaultHome: '~', columns: 100 }

function helpOf(command: string): string {
  const invocation = parseCommandLine([...command.split(' '), '--help'], commandTable, about)
  return invocation.kind === 'print' ? invocation.text : ''
}

/** The part of the page that tells of one command. */
function sectionOf(command: string): string {
  return page.split(/^## /m).find((part) => part.startsWith(`\`${command}`)) ?? ''
}

describe('docs/cli.md', () => {
  test.each(Object.keys(commandTable.commands))('tells every option of %s', (command) => {
    const help = helpOf(command)
    expect(help).toContain('Options:')
    const options = [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map((match) => match[1]!)
    const told = command === 'check' ? sectionOf('research') + sectionOf(command) : sectionOf(command)
    const everywhere = page.split(/^## /m).find((part) => part.startsWith('Everywhere')) ?? ''
    expect(sectionOf(command)).not.toBe('')
    expect(
      options.filter((option) => !told.includes(`\`${option}`) && !everywhere.includes(`\`${option}`)),
    ).toEqual([])
  })

  test('tells of no command that does not exist', () => {
    const told = [...page.matchAll(/^## `([a-z ]+?)(?: [[A-Z|].*)?`$/gm)].map((match) => match[1]!)
    expect(told.toSorted()).toEqual(Object.keys(commandTable.commands).toSorted())
  })
})

test('the two READMEs show the same things', () => {
  const [english, chinese] = ['README.md', 'README.zh.md'].map((name) => {
    // What a command printed is not ours to count.
    const text = readFileSync(resolve(repository, name), 'utf8').replace(/(?<=^```text\n).*?(?=^```$)/gms, '')
    return {
      headings: text.match(/^## /gm)?.length,
      blocks: [...text.matchAll(/^```(\w+)$/gm)].map((match) => match[1]),
      tableRows: text.match(/^\| /gm)?.length,
      links: [...text.matchAll(/\]\((?!README)([^)\s]+)\)/g)].map((match) => match[1]!).toSorted(),
    }
  })
  expect(english!.headings).toBeGreaterThan(5)
  expect(chinese).toEqual(english)
})
