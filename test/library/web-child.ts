/**
 * Keeps and remembers pages for ever, each again and again with other bytes, telling each step on standard
 * output, until it is killed. Arguments: the home, and the number from which to count.
 */
import { writeSync } from 'node:fs'
import { openLibrary } from '../../src/library/open-library.ts'
import { createContext } from '../../src/runtime/create-context.ts'

const [home = '', first = '0'] = process.argv.slice(2)
const tell = (line: string): void => void writeSync(1, `${line}\n`)
let next = Number(first)

const library = await openLibrary({ home, mode: 'write' }, createContext().context)
tell('ready')
const work = async (): Promise<never> => {
  for (;;) {
    const number = next++
    const snapshot = await library.pages.keep(Buffer.from(`page ${number}`))
    tell(`kept ${number}`)
    const url = `https://lake.example/${number % 7}`
    await library.pages.remember({
      url,
      finalUrl: url,
      snapshot,
      mediaType: 'text/html',
      fetchedAt: number,
      freshUntil: number,
    })
    tell(`remembered ${number}`)
  }
}
await Promise.all([work(), work(), work()])
