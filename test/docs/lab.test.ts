import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createContext } from '#runtime'
import { commandContestant, labTable, makeWorld, questionKinds, runEvaluation, runLab, suites } from '#arena'

const docs = resolve(import.meta.dirname, '../../docs')
const lab = readFileSync(join(docs, 'lab.md'), 'utf8')
const evaluations = readFileSync(join(docs, 'eval.md'), 'utf8')
let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'kaoju-docs-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sectionOf = (page: string, heading: string): string =>
  page.split(/^##+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
const rowsOf = (text: string): string[] =>
  [...text.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!)) // prettier-ignore

describe('docs/lab.md', () => {
  test('tells every kind of question and every suite, and no other', () => {
    expect(rowsOf(sectionOf(lab, 'The world')).toSorted()).toEqual([...questionKinds].toSorted())
    expect(rowsOf(sectionOf(lab, 'Suites'))).toEqual(suites.map(({ name }) => name))
  })

  test('the tool that it shows is measured as it stands there, and every variable that it names is set', async () => {
    const [, tool = ''] = /^```js\n(.*?)^```$/ms.exec(lab) ?? []
    const told = rowsOf(sectionOf(lab, '1. A command for each question'))
    const check = told.map((name) => `[ -n "$${name}" ] || echo ${name} >> missing`)
    writeFileSync(join(folder, 'tool.mjs'), tool)
    // Documents, servers and feeds are there for questions that are about them only.
    const sometimes = ['LAB_DOCUMENTS', 'LAB_MCP', 'LAB_FEEDS']
    const world = makeWorld({ seed: 'docs', questions: 3, kinds: ['superseded', 'list', 'library'] })
    const command = [`cd ${folder}`, ...check, 'node tool.mjs'].join('\n')
    const outcome = await runLab(
      { suites: ['kinds'] },
      world,
      commandContestant({ command }),
      createContext().context,
    )
    const [suite] = outcome.result.suites
    expect(suite!.failures).toEqual([])
    expect(suite!.summary.factRecall).toBeGreaterThan(0)
    expect(suite!.summary.inventedLinks).toBe(0)
    expect(suite!.summary.perQuestion).toMatchObject({ model: 1, search: 1 })
    const missing = new Set(readFileSync(join(folder, 'missing'), 'utf8').trim().split('\n'))
    expect([...missing].toSorted()).toEqual(sometimes.toSorted())
    for (const column of labTable(outcome).split('\n')[2]!.split('|').slice(2, -1))
      expect(sectionOf(lab, 'Quick start')).toContain(`\`${column.trim()}\``)
  })
})

describe('docs/eval.md', () => {
  const blocks = ['attribution', 'memory', 'robustness', 'tables'].flatMap((kind) =>
    [...sectionOf(evaluations, kind).matchAll(/^```(jsonl?|csv)\n(.*?)^```$/gms)].map(([, ending, text], index) => ({
      kind, index, ending: ending!, text: text!,
    })),
  ) // prettier-ignore

  test('shows data of every shape', () => {
    expect(blocks.map(({ kind }) => kind)).toEqual([
      'attribution', 'attribution', 'memory', 'robustness', 'tables', 'tables',
    ]) // prettier-ignore
  })

  test.concurrent.each(blocks)(
    'data of $kind ($index) are read as they are shown, and measured',
    async (block) => {
      const file = join(folder, `${block.kind}-${block.index}.${block.ending}`)
      writeFileSync(file, block.text)
      const { items, metrics } = await runEvaluation(block.kind, { data: file }, createContext().context)
      expect(items.length).toBeGreaterThan(0)
      expect(items.flatMap(({ failed }) => failed ?? [])).toEqual([])
      for (const name of Object.keys(metrics)) {
        const [stem = ''] = name.split(/[@-]/)
        expect(sectionOf(evaluations, block.kind).toLowerCase()).toContain(stem)
      }
    },
  )
})

test.each([['lab.md'], ['eval.md'], ['cli.md']])('the links of docs/%s lead to places that exist', (name) => {
  const page = readFileSync(join(docs, name), 'utf8')
  const links = [...page.matchAll(/\]\((?!https?:)([^)]*)\)/g)].map(([, link]) => link!)
  expect(links.length).toBeGreaterThan(3)
  for (const link of links) {
    const [path = '', anchor] = link.split('#')
    const target = path === '' ? join(docs, name) : resolve(dirname(join(docs, name)), path)
    expect(existsSync(target), link).toBe(true)
    if (anchor !== undefined) expect(anchorsIn(readFileSync(target, 'utf8')), link).toContain(anchor)
  }
})

/** As GitHub makes them of headings. */
function anchorsIn(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
