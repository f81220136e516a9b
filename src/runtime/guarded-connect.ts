import { lookup } from 'node:dns/promises'
import { connect, isIP, type Socket } from 'node:net'
import type { AddressVerdict } from './judge-address.ts'
import { KaojuError } from './errors.ts'
import { createHostGate } from './host-gate.ts'
import { orAborted } from './or-aborted.ts'

/** All addresses of a host, in the order in which to try them. Rejects as `dns.lookup` does (`ENOTFOUND` …). */
export type Resolve = (
  host: string,
  signal?: AbortSignal,
) => Promise<readonly { readonly address: string; readonly family: 4 | 6 }[]>

/**
 * Names looked up at once. Each takes one of the four threads that files and decompression need too, for as long
 * as a silent name server likes, and cannot be called back.
 */
const lookups = createHostGate({ together: 3, perHost: 3 })
const never = new AbortController().signal

/** What this machine's resolver says: its hosts file, its name servers. */
export const systemResolve: Resolve = async (host, signal = never) => {
  const leave = await lookups.enter('', { signal })
  try {
    return (await lookup(host, { all: true, verbatim: true })) as { address: string; family: 4 | 6 }[]
  } finally {
    leave()
  }
}

/** Where to connect to. */
export interface GuardedTarget {
  /** As in a URL: a name, an IPv4 address, or an IPv6 address in brackets. */
  readonly host: string
  readonly port: number
  /** The address that a refusal names. */
  readonly shown: string
  /** What holds for an address of this host: policy and exceptions. */
  readonly judge: (address: string) => AddressVerdict
}

/**
 * The only place where a socket is opened to a found address.
 *
 * 1. The name is resolved once, and every answer is checked: one that is refused refuses the host.
 * 2. The socket is opened to an address that was checked, as a literal, so that nothing resolves again in between.
 * 3. Where the socket really ended is checked again.
 * 4. Addresses are tried one beside the other, families in turn (RFC 8305); whatever fails or is aborted leaves no socket.
 *
 * @throws KaojuError `address-refused`, `resolver-fake-ip`, `page-unresolved`, `page-unreachable` (resolver out of
 * order); an abort as its reason; else an AggregateError of what each address failed with
 */
export async function connectGuarded(
  target: GuardedTarget,
  resolve: Resolve,
  signal: AbortSignal,
): Promise<{ readonly socket: Socket; readonly address: string }> {
  signal.throwIfAborted()
  const addresses = await checkedAddresses(target, resolve, signal)
  const socket = await connectFirst(addresses, target.port, signal)
  const remote = socket.remoteAddress
  try {
    // A socket that was closed at once tells no address; nothing was said on it, and nothing will be.
    if (remote !== undefined && !addresses.includes(remote)) checkAddress(remote, target)
  } catch (error) {
    socket.destroy()
    throw error
  }
  return { socket, address: remote ?? addresses[0]! }
}

/** The addresses of a host, all of them checked, in the order in which to try them. */
async function checkedAddresses(
  target: GuardedTarget,
  resolve: Resolve,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const host = target.host.replace(/^\[(.*)\]$/, '$1')
  if (isIP(host) !== 0) {
    checkAddress(host, target)
    return [host]
  }
  const answers = await orAborted(
    // A resolver that throws at once rejects like any other.
    Promise.resolve().then(() => resolve(host.replace(/\.$/, ''), signal)),
    signal,
  ).catch((error: unknown) => {
    signal.throwIfAborted()
    throw unresolved(error, target)
  })
  if (answers.length === 0) throw notFound(target, 'the name has no address')
  for (const { address } of answers) checkAddress(address, target)
  return inTurn(answers.map(({ address }) => address)).slice(0, mostAddresses)
}

/** More addresses than this are not tried, however many a name server gives. */
const mostAddresses = 8

function checkAddress(address: string, { shown, judge, host }: GuardedTarget): void {
  if (isIP(address) === 0) throw notFound({ shown }, `the resolver answers ${address.slice(0, 60)}`)
  const judgement = judge(address)
  if (judgement.verdict === 'global') return
  if (judgement.verdict === 'fake-ip') throw new KaojuError('resolver-fake-ip', { url: shown, address })
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  const named = bare === address ? address : `${bare} resolves to ${address}`
  throw new KaojuError('address-refused', { url: shown, reason: `${named}, ${judgement.why}`, host: bare })
}

/** Families in turn, beginning with the first answer's (RFC 8305, section 4). */
function inTurn(addresses: readonly string[]): string[] {
  const first = isIP(addresses[0]!)
  const preferred = addresses.filter((address) => isIP(address) === first)
  const others = addresses.filter((address) => isIP(address) !== first)
  return preferred
    .flatMap((address, index) => [address, ...others.slice(index, index + 1)])
    .concat(others.slice(preferred.length))
}

/** An address that does not answer is not waited for longer than this before the next is tried as well (RFC 8305, section 5). */
const headStart = 250

/** A socket to the first of the addresses that takes the connection. */
function connectFirst(addresses: readonly string[], port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const trying = new Set<Socket>()
    const errors: Error[] = []
    let next = 0
    let timer: NodeJS.Timeout | undefined
    const finish = (winner?: Socket): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      for (const socket of trying) if (socket !== winner) socket.destroy()
    }
    const onAbort = (): void => {
      finish()
      reject(signal.reason as Error)
    }
    const tryNext = (): void => {
      clearTimeout(timer)
      const address = addresses[next++]
      if (address === undefined) return
      const socket = connect({ host: address, port, autoSelectFamily: false, noDelay: true })
      trying.add(socket)
      socket.once('connect', () => {
        finish(socket)
        socket.removeListener('error', onError)
        resolve(socket)
      })
      const onError = (error: Error): void => {
        trying.delete(socket)
        errors.push(error)
        if (next < addresses.length) tryNext()
        else if (trying.size === 0) {
          finish()
          reject(new AggregateError(errors, 'no address took the connection'))
        }
      }
      socket.on('error', onError)
      // Whatever comes before somebody else listens is told by `close` and the next read.
      socket.on('error', () => {})
      if (next < addresses.length) timer = setTimeout(tryNext, headStart)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    tryNext()
  })
}

/** Failures of name servers that may pass; getaddrinfo says EAI_AGAIN where this machine is offline. */
const passing = /^(?:EAI_AGAIN|ESERVFAIL|ETIMEOUT|ETIMEDOUT|ECONNREFUSED|EREFUSED)$/

function unresolved(error: unknown, target: GuardedTarget): KaojuError {
  if (error instanceof KaojuError) return error
  const code = (error as { code?: unknown } | undefined)?.code
  if (typeof code === 'string' && passing.test(code))
    return new KaojuError(
      'page-unreachable',
      {
        url: target.shown,
        reason: `the name could not be resolved just now (${code}): is this machine online?`,
      },
      { cause: error },
    )
  const reason = typeof code === 'string' && code !== 'ENOTFOUND' ? code : 'no such host'
  return notFound(target, reason, error)
}

function notFound({ shown }: { readonly shown: string }, reason: string, cause?: unknown): KaojuError {
  return new KaojuError('page-unresolved', { url: shown, reason }, { cause })
}
