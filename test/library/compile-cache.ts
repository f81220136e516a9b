import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Worker threads and child processes started from here on keep their compiled modules, which halves the time
 * in which they start.
 */
export function keepCompiledModules(): void {
  process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'kaoju-compile-cache')
}
