import dgram from 'node:dgram'
import dns from 'node:dns'
import net from 'node:net'
import { Worker } from 'node:worker_threads'
import { toErrorRecord } from './errors.ts'
import type { ChildMessage } from './processes.ts'

/**
 * The child's side of a process pool: answers each request with what `handle` returns, or with the record of
 * what it threw. Ends when the parent does, even in the middle of an endless loop.
 */
export function serveProcess<Request>(handle: (request: Request) => unknown): void {
  if (!process.send) throw new Error('serveProcess runs in a child of a process pool')
  leaveWithParent()
  closeNetwork()
  const send = (message: ChildMessage): void => void process.send!(message)
  // A promise that a parser forgot is not the answer to a request.
  process.on('unhandledRejection', () => {})
  process.on('message', async (request: Request) => {
    try {
      send({ result: await handle(request) })
    } catch (error) {
      send({ error: toErrorRecord(error) })
    }
  })
  send({ ready: true })
}

/** A lost channel ends an idle child; one stuck in a loop hears nothing, so a thread of its own watches the parent. */
function leaveWithParent(): void {
  process.on('disconnect', () => process.exit())
  const watch = `setInterval(() => process.ppid === ${process.ppid} || process.kill(process.pid, 'SIGKILL'), 250)`
  new Worker(watch, { eval: true, execArgv: [] }).unref()
}

/** Node's permission model does not cover sockets before version 25: every way out goes through these. */
function closeNetwork(): void {
  const refuse = (): never => {
    throw new Error('a process of the pool has no network')
  }
  net.Socket.prototype.connect = refuse
  net.Server.prototype.listen = refuse
  dgram.Socket.prototype.bind = refuse
  dgram.Socket.prototype.send = refuse
  Object.assign(dns, { lookup: refuse, resolve: refuse })
}
