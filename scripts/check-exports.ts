/**
 * Checks that every public export is documented: what `src/index.ts` and the rooms' doors pass on has a doc
 * comment where it is declared. Prints one line for each that has none; exit 1 if any.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

const source = resolve(import.meta.dirname, '../src')
const doors = [
  join(source, 'index.ts'),
  ...readdirSync(source, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(source, entry.name, 'index.ts')))
    .map((entry) => join(source, entry.name, 'index.ts')),
]

const declaration =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type) (\w+)/
const undocumented = new Set<string>()
let documented = 0
for (const door of doors) for (const [file, names] of passedOn(door)) check(file, names)

for (const line of [...undocumented].sort()) console.error(line)
console.log(`exports: ${documented} documented, ${undocumented.size} not`)
process.exit(undocumented.size === 0 ? 0 : 1)

/** The files behind a door, and which of their names pass it; undefined = all. */
function passedOn(door: string): Map<string, Set<string> | undefined> {
  const files = new Map<string, Set<string> | undefined>([[door, undefined]])
  const code = readFileSync(door, 'utf8')
  for (const [, list, target] of code.matchAll(/^export (?:type )?(\*|\{[^}]*\}) from '(\.[^']+)'/gms)) {
    const file = resolve(dirname(door), target!)
    if (list === '*') files.set(file, undefined)
    else {
      const names = list!
        .replace(/[{}]/g, '')
        .split(',')
        .map(
          (name) =>
            name
              .trim()
              .replace(/^type /, '')
              .split(' as ')[0]!,
        )
      files.set(file, new Set([...(files.get(file) ?? []), ...names.filter(Boolean)]))
    }
  }
  return files
}

function check(file: string, names: ReadonlySet<string> | undefined): void {
  const lines = readFileSync(file, 'utf8').split('\n')
  lines.forEach((line, index) => {
    const name = declaration.exec(line)?.[1]
    if (!name || (names && !names.has(name))) return
    const where = `${relative(resolve(source, '..'), file)}:${index + 1}: ${name} has no doc comment`
    // Of an overloaded function the first signature carries the comment.
    const overload = index > 0 && declaration.exec(lines[index - 1]!)?.[1] === name
    if (overload || /\*\/\s*$/.test(lines[index - 1] ?? '')) documented++
    else undocumented.add(`${where}: say in one sentence what it is`)
  })
}
