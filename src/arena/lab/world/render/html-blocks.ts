import { commentText, escapeMarkup } from './markup.ts'
import { oneLine, type Block } from './page-content.ts'

/** A block as the content systems of sites write it. `way` (0 … 2) picks how what is hidden is hidden. */
export function blockHtml(block: Block, way: number): string {
  switch (block.type) {
    case 'heading':
      return `<h2>${inline(block.text)}</h2>`
    case 'paragraph':
      return `<p>${inline(block.text)}</p>`
    case 'box':
      return boxHtml(block.caption, block.rows)
    case 'table':
      return tableHtml(block)
    case 'list':
      return `<ul class="article-list">\n${block.items.map((item) => `<li>${inline(item)}</li>`).join('\n')}\n</ul>`
    case 'instruction':
      return instructionHtml(block.text, block.hiding, way)
  }
}

/** Links as a list. */
export function linkList(links: readonly { readonly href: string; readonly text: string }[]): string {
  const items = links.map(({ href, text }) => `<li><a href="${escapeMarkup(href)}">${inline(text)}</a></li>`)
  return `<ul>\n${items.join('\n')}\n</ul>`
}

function inline(text: string): string {
  return escapeMarkup(oneLine(text))
}

/** As in encyclopaedias: the caption is a row across both columns, so that it is part of the text. */
function boxHtml(caption: string, rows: readonly (readonly [string, string])[]): string {
  const above = caption ? `<tr><th colspan="2" class="infobox-above">${inline(caption)}</th></tr>\n` : ''
  const lines = rows.map(
    ([label, value]) => `<tr><th scope="row">${inline(label)}</th><td>${inline(value)}</td></tr>`,
  )
  return `<table class="infobox">\n<tbody>\n${above}${lines.join('\n')}\n</tbody>\n</table>`
}

function tableHtml({ caption, head, rows }: Block & { type: 'table' }): string {
  const line = (cells: readonly string[], tag: 'td' | 'th'): string =>
    `<tr>${cells.map((cell) => `<${tag}>${inline(cell)}</${tag}>`).join('')}</tr>`
  const above = caption ? `<caption>${inline(caption)}</caption>\n` : ''
  return `<table class="data">\n${above}<thead>\n${line(head, 'th')}\n</thead>\n<tbody>\n${rows.map((row) => line(row, 'td')).join('\n')}\n</tbody>\n</table>`
}

/** Three ways out of sight, of which readers that look at the page's style see through two. */
const outOfSight = ['style="display:none"', 'hidden', 'style="position:absolute;left:-9999px;font-size:1px"']

function instructionHtml(
  text: string,
  hiding: (Block & { type: 'instruction' })['hiding'],
  way: number,
): string {
  const lines = text
    .split('\n')
    .map((line) => inline(line))
    .filter(Boolean)
    .join('<br>')
  switch (hiding) {
    case 'visible':
      return `<p>${lines}</p>`
    case 'comment':
      return `<!-- ${commentText(text)} -->`
    case 'hidden':
      return `<div ${outOfSight[way % outOfSight.length]}>${lines}</div>`
    case 'alt':
      return `<img src="/spacer.png" width="1" height="1" alt="${inline(text)}">`
  }
}
