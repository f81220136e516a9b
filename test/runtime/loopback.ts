import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo, Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A server of any kind on a free loopback port, and how to end it with all its connections. */
export async function listen(server: Server): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

/** A key and its certificate, PEM. */
export interface Identity {
  readonly key: string
  readonly cert: string
}

/** Certificates made on the spot with the openssl program; undefined where there is none. */
export function certificates(): Readonly<Record<'good' | 'expired' | 'elsewhere', Identity>> | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-certificates-'))
  try {
    return {
      good: identity(folder, 'good', 'DNS:localhost,IP:127.0.0.1', 2),
      expired: identity(folder, 'expired', 'DNS:localhost,IP:127.0.0.1', -1),
      elsewhere: identity(folder, 'elsewhere', 'DNS:elsewhere.example', 2),
    }
  } catch {
    return undefined
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function identity(folder: string, name: string, names: string, days: number): Identity {
  const path = (ending: string): string => join(folder, `${name}.${ending}`)
  const openssl = (...parameters: string[]): unknown =>
    execFileSync('openssl', parameters, { stdio: 'ignore' })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', path('key')]
  openssl('req', ...key, '-subj', `/CN=${name}`, '-addext', `subjectAltName=${names}`, '-out', path('csr'))
  const signed = [
    '-in',
    path('csr'),
    '-signkey',
    path('key'),
    '-copy_extensions',
    'copy',
    '-out',
    path('pem'),
  ]
  openssl('x509', '-req', '-days', String(days), ...signed)
  return { key: readFileSync(path('key'), 'utf8'), cert: readFileSync(path('pem'), 'utf8') }
}
