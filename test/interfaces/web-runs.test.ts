/**
 * Runs that went out onto the web, seen from the command line: audits of what a text cites, kills and stops in
 * mid-fetch, replays, the ledger, and pages in the library. Real processes, and a web on loopback that counts.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Audit, Report } from '#vocabulary'
import { openRuns, type Charge } from '#runtime'
import { article } from '../research/web/small-web.ts'
import { lake, lakeQuestion, openLoopbackWeb, type LoopbackWeb, type Page } from './loopback-web.ts'
import { emptyFolder, runKaoju, runShared, type Ended } from './run-kaoju.ts'

const webs: LoopbackWeb[] = []
afterAll(async () => {
  await Promise.all(webs.map((web) => web.close()))
})

interface Place {
  readonly home: string
  readonly folder: string
  readonly web: LoopbackWeb
  readonly env: Readonly<Record<string, string | undefined>>
  readonly run: (...line: readonly string[]) => Promise<Ended>
}

async function newPlace(pages: Readonly<Record<string, Page>>): Promise<Place> {
  const folder = emptyFolder()
  const home = join(folder, 'home')
  const web = await openLoopbackWeb(pages)
  webs.push(web)
  const env = { ...web.env, KAOJU_HOME: home }
  return { home, folder, web, env, run: (...line) => runShared(line, { env, cwd: folder }) }
}

/** The ledger of the newest run, read beside whoever executes it. */
async function chargesOf(home: string): Promise<readonly Charge[]> {
  const runs = await openRuns(home)
  try {
    const [run] = await runs.list()
    return run ? await (await runs.history(run.id)).journal.charges() : []
  } finally {
    await runs.close()
  }
}

/** The first page is in the journal, and the other was asked for. */
async function midFetch({ requests }: LoopbackWeb, home: string): Promise<void> {
  const fetched = async (): Promise<number> =>
    (await chargesOf(home)).filter(({ kind, outcome }) => kind === 'page' && outcome === 'answered').length
  while ((await fetched()) < 1 || times(requests, '/slow') === 0) await pause(50)
}

/** A page that is withheld until it is let go. */
function withheld(body: string): { readonly page: Page; letGo(): void } {
  const waiting: ServerResponse[] = []
  let free = false
  const send = (response: ServerResponse): void =>
    void response.writeHead(200, { 'content-type': 'text/html' }).end(body)
  return {
    page: (response) => void (free ? send(response) : waiting.push(response)),
    letGo() {
      free = true
      for (const response of waiting) send(response)
    },
  }
}

const times = (requests: readonly string[], path: string): number =>
  requests.filter((one) => one === path).length

describe('check --web', () => {
  test('fetches what a text cites, and says of each why it could not be had', async () => {
    const { web, folder, run } = await newPlace({
      ...lake,
      '/robots.txt': 'User-agent: *\nDisallow: /private\n',
      '/gone': article('Page not found', ['Sorry, this page does not exist.']),
      '/private/plan': article('Plan', ['The vault of Lake Orlin is closed.']),
    })
    const file = join(folder, 'text.md')
    writeFileSync(
      file,
      `The restoration of Lake Orlin cost 41.7 million euros (${web.origin}/restoration). ` +
        `The lake has 900 islands (${web.origin}/missing). It holds a dragon (${web.origin}/gone). ` +
        `The vault is closed (${web.origin}/private/plan). ` +
        'The metadata says so (http://169.254.169.254/latest/meta-data).\n',
    )
    const ended = await run('check', file, '--web', '--json')
    const audit = JSON.parse(ended.stdout) as Audit
    expect(ended.stderr).toMatch(/^Network: the addresses that the text cites\. As you asked/)
    expect(audit.sentences.map(({ verdict }) => verdict)).toEqual([
      'supported',
      'unsupported',
      'unsupported',
      'unsupported',
      'unsupported',
    ])
    const why = new Map(audit.coverage.failed.map((one) => [one.what.replace(web.origin, ''), one.why]))
    expect([...why.keys()]).toEqual([
      '/missing',
      '/gone',
      '/private/plan',
      'http://169.254.169.254/latest/meta-data',
    ])
    expect(why.get('/missing')).toContain('404')
    expect(why.get('/gone')).toContain('soft-404')
    expect(why.get('/private/plan')).toContain('robots.txt')
    expect(why.get('http://169.254.169.254/latest/meta-data')).toMatch(/metadata of AWS.*web\.allow/)
    expect(web.requests.toSorted()).toEqual(['/gone', '/missing', '/restoration', '/robots.txt'])
    expect([web.queries, ended.exit]).toEqual([[], 3])
  })

  test('without it nothing is fetched, and how to is said in the first line', async () => {
    const { web, folder, run } = await newPlace(lake)
    const file = join(folder, 'text.md')
    writeFileSync(
      file,
      `The restoration of Lake Orlin cost 41.7 million euros (${web.origin}/restoration).\n`,
    )
    writeFileSync(join(folder, 'own.md'), 'Lake Orlin lies in the north.\n')
    const ended = await run('check', file, '--docs', join(folder, 'own.md'))
    expect(ended.stderr).toMatch(/^Network: none; [^\n]*--web fetches the addresses that the text cites\.\n/)
    expect(web.requests).toEqual([])
  })
})

describe('a run in mid-fetch', () => {
  test('killed and resumed, it fetches nothing and asks nothing twice', async () => {
    const slow = withheld(article('Slow news', ['Lake Orlin froze over in January 2024.']))
    const { web, home, env, run } = await newPlace({
      '/restoration': lake['/restoration'],
      '/slow': slow.page,
    })
    const killed = await runKaoju([lakeQuestion], {
      env,
      meanwhile: (child) => void midFetch(web, home).then(() => child.kill('SIGKILL')),
    })
    expect(killed.exit).toBeNull()
    expect(times(web.requests, '/slow')).toBe(1)
    slow.letGo()
    const resumed = await run('resume')
    expect(resumed.stderr).toMatch(
      /^Network: the web, through searxng\. [^\n]*\n(.*\n)*Resumed \(attempt 2\)/,
    )
    expect(resumed.stdout).toContain('41.7 million euros')
    expect(resumed.exit).toBe(0)
    // One site's word does not end the looking, so there may be a second search; none is made twice.
    expect(web.queries[0]).toBe(lakeQuestion)
    expect(web.queries).toEqual([...new Set(web.queries)])
    expect(times(web.requests, '/restoration')).toBe(1)
    // What was in flight when it died was never had.
    expect(times(web.requests, '/slow')).toBe(2)
  })

  test('told to stop, it reports with what there is; the replay is the same', async () => {
    const slow = withheld(article('Slow news', ['Lake Orlin froze over in January 2024.']))
    const { web, home, env, run } = await newPlace({
      '/restoration': lake['/restoration'],
      '/slow': slow.page,
    })
    const stopped = await runKaoju([lakeQuestion, '--effort', 'deep'], {
      env,
      meanwhile: (child) => void midFetch(web, home).then(() => child.kill('SIGINT')),
    })
    expect(stopped.stderr).toContain('Stopping')
    expect(stopped.stdout).toMatch(/^Report: /m)
    expect(stopped.stdout).toContain('41.7 million euros')
    expect(stopped.exit).toBe(3)
    const { length } = web.requests
    const runs = await openRuns(home)
    const [shown] = await runs.list()
    const { events } = await runs.history(shown!.id)
    await runs.close()
    expect(shown!.state).toBe('stopped')
    // It was not waited for until it had stalled.
    expect(events.flatMap(({ event }) => (event.type === 'page-failed' ? [event.code] : []))).toEqual([
      'run-stopping',
    ])
    expect((await run('replay', shown!.id)).stdout).toBe(stopped.stdout)
    expect(web.requests).toHaveLength(length)
  })

  test('told twice, it leaves at once, and goes on later', async () => {
    const slow = withheld(article('Slow news', ['Lake Orlin froze over in January 2024.']))
    const { web, home, env, run } = await newPlace({
      '/restoration': lake['/restoration'],
      '/slow': slow.page,
    })
    const left = await runKaoju([lakeQuestion], {
      env,
      meanwhile: (child) => {
        void midFetch(web, home).then(() => child.kill('SIGINT'))
        child.stderr?.on('data', (text: string) => {
          if (text.includes('Stopping')) child.kill('SIGINT')
        })
      },
    })
    expect([left.stdout, left.exit]).toEqual(['', 1])
    expect(left.stderr).toMatch(/To go on: kaoju resume run-/)
    slow.letGo()
    const resumed = await run('resume')
    expect(resumed.stdout).toContain('41.7 million euros')
    expect(times(web.requests, '/restoration')).toBe(1)
  })
})

describe('a web run that is over', () => {
  let place: Place
  let first: Ended
  let report: Report
  beforeAll(async () => {
    place = await newPlace({ ...lake, '/restoration-2': lake['/restoration'] })
    first = await place.run(lakeQuestion)
    const [run] = (JSON.parse((await place.run('runs', '--json')).stdout) as { runs: { id: string }[] }).runs
    report = JSON.parse(readFileSync(join(place.home, 'reports', `${run!.id}.json`), 'utf8')) as Report
  })

  test('is replayed offline, byte for byte, its web gone', async () => {
    const gone = await openLoopbackWeb({})
    const at = join(place.home, 'reports', report.run)
    const before = [readFileSync(`${at}.json`), readFileSync(`${at}.html`)]
    rmSync(join(place.home, 'reports'), { recursive: true })
    const { requests } = place.web
    const { length } = requests
    // Another engine, another scope, no network: a replay depends on none of them.
    const env = { KAOJU_HOME: place.home, ...gone.env, KAOJU_WEB_SCOPE: 'offline' }
    const again = await runKaoju(['replay', report.run], { env, cwd: place.folder })
    expect(again.stderr).toBe('')
    expect(again.stdout).toBe(first.stdout)
    const after = [readFileSync(`${at}.json`), readFileSync(`${at}.html`)]
    expect(after.map((bytes, index) => bytes.equals(before[index]!))).toEqual([true, true])
    expect([requests.length, gone.requests, gone.queries]).toEqual([length, [], []])
    await gone.close()
  })

  test('leaves nothing in the home of what only its servers know', async () => {
    const home = emptyFolder()
    const address = place.web.origin.replace('//', '//reader:s3cret-0123@')
    const notes = `${place.web.origin}/mcp?key=s3cret-0123`
    writeFileSync(join(home, 'config.json'), JSON.stringify({ web: { mcp: { notes: { url: notes } } } }))
    const env = { ...place.env, KAOJU_HOME: home, SEARXNG_URL: address, KAOJU_WEB_SCOPE: 'web' }
    const ended = await runShared([lakeQuestion], { env, cwd: place.folder })
    expect(ended.stdout).toContain('41.7 million euros')
    expect(`${ended.stdout}${ended.stderr}`).not.toContain('s3cret')
    const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    const holding = files.filter((one) => readFileSync(join(one.parentPath, one.name)).includes('s3cret'))
    expect(holding.map(({ name }) => name)).toEqual(['config.json'])
    expect(files.map(({ name }) => name)).toContain('journal.sqlite')
  })

  test('shows what it asked and fetched; pages are no paid calls', async () => {
    const { stdout } = await place.run('runs', report.run)
    // One site alone has told it, so the engine is asked once more, in other words.
    expect(stdout).toMatch(/^spent +2 calls · 0 tokens · \$0$/m)
    expect(stdout).toContain('searxng (search) · queries: 2 · $0')
    expect(stdout).toMatch(/^Pages: \d fetched, 0 not to be had; pages cost nothing\.$/m)
    expect(stdout).toContain(`Sent to search engines:\n  ${lakeQuestion} (searxng)`)
    const { runs } = JSON.parse((await place.run('runs', '--json')).stdout) as { runs: object[] }
    expect(runs).toMatchObject([{ id: report.run, state: 'done', spent: { calls: 2, usd: 0 } }])
    expect(JSON.stringify(runs)).not.toContain('"asked"')
    expect(first.stderr).not.toContain('Cost:')
  })

  test('leaves pages in the library that can be listed, shown, and removed', async () => {
    const { run, web } = place
    const listed = await run('list')
    expect(listed.stdout).toContain(`${web.origin}/restoration`)
    expect(listed.stdout).toMatch(/\bhtml\b.*Restoration of Lake Orlin/)
    const citation = report.sections.flatMap(({ sentences }) =>
      sentences.flatMap(({ citations }) => citations),
    )[0]!
    const shown = await run('show', citation.evidence)
    expect(shown.stdout).toContain(`【${citation.quote}】`)
    const removed = await run('remove', '--purge', citation.document)
    expect(removed.exit).toBe(0)
    expect((await run('list', '--json')).stdout).not.toContain(citation.document)
    // Removing is for good: the cache of pages does not bring back what was purged.
    expect((await run('show', citation.evidence)).stdout).not.toContain(`【${citation.quote}】`)
  })
})
