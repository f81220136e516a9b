/**
 * Audits a text that someone else wrote: which statements do the documents bear, and which not, and why?
 *
 * From a checkout: `PATH="$PWD/node_modules/.bin:$PATH" node --conditions=kaoju-source examples/check.ts`
 */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addPaths, checkText, createContext, openLibrary } from 'kaoju'

const text = `# 清湖

2017年东塘溪向清湖输送总磷31.5吨，其中农田径流占62%。东塘溪流域面积134平方公里。
`

const home = await mkdtemp(join(tmpdir(), 'kaoju-example-'))
const { context } = createContext()
const library = await openLibrary({ home, mode: 'write' }, context)
try {
  await addPaths(library, [join(import.meta.dirname, 'library/reports')], {}, context)
  const audit = await checkText({ file: 'draft.md', text, language: 'zh' }, { library }, context)
  for (const { text: sentence, verdict, reasons } of audit.sentences)
    console.log(
      `${verdict}: ${sentence}`,
      reasons.map(({ code, text: was, instead }) => [code, was, instead].filter(Boolean).join(' ')),
    )
  assert.deepEqual(
    audit.sentences.map(({ verdict }) => verdict),
    ['conflicting', 'supported'],
  )
  assert.equal(audit.sentences[0]!.reasons[0]!.instead, '52%')
} finally {
  await library.close()
  await rm(home, { recursive: true, force: true })
}
