import { createServer } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { isListening } from '#runtime'

test('a server that takes connections is told from a port at which nobody is', async () => {
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  expect(await isListening(url, 2_000)).toBe(true)
  server.close()
  await once(server, 'close')
  expect(await isListening(url, 2_000)).toBe(false)
})

test('what is no address is no server', async () => {
  expect(await isListening('not an address', 100)).toBe(false)
})
