import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startWorker } from '#runtime'

const entry = {
  url: pathToFileURL(join(import.meta.dirname, 'lost-worker.ts')),
  execArgv: ['--conditions=kaoju-source'],
}

test.each(['throwLater', 'exit'])(
  'a thread that dies by %s is known to be gone, and answers nothing more',
  async (how) => {
    const worker = startWorker(entry)
    expect(await worker.call('echo', 'here')).toBe('here')
    const last = worker.call(how).catch((error: unknown) => error)
    const why = await worker.gone
    expect(why.code).toBe(how === 'exit' ? 'aborted' : 'internal')
    await last
    await expect(worker.call('echo', 'there')).rejects.toBe(why)
    await worker.close()
  },
)

test('one that is asked to leave is gone when it has left', async () => {
  const worker = startWorker(entry)
  await worker.call('echo', 'here')
  await worker.close()
  expect((await worker.gone).code).toBe('aborted')
})
