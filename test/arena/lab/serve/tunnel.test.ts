import { afterEach, expect, test } from 'vitest'
import { ProxyAgent, fetch } from 'undici'
import { closeServed, serve } from './small-world.ts'

afterEach(closeServed)

test('clients that tunnel through a proxy even for http reach pages, with and without a port', async () => {
  const { served, log } = await serve()
  const dispatcher = new ProxyAgent(`http://127.0.0.1:${served.pages}`)
  try {
    for (const host of ['halvor-courier.example', `halvor-courier.example:${served.pages}`]) {
      const answer = await fetch(`http://${host}/2024/ostrel`, { dispatcher })
      expect(answer.status).toBe(200)
      expect(await answer.text()).toContain('Ostrel')
    }
    expect(log.exchanges.map(({ request }) => request)).toEqual(
      Array.from({ length: 2 }, () => 'http://halvor-courier.example/2024/ostrel'),
    )
  } finally {
    await dispatcher.close()
  }
})
