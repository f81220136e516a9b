import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { build } from 'vite'

const web = resolve(import.meta.dirname, '../../web')

/** A page as `npm run build` makes it, in a folder of its own. */
export interface BuiltPage {
  readonly folder: string
  /** A file of it with its media type, or undefined. */
  file(path: string): { readonly body: Buffer; readonly contentType: string } | undefined
  remove(): void
}

/**
 * Builds a page with the settings of `web/`.
 *
 * @param root where its `index.html` lies; without it the real page's
 */
export async function buildPage(root: string = web): Promise<BuiltPage> {
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-page-'))
  await build({
    root,
    configFile: join(web, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true, reportCompressedSize: false },
  })
  return {
    folder,
    file: (path) => {
      const type = types[extname(path)]
      if (!type || path.includes('..')) return undefined
      try {
        return { body: readFileSync(join(folder, path)), contentType: type }
      } catch {
        return undefined
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const types: Readonly<Record<string, string | undefined>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}
