/**
 * Kaoju as a library: documents in, a checked and cited report out, with no key and no network.
 *
 * From a checkout: `PATH="$PWD/node_modules/.bin:$PATH" node --conditions=kaoju-source examples/research.ts`
 */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addPaths, createContext, openLibrary, research } from 'kaoju'

const home = await mkdtemp(join(tmpdir(), 'kaoju-example-'))
const { context, log } = createContext()
const library = await openLibrary({ home, mode: 'write' }, context)
try {
  await addPaths(library, [join(import.meta.dirname, 'library')], {}, context)
  const report = await research(
    { question: 'When was the dredging of the North Basin completed?', language: 'en', effort: 'quick' },
    { library },
    context,
  )
  for (const section of report.sections)
    for (const { text, verdict, citations } of section.sentences)
      console.log(`${verdict}: ${text} [${citations.map((citation) => citation.title).join('; ')}]`)
  for (const { about, sides } of report.conflicts)
    console.log(`disputed: ${about}: ${sides.map((side) => side.value).join(' or ')}`)

  // Every citation opens: the quote stands at its place in the stored document.
  const citations = report.sections.flatMap(({ sentences }) =>
    sentences.flatMap((sentence) => sentence.citations),
  )
  assert(citations.length > 0)
  for (const { document, start, end, quote } of citations)
    assert.equal((await library.document(document))!.text.slice(start, end), quote)
  // The two dates that the sources disagree on are both told.
  const values = report.conflicts.flatMap(({ sides }) => sides.map((side) => side.value))
  assert(values.includes('14 September 2019') && values.includes('30 November 2019'))
  console.log(`${log.events.length} events in the log of ${report.run}`)
} finally {
  await library.close()
  await rm(home, { recursive: true, force: true })
}
