import type { Socket } from 'node:net'
import { addressBytes } from './address-block.ts'
import { decoded, proxyRefused, type Proxy } from './proxy-address.ts'

/** RFC 1928, section 6. */
const socksReplies: Readonly<Record<number, string>> = {
  1: 'general failure',
  2: 'its rules forbid it',
  3: 'network unreachable',
  4: 'no such host, or it is unreachable',
  5: 'connection refused',
  6: 'it took too long',
  7: 'command not supported',
  8: 'kind of address not supported',
}

/**
 * Has a SOCKS5 proxy, to which `socket` leads, open the way to `host:port` (RFC 1928, RFC 1929); names are left to
 * it. A failure and an abort destroy the socket.
 */
export async function askSocks(
  socket: Socket,
  proxy: Proxy,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  const onAbort = (): void => void socket.destroy()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const take = taking(socket)
    const name = Buffer.from(decoded(proxy.url.username))
    const password = Buffer.from(decoded(proxy.url.password))
    const named = name.byteLength + password.byteLength > 0
    if (Math.max(name.byteLength, password.byteLength) > 255)
      throw proxyRefused('its user name and password are too long for SOCKS5')
    socket.write(Buffer.from(named ? [5, 2, 0, 2] : [5, 1, 0]))
    const method = await take(2)
    if (method[0] !== 5) throw proxyRefused('it does not speak SOCKS5')
    if (method[1] === 2 && named) {
      socket.write(
        Buffer.concat([Buffer.from([1, name.length]), name, Buffer.from([password.length]), password]),
      )
      if ((await take(2))[1] !== 0) throw proxyRefused('it does not accept the user name and password')
    } else if (method[1] !== 0) throw proxyRefused('it wants a user name and password')
    socket.write(
      Buffer.concat([Buffer.from([5, 1, 0]), socksAddress(host), Buffer.from([port >> 8, port & 255])]),
    )
    const [, reply, , kind] = await take(4)
    if (reply !== 0) throw proxyRefused(socksReplies[reply!] ?? `its answer is ${reply}`)
    // The address from which it calls, which nobody needs.
    const length = kind === 1 ? 4 : kind === 4 ? 16 : kind === 3 ? (await take(1))[0]! : -1
    if (length < 0) throw proxyRefused('it does not speak SOCKS5')
    await take(length + 2)
    return socket
  } catch (error) {
    socket.destroy()
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function socksAddress(host: string): Buffer {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  const address = addressBytes(bare)
  if (address) return Buffer.from([address.length === 4 ? 1 : 4, ...address])
  const name = Buffer.from(bare)
  if (name.byteLength > 255) throw proxyRefused('the name is too long for SOCKS5')
  return Buffer.concat([Buffer.from([3, name.byteLength]), name])
}

/** Exactly so many bytes of a socket, one call after the other; the rest stays in it. */
function taking(socket: Socket): (bytes: number) => Promise<Buffer> {
  return (bytes) =>
    new Promise((resolve, reject) => {
      const finish = (): void => {
        socket.removeListener('readable', onReadable)
        socket.removeListener('close', onClose)
        socket.removeListener('end', onClose)
      }
      const onClose = (): void => {
        finish()
        reject(proxyRefused('it closed the connection'))
      }
      const onReadable = (): void => {
        if (socket.destroyed) return onClose()
        const piece = socket.read(bytes) as Buffer | null
        if (piece === null) return
        finish()
        resolve(piece)
      }
      socket.on('readable', onReadable)
      socket.on('close', onClose)
      socket.on('end', onClose)
      onReadable()
    })
}
