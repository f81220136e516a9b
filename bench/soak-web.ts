/**
 * `npm run soak:web`: the suites against the web, whole: hostile addresses down every code path, names that flip,
 * pages that a model obeys, bombs, kills of runs in mid-web, failing engines. The default test run does parts of some.
 * Each suite tells its own figures; a suite that fails writes nothing here.
 */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { measuredHere } from './machine.ts'
import { recordSoak } from './soaks-page.ts'

const suites = [
  'test/adversarial/ssrf.test.ts',
  'test/adversarial/ssrf-flips.test.ts',
  'test/adversarial/ssrf-research.test.ts',
  'test/adversarial/compromised-model.test.ts',
  'test/runtime/web-egress-bombs.test.ts',
  'test/reading/bombs.test.ts',
  'test/research/web/kills.test.ts',
  'test/research/web/failing-search.test.ts',
  'test/sources/web/robots.test.ts',
]

const measured = measuredHere('npm run soak:web')
const started = performance.now()
const figures: [what: string, figure: string][] = []
const broken: string[] = []
for (const suite of suites) {
  const { status, stdout } = spawnSync('npx', ['vitest', 'run', suite], {
    cwd: resolve(import.meta.dirname, '..'),
    env: {
      ...process.env,
      NO_COLOR: '1',
      KAOJU_FIGURES: '1',
      KAOJU_SSRF: 'all',
      KAOJU_INJECTION_ROUNDS: '6',
      KAOJU_BOMBS: 'all',
      KAOJU_WEB_KILLS: 'all',
    },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  const totals = /Tests +(.+?)(?: \(\d+\))?$/m.exec(stdout)?.[1]?.trim() ?? 'nothing ran'
  console.log(suite, totals)
  if (status !== 0) {
    broken.push(suite)
    console.log(stdout.slice(-4_000))
    continue
  }
  for (const [, what, value] of stdout.matchAll(/^figure: (.+) = (.+)$/gm)) figures.push([what!, value!])
  figures.push([`\`${suite}\``, totals])
}
if (broken.length === 0)
  recordSoak({
    title: 'The web',
    measured,
    about:
      'Everything on loopback: real servers, a resolver under the suites’ control, a real Chromium, a sentinel that nothing may connect to.',
    rows: figures,
    seconds: (performance.now() - started) / 1000,
  })
process.exit(broken.length === 0 ? 0 : 1)
