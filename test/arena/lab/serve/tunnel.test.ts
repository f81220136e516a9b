import { afterEach, expect, test } from 'vitest'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
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

test.each([
  [
    'a host that is none',
    'GET /a HTTP/1.1\r\nHost: a b.example\r\nConnection: close\r\n\r\n',
    /^HTTP\/1\.1 400 /,
  ],
  [
    'an address that is none',
    'GET http://[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    /^HTTP\/1\.1 400 /,
  ],
  [
    'a tunnel to elsewhere leads here',
    'CONNECT evil.com:443 HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nHost: evil.com\r\nConnection: close\r\n\r\n',
    /Kaoju lab: the hosts of a coined world/,
  ],
])('%s', async (_, request, answered) => {
  const { served } = await serve()
  const socket = connect(served.pages, '127.0.0.1')
  socket.write(request)
  expect(await text(socket)).toMatch(answered)
})
