/**
 * What a paid call adds to the time of its exchange: recall, place, budget, intent, result, charge and event,
 * over a journal in memory and over the durable one (every write synchronised to disk).
 * Run: node --conditions=kaoju-source bench/paid-call.ts [calls = 1000] [at once = 1]
 */
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createContext, openRuns, type Context, type PaidCall } from '#runtime'

export interface PaidCallFigures {
  readonly calls: number
  readonly atOnce: number
  /** Milliseconds a call, the exchange itself taking none. */
  readonly memory: { readonly p50: number; readonly p99: number }
  readonly durable: { readonly p50: number; readonly p99: number }
  /** One write of 4 kB and its fdatasync in the same folder at the same time: a durable call needs two of them. */
  readonly disk: { readonly p50: number; readonly p99: number }
}

/** Calls with answers of about 2 kB, each with budget and place, `atOnce` of them under way at any time. */
export async function measurePaidCalls(calls = 1_000, atOnce = 1): Promise<PaidCallFigures> {
  const home = await mkdtemp(join(tmpdir(), 'kaoju-bench-paid-call-'))
  const runs = await openRuns(home)
  try {
    const memory = await timesOf(createContext({ limits }).context, calls, atOnce)
    const { run } = await runs.submit({
      kind: 'research',
      subject: 'bench',
      task: {},
      configuration: {},
      seed: 's',
    })
    const taken = await runs.take(run.id)
    const { context, log } = createContext({ run: run.id, journal: taken.journal, limits })
    const durable = await timesOf(context, calls, atOnce)
    await log.flushed()
    await taken.finish('done')
    return { calls, atOnce, memory, durable, disk: await timesOfDisk(join(home, 'probe'), calls) }
  } finally {
    await runs.close()
    await rm(home, { recursive: true })
  }
}

const limits = { tokens: 1e9, calls: 1e6 }
const answer = { text: 'An answer of the usual length. '.repeat(60), thinking: '', finish: 'stop' }
const cost = {
  inputTokens: 900,
  outputTokens: 400,
  cachedTokens: 0,
  measured: 'reported' as const,
  usd: 0.001,
  amounts: { tokens: 1_300, 'micro-usd': 1_000 },
}

async function timesOf(
  context: Context,
  calls: number,
  atOnce: number,
): Promise<{ p50: number; p99: number }> {
  const times: number[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < calls) {
      const started = performance.now()
      await context.call(callNumber(next++))
      times.push(performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return quantiles(times)
}

async function timesOfDisk(path: string, writes: number): Promise<{ p50: number; p99: number }> {
  const file = await open(path, 'w')
  const page = Buffer.alloc(4_096)
  const times: number[] = []
  for (let number = 0; number < writes; number++) {
    const started = performance.now()
    await file.write(page)
    await file.datasync()
    times.push(performance.now() - started)
  }
  await file.close()
  return quantiles(times)
}

function quantiles(times: readonly number[]): { p50: number; p99: number } {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
  return { p50: at(0.5), p99: at(0.99) }
}

function callNumber(number: number): PaidCall<typeof answer> {
  return {
    name: `call-${number}`,
    inputs: { number, prompt: 'A prompt. '.repeat(400) },
    kind: 'chat',
    service: 'provider/model',
    purpose: 'worker',
    endpoint: 'https://api.example.com',
    concurrency: 16,
    bound: { tokens: 4_000, 'micro-usd': 4_000 },
    attempts: 5,
    attempt: () => Promise.resolve({ result: answer, cost }),
  }
}

if (import.meta.main) {
  const { calls, atOnce, memory, durable, disk } = await measurePaidCalls(
    Number(process.argv[2] ?? 1_000),
    Number(process.argv[3] ?? 1),
  )
  const told = ({ p50, p99 }: { p50: number; p99: number }): string =>
    `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`
  console.log(
    `${calls} calls, ${atOnce} at once: memory ${told(memory)}; durable ${told(durable)}; one fdatasync ${told(disk)}`,
  )
}
