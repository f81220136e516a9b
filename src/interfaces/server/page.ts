import { readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Context } from 'hono'
import type { App } from './door.ts'
import { languageOf } from './errors.ts'
import { isData } from './origins.ts'

/** What `web/` builds into `dist/web`: beside the built package, or in the checkout that this runs from. */
const places = [join(import.meta.dirname, '../../web'), join(import.meta.dirname, '../../../dist/web')]

/**
 * The page and its files. What has its content's hash in its name never changes; everything else is asked about again.
 * A path that is none of its files and no data is answered with the page, where a person asks (`Accept: text/html`).
 *
 * @param folders where the built page may lie
 */
export function addPage(app: App, folders: readonly string[] = places): void {
  app.get('*', async (c) => {
    const { path } = c.req
    if (isData(path)) return c.notFound()
    const asset = await find(folders, path === '/' ? '/index.html' : path)
    if (asset) return send(c, asset)
    if (path !== '/' && c.req.header('Accept')?.includes('text/html') !== true) return c.notFound()
    const page = await find(folders, '/index.html')
    return page ? send(c, page) : notBuilt(c)
  })
}

interface Asset {
  readonly file: string
  readonly type: string
  readonly tag: string
  /** Its name changes with its content. */
  readonly hashed: boolean
}

/** Ordinary names below the folder: no `..`, nothing hidden, no type that the page does not have. */
async function find(folders: readonly string[], path: string): Promise<Asset | undefined> {
  const type = types[extname(path).toLowerCase()]
  if (!type || !/^(?:\/\w[\w.-]*)+$/.test(path)) return undefined
  for (const folder of folders) {
    const file = join(folder, path)
    const found = await stat(file).catch(() => undefined)
    if (found?.isFile() !== true) continue
    const tag = `"${found.size.toString(36)}-${Math.floor(found.mtimeMs).toString(36)}"`
    return { file, type, tag, hashed: /^\/assets\/.+-[\w-]{8}\.\w+$/.test(path) }
  }
  return undefined
}

async function send(c: Context, { file, type, tag, hashed }: Asset): Promise<Response> {
  c.header('ETag', tag)
  c.header('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
  const seen = c.req.header('If-None-Match')?.split(/\s*,\s*/) ?? []
  if (seen.some((one) => one.replace(/^W\//, '') === tag)) return c.body(null, 304)
  return c.body(await readFile(file), 200, { 'Content-Type': type })
}

const types: Readonly<Record<string, string | undefined>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
}

function notBuilt(c: Context): Response | Promise<Response> {
  const language = languageOf(c)
  const { title, lines } = notBuiltWords[language]
  const body = lines.map((line) => `<p>${line}</p>`).join('\n')
  c.header('Vary', 'Accept-Language', { append: true })
  return c.html(
    `<!doctype html>\n<html lang="${language}">\n<meta charset="utf-8">\n<title>${title}</title>\n<h1>${title}</h1>\n${body}\n</html>\n`,
    503,
  )
}

const notBuiltWords = {
  en: {
    title: 'Kaoju is running, but its page was not built',
    lines: [
      'In the checkout, run <code>npm run build:web</code>, then load this page again.',
      'Everything else answers: <code>/api/v1/openapi.json</code>, <code>/v1</code>, <code>/mcp</code>.',
    ],
  },
  zh: {
    title: '考据正在运行，但页面尚未构建',
    lines: [
      '请在源码目录中运行 <code>npm run build:web</code>，然后刷新本页。',
      '其他接口均可使用：<code>/api/v1/openapi.json</code>、<code>/v1</code>、<code>/mcp</code>。',
    ],
  },
} as const
