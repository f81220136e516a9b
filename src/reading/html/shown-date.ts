import { statedDate } from '../stated-date.ts'
import { isHidden, textNodes } from './blocks.ts'
import { cleanText, type HtmlDocument } from './dom.ts'

/**
 * The day on which a page of the web says that it was published, where its standard metadata are silent: names of
 * `meta` that sites use besides the usual ones, then words on the page (“发布时间：2024年3月5日”, “Posted on 5 March
 * 2024”), then an element that is named for it. ISO 8601; undefined where nothing says so. An update is no
 * publication.
 */
export function shownDate(document: HtmlDocument): string | undefined {
  return statedInMeta(document) ?? labelled(document) ?? named(document)
}

const metaNames =
  /^(?:(?:og:|bytedance:|weibo:)?(?:article[:.])?(?:published?(?:_?(?:time|date|at))?|release_date|create_at|created)|firstpublishtime|publication_?date|dc\.date\.(?:created|issued|x-created)|dcterms\.(?:issued|date)|article\.published)$/i

function statedInMeta(document: HtmlDocument): string | undefined {
  for (const meta of document.querySelectorAll('meta[content]')) {
    const name = meta.getAttribute('property') ?? meta.getAttribute('name') ?? ''
    const date = metaNames.test(name.trim()) ? statedDate(meta.getAttribute('content') ?? '') : undefined
    if (date) return date
  }
  return undefined
}

const zhLabel =
  /(?:发布|發布|发表|發表|发稿|刊发|发文|公布|印发|成文)(?:的)?(?:时间|時間|日期|于)\s*[:：]?\s*/u
const label = new RegExp(
  `${zhLabel.source}|^\\s*(?:(?:first |originally |date )?(?:published|posted)(?: (?:on|at))?|(?:publication|release|publish) date)\\s*[:：]?\\s*`,
  'iu',
)
/** What may follow the label; how many text nodes are looked at, and how many that look like a label. */
const [reach, mostNodes, mostLabels] = [40, 4_000, 10]

function labelled(document: HtmlDocument): string | undefined {
  if (!document.body) return undefined
  let labels = 0
  for (const node of textNodes(document.body).slice(0, mostNodes)) {
    const text = node.textContent ?? ''
    if (text.length > 300 || !label.test(text)) continue
    if (++labels > mostLabels) return undefined
    const parent = node.parentNode
    if (!parent || parent.localName === 'script' || parent.localName === 'style' || isHidden(parent)) continue
    // The label and its date often stand in elements of their own, side by side.
    for (const around of [text, parent.textContent, parent.parentNode?.textContent]) {
      const whole = cleanText(around?.slice(0, 600))
      const found = label.exec(whole)
      const rest = found ? whole.slice(found.index + found[0].length).slice(0, reach) : ''
      const date = /^\D{0,12}\d/.test(rest) || /^[A-Z][a-z]/.test(rest) ? statedDate(rest) : undefined
      if (date) return date
    }
  }
  return undefined
}

const names =
  '#publish_time, #pubtime, #pubtime_baidu, #pubdate, .pubtime, .pub-time, .pub_time, .pubdate, .pub-date, .pub_date, .publish-time, .publish_time, .publishtime, .publish-date, .publish_date, .published-date, .post-date, .article-date, .article-time, .article_time, .date-published, .news-time, .news_time'

/** Many such elements are those of a list. */
function named(document: HtmlDocument): string | undefined {
  const found = [...document.querySelectorAll(names)]
  if (found.length === 0 || found.length > 3) return undefined
  return found
    .map((element) => cleanText(element.textContent))
    .map((text) => (text.length <= 80 ? statedDate(text) : undefined))
    .find(Boolean)
}
