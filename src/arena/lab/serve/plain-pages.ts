import type { LabLanguage } from '../world.ts'

/** The page that a site shows where there is none: it has a heading, a menu and a way back, and states nothing. */
export function notFoundPage(language: LabLanguage, host: string, path: string): string {
  const { title, gone, back } = words[language]
  const shown = path.replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${title}</title></head><body><nav><a href="/">${host}</a></nav><main><h1>${title}</h1><p>${gone}</p><p><code>${shown}</code></p><p><a href="/">${back}</a></p></main></body></html>\n`
}

const words = {
  en: {
    title: 'Page not found',
    gone: 'There is nothing at this address. It may have moved, or it never was here.',
    back: 'Back to the first page',
  },
  zh: { title: '页面不存在', gone: '这个地址没有内容，可能已经移走，也可能从未有过。', back: '返回首页' },
} as const

/** What servers say who will not answer now. */
export function refusalPage(status: number): string {
  const title = `${status} ${reasons[status] ?? 'Error'}`
  return `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center><hr></body></html>\n`
}

const reasons: Readonly<Record<number, string>> = {
  405: 'Not Allowed',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Temporarily Unavailable',
}

/** The wall that robots are shown. */
export const proofPage =
  '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1><p>Verify you are human by completing the captcha below.</p></body></html>\n'
