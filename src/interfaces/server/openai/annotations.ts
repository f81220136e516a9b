import type { AnswerMark } from '#report'

/** A mark of the text and where its words can be read; offsets are UTF-16 code units into the whole content. */
export interface UrlCitation {
  readonly start_index: number
  readonly end_index: number
  readonly url: string
  readonly title: string
}

/** @param origin of this server: quotes of files are opened there */
export function urlCitationOf({ start, end, citation }: AnswerMark, origin: string): UrlCitation {
  return {
    start_index: start,
    end_index: end,
    url: addressOf(citation, origin),
    title: citation.title.trim() || citation.evidence,
  }
}

/** Where the words of a citation can be read: its page on the web, else the evidence on this server. */
export function addressOf(citation: AnswerMark['citation'], origin: string): string {
  if (/^https?:\/\//i.test(citation.uri) && URL.canParse(citation.uri)) return new URL(citation.uri).href
  return `${origin}/api/v1/evidence/${encodeURIComponent(citation.evidence)}`
}
