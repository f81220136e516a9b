import type { AnswerMark } from '#report'
import { addressOf } from '../conversation/address-of.ts'

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
