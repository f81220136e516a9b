/** Started by processes.test.ts: opens a pool, prints its child's pid, then ends by itself or keeps the child busy. */
import { entryPoint } from '../../src/runtime/entry-point.ts'
import { createProcessPool } from '../../src/runtime/processes.ts'

const pool = createProcessPool({
  entry: entryPoint(import.meta.url, './process-entry'),
  size: 1,
  limits: { seconds: 60, megabytes: 256 },
})
const pid = await pool.run<number>({ do: 'pid' })
console.log(pid)
if (process.argv[2] === 'busy') await pool.run({ do: 'loop' })
