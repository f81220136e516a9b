/**
 * Adds, purges and refreshes for ever, telling each step on standard output, until it is killed.
 * Arguments: the home, and the number from which to count.
 */
import { writeSync } from 'node:fs'
import { openLibrary } from '../../src/library/open-library.ts'
import { createContext } from '../../src/runtime/create-context.ts'
import { crashReading } from './crash-reading.ts'

const [home = '', first = '0'] = process.argv.slice(2)
const tell = (line: string): void => void writeSync(1, `${line}\n`)
let next = Number(first)

tell('open')
const library = await openLibrary({ home, mode: 'write' }, createContext().context)
tell('ready')
const work = async (): Promise<never> => {
  for (;;) {
    const number = next++
    tell(`adding ${number}`)
    await library.add(crashReading(number))
    tell(`added ${number}`)
    if (number % 6 === 4) {
      tell(`purging ${number}`)
      await library.purge(crashReading(number).uri)
      tell(`purged ${number}`)
    }
    if (number % 10 === 9) await library.refresh()
  }
}
await Promise.all([work(), work(), work()])
