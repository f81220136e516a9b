import { KaojuError } from '../../src/runtime/errors.ts'
import { serveProcess } from '../../src/runtime/process-child.ts'

const hoard: Buffer[] = []

serveProcess(async (request: { do: string; megabytes?: number }) => {
  switch (request.do) {
    case 'echo':
      return request
    case 'pid':
      return process.pid
    case 'environment':
      return Object.keys(process.env)
    case 'loop':
      for (;;);
    case 'wait':
      return new Promise(() => {})
    case 'hoard':
      for (;;) {
        hoard.push(Buffer.alloc(8 << 20, 1))
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    case 'heap': {
      const kept: number[][] = []
      for (;;) kept.push(Array.from({ length: 10_000 }, (_, i) => i + 0.5))
    }
    case 'keep':
      hoard.push(Buffer.alloc(request.megabytes! << 20, 1))
      return process.pid
    case 'exit':
      console.error('TypeError: the parser fell over')
      return process.exit(7)
    case 'throw':
      throw new KaojuError('file-damaged', { path: 'a.pdf', reason: 'no trailer' })
    case 'connect': {
      const net = await import('node:net')
      net.connect(1, '127.0.0.1')
      return 'connected'
    }
    case 'write': {
      const fs = await import('node:fs')
      fs.writeFileSync('/tmp/kaoju-should-not-exist', 'x')
      return 'written'
    }
    default:
      return undefined
  }
})
