/** Text without marks taken apart by the lines that begin pieces. */
import { addressesIn, sourceOf, type Source } from './mind-source.ts'

/** `Information: "Source: …`: the first piece begins behind the words and the quotation mark that open the rest. */
const quotedOpening =
  /^([^\n:：]{0,40}[:：][ \t]*)["“'](?=[ \t]*(?:(?:source|url|link|title|来源|网址|链接|标题)[ \t]*\d*[ \t]*[:：]|\[))/gim

const beginnings: readonly RegExp[] = [
  /^\s*(?:#+\s*)?(?:source|url|link|来源|网址|链接)\s*\d*\s*[:：]/i,
  /^\s*(?:#+\s*)?(?:title|标题)\s*[:：]/i,
  /^\s*(?:[-*•]\s*)?[[［【(](?:citation[:：]|source\s*|E|P|D)?\d{1,3}[\]］】)]/i,
  /^\s*(?:#+\s*)?(?:source|document|passage|result|doc|text|文献|资料|来源|文档|片段)\s*#?\s*\[?\d{1,3}\]?(?:\s*[-:：.(（]|\s*$)/i,
  /^\s*(?:-{3,}|={3,}|\*{3,})\s*$/,
  /^\s*(?:(?:[-*•]|\d{1,2}[.)])\s*)?\[[^\]\n]+\]\(https?:/,
]

/**
 * Text without marks, in the pieces that lines like `Source: …`, `[3] …`, `Document 2`, `---` begin. Lines before
 * the first are a piece too.
 */
export function looseSources(text: string): Source[] {
  const pieces: Source[] = []
  let lines: string[] = []
  let told: { id?: string; url?: string; title?: string } = {}
  let filled = false
  const close = (): void => {
    if (lines.some((line) => line.trim() !== '')) pieces.push(sourceOf(told, lines.join('\n')))
    lines = []
    told = {}
    filled = false
  }
  const plain = text.replace(/"""|'''|```/g, '\n').replace(quotedOpening, '$1\n')
  for (const line of plain.split('\n')) {
    const kind = beginnings.findIndex((form) => form.test(line))
    const numbered = kind === 2 || kind === 3
    if (kind >= 0 && (filled || numbered || kind >= 4)) close()
    if (numbered) told.id = /\d{1,3}/.exec(line)![0]
    if (kind === 0 || kind === 5 || numbered) told.url ??= addressesIn(line)[0] ?? ''
    if (kind === 1) told.title = line.replace(/^[^:：]*[:：]\s*/, '').trim()
    if (kind === 5) told.title = /\[([^\]\n]+)\]/.exec(line)?.[1] ?? ''
    const bare = line.replace(/^\s*(?:content|text|snippet|summary|body|内容|摘要|正文)\s*[:：]/i, '')
    if (kind !== 0 && kind !== 4) lines.push(kind === 1 ? '' : bare)
    if (kind < 0 || numbered) filled ||= bare.trim() !== '' && !(numbered && told.url)
  }
  close()
  return pieces
}
