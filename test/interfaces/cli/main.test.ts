import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAudit, parseReport } from '#report'
import { emptyFolder, repository, runShared } from '../run-kaoju.ts'

/** A small library of three files in two languages, and where its home is. */
function smallLibrary(): { folder: string; docs: string; home: string } {
  const folder = emptyFolder()
  const docs = join(folder, 'docs')
  mkdirSync(docs)
  writeFileSync(
    join(docs, 'lake.md'),
    '# Heron Lake\n\nHeron Lake covers 47 square kilometres. It was surveyed by Mara Lindqvist in 2019.\n',
  )
  writeFileSync(join(docs, '湖.txt'), '鹭湖的面积是47平方公里。2019年由林女士测量。\n')
  writeFileSync(
    join(docs, 'otter.html'),
    '<html><head><title>Otters</title></head><body><h1>Otters</h1><p>Otters returned to the river Elm in 2021 after the weir was removed.</p></body></html>',
  )
  return { folder, docs, home: join(folder, 'home') }
}

/** For tests that add nothing: read by the first of them. */
let one: ReturnType<typeof smallLibrary> | undefined
const sameLibrary = (): ReturnType<typeof smallLibrary> => (one ??= smallLibrary())

describe('kaoju', () => {
  test('bare, it names three next steps, in the language of the locale', async () => {
    const english = await runShared([])
    const chinese = await runShared([], { env: { LC_ALL: 'zh_CN.UTF-8' } })
    expect(english).toMatchObject({ exit: 0, stderr: '' })
    expect(english.stdout.match(/ {3}kaoju /g)).toHaveLength(3)
    expect(chinese.stdout).toContain('无证不言')
    expect(chinese.stdout.match(/ {3}kaoju /g)).toHaveLength(3)
  })

  test('an older Node is turned away with what to do', () => {
    const script = readFileSync(join(repository, 'bin/kaoju.js'), 'utf8').replace(
      'process.versions.node.split',
      "'12.22.9'.split",
    )
    for (const [LANG, said] of [
      ['en_US', /needs Node\.js 22\.19/],
      ['zh_CN', /需要 Node\.js 22\.19/],
    ] as const) {
      const { status, stderr } = spawnSync(process.execPath, ['--input-type=commonjs', '-e', script], {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: LANG },
      })
      expect(stderr).toMatch(said)
      expect(stderr).toContain('npm run kaoju')
      expect(status).toBe(1)
    }
  })

  test('research: a cited answer, extractive said first, the page last; the page and its data stand in the home', async () => {
    const { docs, home } = sameLibrary()
    const { exit, stdout } = await runShared(['How large is Heron Lake?', '--docs', docs, '--home', home])
    expect(stdout).toMatch(/^extractive: /)
    expect(stdout).toContain('47 square kilometres')
    const page = /^Report: (.*\.html)$/.exec(stdout.trimEnd().split('\n').at(-1)!)?.[1]
    expect(page).toMatch(new RegExp(`^${home}/reports/run-`))
    expect(readFileSync(page!, 'utf8')).toContain('47 square kilometres')
    expect(existsSync(page!.replace(/html$/, 'json'))).toBe(true)
    expect(exit).toBe(0)
  })

  test('research --json: one report document on stdout, nothing else', async () => {
    const { docs, home } = sameLibrary()
    const { exit, stdout, stderr } = await runShared([
      'research',
      '鹭湖的面积是多少？',
      '--docs',
      docs,
      '--home',
      home,
      '--json',
    ])
    const report = parseReport(stdout)
    expect(report).toMatchObject({ schema: 'kaoju-report/1', language: 'zh', method: 'extractive' })
    expect(
      report.sections
        .flatMap((section) => section.sentences)
        .some((sentence) => sentence.text.includes('47')),
    ).toBe(true)
    expect(stderr).toContain('.html')
    expect(exit).toBe(0)
  })

  test('research: nothing relevant is said, and the exit code is 3', async () => {
    const { docs, home } = sameLibrary()
    const { exit, stdout } = await runShared([
      'Who composed the opera Turandot?',
      '--docs',
      docs,
      '--home',
      home,
    ])
    expect(exit).toBe(3)
    expect(stdout).toMatch(/^Incomplete: /m)
  })

  test('research --out: the format follows the ending; a place that cannot be written is named', async () => {
    const { folder, docs, home } = sameLibrary()
    const out = join(folder, 'answer.html')
    const written = await runShared([
      'How large is Heron Lake?',
      '--docs',
      docs,
      '--home',
      home,
      '--out',
      out,
    ])
    expect(written.stdout.trimEnd().split('\n').at(-1)).toBe(`Report: ${out}`)
    expect(readFileSync(out, 'utf8')).toMatch(/^<!doctype html>/i)
    const refused = await runShared([
      'How large is Heron Lake?',
      '--home',
      home,
      '--out',
      join(docs, 'lake.md', 'x.md'),
    ])
    expect(refused.stderr).toMatch(/^Network: [^\n]*\nkaoju: Cannot write .*x\.md/)
    expect(refused.exit).toBe(1)
  })

  test('check: what no source says is unsupported, exit 3; what stands there is supported, exit 0', async () => {
    const { folder, docs, home } = sameLibrary()
    const wrong = join(folder, 'wrong.md')
    const right = join(folder, 'right.md')
    writeFileSync(wrong, 'Heron Lake covers 470 square kilometres.\n')
    writeFileSync(right, 'Heron Lake covers 47 square kilometres.\n')
    const found = await runShared(['check', wrong, '--docs', docs, '--home', home, '--json'])
    const audit = parseAudit(found.stdout)
    expect(audit.totals.supported).toBe(0)
    expect(found.exit).toBe(3)
    const sound = await runShared(['check', right, '--home', home])
    expect(sound.stdout).toContain('Heron Lake covers 47 square kilometres.')
    expect(sound.stdout.trimEnd().split('\n').at(-1)).toMatch(/\.html$/)
    expect(sound.exit).toBe(0)
  })

  test('check: a draft that lies among the sources does not vouch for itself', async () => {
    const { docs, home } = smallLibrary()
    const draft = join(docs, 'draft.md')
    writeFileSync(draft, 'The castle of Brennmoor burned down in 1683.\n')
    const { exit, stdout } = await runShared(['check', draft, '--docs', docs, '--home', home, '--json'])
    expect(parseAudit(stdout).totals).toMatchObject({ supported: 0, unsupported: 1 })
    expect(exit).toBe(3)
  })
})

describe('a library on the command line', () => {
  test('is filled, listed, searched, opened, and emptied', async () => {
    const { docs, home } = smallLibrary()
    const env = { KAOJU_HOME: home }
    const json = async (...line: string[]): Promise<unknown> =>
      JSON.parse((await runShared([...line, '--json'], { env })).stdout)

    expect(await json('add', docs)).toMatchObject({
      read: 3,
      unchanged: 0,
      failed: [],
      library: { documents: 3 },
    })
    expect(await json('add', docs)).toMatchObject({ read: 0, unchanged: 3 })
    writeFileSync(join(docs, 'empty.txt'), '')
    const incomplete = await runShared(['add', docs], { env })
    expect(incomplete.stderr).toMatch(/skipped: .*empty\.txt is empty/)
    expect(incomplete.exit).toBe(3)

    const { holdings } = (await json('list')) as { holdings: { uri: string; document: string }[] }
    const names = holdings.map(({ uri }) => decodeURIComponent(uri.split('/').at(-1)!))
    expect(names.toSorted()).toEqual(['lake.md', 'otter.html', '湖.txt'])
    const { hits } = (await json('search', '鹭湖面积', '--k', '1')) as {
      hits: { passage: string; text: string }[]
    }
    expect(hits).toHaveLength(1)
    expect(hits[0]!.text).toContain('47平方公里')
    const shown = await runShared(['show', hits[0]!.passage], { env })
    expect(shown.stdout).toContain(join(docs, '湖.txt'))
    expect(shown.stdout).toContain('【')
    expect(await json('show', join(docs, 'lake.md'))).toMatchObject({
      kind: 'document',
      document: { title: 'Heron Lake' },
    })

    expect(await json('remove', join(docs, '湖.txt'))).toMatchObject({
      removed: [{ title: expect.any(String) }],
    })
    expect(await json('search', '鹭湖面积')).not.toMatchObject({
      hits: [{ uri: expect.stringContaining('txt') }],
    })
    expect(await json('remove', '--purge', docs)).toMatchObject({ purged: expect.any(Array) })
    expect(await json('list')).toMatchObject({ documents: 0, holdings: [] })
    expect((await runShared(['doctor'], { env })).stdout).toContain('Everything is in order.')
  })

  test('doctor tells a home that was never made, and writes nothing', async () => {
    const home = join(emptyFolder(), 'home')
    const { exit, stdout } = await runShared(['doctor', '--json', '--home', home])
    expect(JSON.parse(stdout)).toMatchObject({
      exists: false,
      findings: [],
      model: null,
      network: 'offline',
      node: process.version,
    })
    expect(existsSync(home)).toBe(false)
    expect(exit).toBe(0)
  })
})
