/**
 * A process that runs one command line after the other (`runShared` of `run-kaoju.ts`), each as if it were alone: its
 * own arguments, environment, folder, streams and exit code. What was loaded once stays loaded, which is the point.
 */
import { main } from '../../src/interfaces/cli/main.ts'
import type { Ended, SharedLine } from './run-kaoju.ts'

const { stdout, stderr } = process
const says = [stdout, stderr].map((stream) => stream.listeners('error'))
const crashes = process.listeners('uncaughtException')

/** Keeps what is written to a stream from now on. */
function hear(stream: NodeJS.WriteStream): () => string {
  let heard = ''
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    heard += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
    const done = rest.find((one) => typeof one === 'function') as (() => void) | undefined
    if (done) process.nextTick(done)
    return true
  }
  return () => heard
}

async function run({ parameters, env, cwd }: SharedLine): Promise<Ended> {
  for (const name of Object.keys(process.env)) delete process.env[name]
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value
  process.chdir(cwd)
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...parameters)
  const [out, errors] = [hear(stdout), hear(stderr)]
  const exit = await new Promise<number>((ended, failed) => {
    process.exit = ((code) => ended(Number(code))) as typeof process.exit
    main().catch(failed)
  })
  // A process of its own would have taken its listeners with it.
  for (const [index, stream] of [stdout, stderr].entries())
    for (const listener of stream.listeners('error'))
      if (!says[index]!.includes(listener)) stream.off('error', listener as () => void)
  for (const listener of process.listeners('uncaughtException'))
    if (!crashes.includes(listener)) process.off('uncaughtException', listener)
  return { exit, stdout: out(), stderr: errors() }
}

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.on('message', (line: SharedLine) => {
  void run(line).then(
    (ended) => process.send!(ended),
    (error: unknown) => process.send!({ exit: null, stdout: '', stderr: String(error) } satisfies Ended),
  )
})
