import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Audit } from '#vocabulary'
import { createContext, KaojuError } from '#runtime'
import { addPaths, openLibrary, type Library } from '#library'
import { checkText, research } from '#research'
import { article, openSmallWeb, type Pages, type SmallWeb } from './small-web.ts'

const opened: { close(): void | Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close()
})

const cost = 'The restoration of Lake Orlin cost 41.7 million euros and ended in October 2023.'
const pages: Pages = {
  'http://lake.example/restoration.html': article('Restoration of Lake Orlin', [
    cost,
    'It was led by the regional water authority together with two universities.',
  ]),
}

async function open(
  served: Pages,
  documents: Readonly<Record<string, string>> = {},
): Promise<{ web: SmallWeb; library: Library }> {
  const web = await openSmallWeb(served)
  const home = mkdtempSync(join(tmpdir(), 'kaoju-cited-'))
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-cited-docs-'))
  const { context } = createContext()
  const library = await openLibrary({ home, mode: 'write' }, context)
  opened.push(web, {
    close: async () => {
      await library.close()
      for (const path of [home, folder]) rmSync(path, { recursive: true, force: true })
    },
  })
  for (const [name, text] of Object.entries(documents)) writeFileSync(join(folder, name), text)
  if (Object.keys(documents).length > 0) await addPaths(library, [folder], {}, context)
  return { web, library }
}

async function check(text: string, web: SmallWeb, library: Library): Promise<Audit> {
  const { context } = web.context({ run: 'run-check' })
  return checkText({ file: 'draft.md', text, language: 'en' }, { library, web: web.parts() }, context)
}

describe('an address that a text cites', () => {
  test('is not had because a page elsewhere is called alike', async () => {
    const { web, library } = await open(pages)
    const { context } = web.context({ run: 'run-research' })
    const question = 'How much did the restoration of Lake Orlin cost?'
    await research({ question, language: 'en', effort: 'quick' }, { library, web: web.parts() }, context)
    const gone = web.url('http://gone.example/archive/restoration.html')
    const { missingSources, sentences, coverage } = await check(
      `${cost} [Restoration of Lake Orlin](${gone})\n`,
      web,
      library,
    )
    expect(missingSources).toEqual(['Restoration of Lake Orlin'])
    expect(sentences[0]!.cites).toEqual([{ label: 'Restoration of Lake Orlin', held: false }])
    expect(sentences[0]!.verdict).toBe('partly')
    expect(coverage.failed.map(({ what }) => what)).toEqual([gone])
  })

  test('is had in a copy that the user saved', async () => {
    const { web, library } = await open({}, { 'restoration.md': `# Restoration of Lake Orlin\n\n${cost}\n` })
    const { missingSources } = await check(
      `${cost} [Restoration of Lake Orlin](${web.url('http://gone.example/orlin')})\n`,
      web,
      library,
    )
    expect(missingSources).toEqual([])
  })

  test('is had where it led', async () => {
    const { web, library } = await open({
      ...pages,
      'http://doi.example/10.1': {
        status: 302,
        headers: { location: 'http://lake.example/restoration.html' },
      },
    })
    const { missingSources, sentences } = await check(
      `${cost} [1]\n\n## References\n\n[1] Water authority, 2023. ${web.url('http://doi.example/10.1')}\n`,
      web,
      library,
    )
    expect(missingSources).toEqual([])
    expect(sentences[0]!.verdict).toBe('supported')
    expect(sentences[0]!.citations[0]!.uri).toBe(web.url('http://lake.example/restoration.html'))
  })
})

test('when the disk is full, no page is under way any more once the audit has ended', async () => {
  const { web, library } = await open({
    'http://slow.example/a': article('Slow', ['Lake Orlin, slowly and at length.']),
    'http://full.example/a': article('Full', ['Lake Orlin is full.']),
  })
  let underWay = 0
  const { pages: kept } = library
  const keep: typeof kept.keep = async (bytes) => {
    if (Buffer.from(bytes).includes('full')) throw new KaojuError('disk-full', { path: 'home' })
    underWay++
    await new Promise((resolve) => setTimeout(resolve, 200))
    underWay--
    return kept.keep(bytes)
  }
  const broken = new Proxy(library, {
    get: (of, name) =>
      name === 'pages'
        ? new Proxy(kept, { get: (store, one) => (one === 'keep' ? keep : bound(store, one)) })
        : bound(of, name),
  })
  const text = `The lake is slow. [a](${web.url('http://slow.example/a')}) The lake is full. [b](${web.url('http://full.example/a')})\n`
  await expect(check(text, web, broken)).rejects.toMatchObject({ code: 'disk-full' })
  expect(underWay).toBe(0)
})

function bound(of: object, name: string | symbol): unknown {
  const value = (of as Record<string | symbol, unknown>)[name]
  return typeof value === 'function' ? (value.bind(of) as unknown) : value
}
