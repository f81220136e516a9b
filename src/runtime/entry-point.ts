/**
 * Where a worker or child process starts: `name` beside the calling module, as TypeScript from a checkout
 * and as JavaScript from the built package (tsc does not rewrite `new URL('./x.ts')`).
 *
 * @param moduleUrl the caller's `import.meta.url`
 * @param name file name without extension, e.g. `./parse-child`
 */
export function entryPoint(moduleUrl: string, name: string): { url: URL; execArgv: string[] } {
  const source = moduleUrl.endsWith('.ts')
  return {
    url: new URL(name + (source ? '.ts' : '.js'), moduleUrl),
    // The doors (#room) resolve to sources only under this condition; the parent's other flags stay behind.
    execArgv: source ? ['--conditions=kaoju-source'] : [],
  }
}
