/** A page of the labelled set, in short. */
export function page(title: string, body: string, head = ''): string {
  return `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${title}</title>${head}</head><body>${body}</body></html>`
}

/** What sites put around everything. */
export const menu = `<header><a href="/"><img src="/logo.png" alt="Logo"></a><nav><ul><li><a href="/news">News</a></li><li><a href="/about">About us</a></li><li><a href="/shop">Shop</a></li><li><a href="/contact">Contact</a></li></ul></nav></header>`
export const footer = `<footer><p>© 2024 Harbour Media Ltd. All rights reserved.</p><ul><li><a href="/terms">Terms</a></li><li><a href="/privacy">Privacy policy</a></li><li><a href="/cookies">Cookies</a></li></ul></footer>`
export const zhMenu = `<div class="header"><div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/news">新闻</a></li><li><a href="/tech">科技</a></li><li><a href="/about">关于我们</a></li></ul></div></div>`
export const zhFooter = `<footer>版权所有 © 2024 青湖网 京ICP备12345678号-1 <a href="/contact">联系我们</a></footer>`
