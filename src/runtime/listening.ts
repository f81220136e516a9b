import { connect } from 'node:net'

/**
 * Whether anybody takes connections at a URL's host and port: one TCP handshake, nothing is said. Much cheaper
 * than a request, which loads a whole HTTP client, to learn that a server is not running.
 *
 * @param patience milliseconds for the handshake
 */
export function isListening(url: string, patience: number): Promise<boolean> {
  if (!URL.canParse(url)) return Promise.resolve(false)
  const { hostname, port, protocol } = new URL(url)
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (protocol === 'https:' ? 443 : 80),
      timeout: patience,
    })
    const answer = (listening: boolean): void => {
      socket.destroy()
      resolve(listening)
    }
    socket.on('connect', () => answer(true))
    socket.on('timeout', () => answer(false))
    socket.on('error', () => answer(false))
  })
}
