/**
 * Soak: runs that fan out to a provider which answers, fails, bills, miscounts, and whose executors are killed;
 * spending must never exceed a limit, in the ledger or in the provider's own books.
 * Run: node --conditions=kaoju-source bench/soak-budgets.ts [runs = 10000] [seed = 1]
 */
import fc from 'fast-check'
import { carryOut, spendingPlan } from '../test/runtime/spending.ts'
import { measuredHere } from './machine.ts'
import { recordSoak } from './soaks-page.ts'

const runs = Number(process.argv[2] ?? 10_000)
const seed = Number(process.argv[3] ?? 1)
const seen = { runs: 0, calls: 0, attempts: 0, kills: 0, limited: 0, staged: 0 }
const started = performance.now()
const measured = measuredHere(['npm run soak:budgets --', ...process.argv.slice(2)].join(' '))
const result = await fc.check(
  fc.asyncProperty(spendingPlan, async (plan) => {
    seen.runs++
    seen.calls += plan.calls.length
    if (Object.keys(plan.limits).length > 0) seen.limited++
    if (plan.calls.some(({ staged }) => staged) && Object.keys(plan.stageLimits).length > 0) seen.staged++
    const { breaches, kills, attempts } = await carryOut(plan)
    seen.kills += kills
    seen.attempts += attempts
    if (breaches.length > 0) throw new Error(breaches.join('\n'))
  }),
  { numRuns: runs, seed },
)
const seconds = (performance.now() - started) / 1000
console.log(
  `${seen.runs} runs (seed ${seed}): ${seen.calls} calls, ${seen.attempts} attempts, ${seen.kills} kills, ${seen.limited} with a limit, ${seen.staged} with a limited stage; ${seconds.toFixed(1)} s`,
)
if (result.failed) {
  console.error(fc.defaultReportMessage(result))
  process.exitCode = 1
} else {
  console.log('0 overspent')
  recordSoak({
    title: 'Budgets',
    measured,
    about: `Property-based runs (seed ${seed}) that fan out to a provider which answers, fails, bills, reports wrong or no usage, and whose executors are killed and resumed.`,
    rows: [
      ['runs', seen.runs],
      ['runs with a limit', seen.limited],
      ['calls', seen.calls],
      ['attempts', seen.attempts],
      ['executors killed', seen.kills],
      ['runs beyond a limit, in the ledger or in the provider’s own books', 0],
      ['recorded calls paid again', 0],
    ],
    seconds,
  })
}
