import { headingsAt } from '#vocabulary'
import { termsOf } from '#library'
import type { Aim } from './aim.ts'
import type { Candidate } from './candidates.ts'
import { inventsAddress } from './plain-sentence.ts'

/** A question with this few weighty terms asks for an overview. */
const fewTerms = 4
const overview =
  /\b(overview|summar\w+|history|background|describe|tell me about|what happened|what is known|state of)\b|概述|综述|概况|总结|历史|情况|介绍|进展|背景|怎么样/iu
/** Headings of every document, which open no facet. */
const standing =
  /^(?:abstract|introduction|contents|references|acknowledge\w*|appendix\b.*|summary|conclusions?|discussion|background|notes?|摘要|引言|目录|参考文献|致谢|附录.*|结论|小结|前言|概述|说明)$/iu

/**
 * Opens a broad question by the library's own words: the headings under which its best passages stand
 * become sub-questions, most frequent first, each adding words that the question does not have. Nothing for
 * a question that asks for one fact.
 */
export function facetsOf(aim: Aim, candidates: readonly Candidate[], limit: number): string[] {
  const specific = aim.expects !== 'any' && aim.expects !== 'list'
  if (specific || (aim.weights.size > fewTerms * (aim.language === 'zh' ? 2 : 1) && !overview.test(aim.text)))
    return []
  const votes = new Map<string, { text: string; votes: number }>()
  for (const candidate of candidates.slice(0, 80)) {
    const heading = headingsAt(candidate.document, candidate.evidence[0]!.start)
      .at(-1)
      ?.replace(/^[\d.、\s（）()一二三四五六七八九十]+/u, '')
      .trim()
    if (!heading || heading.length > 60 || standing.test(heading) || heading === candidate.document.title)
      continue
    // It becomes a heading of the report, which nobody verifies.
    if (inventsAddress(heading, [])) continue
    const fresh = [...termsOf(heading).keys()].filter((term) => !aim.weights.has(term))
    if (fresh.length === 0) continue
    const key = [...fresh].sort().join(' ')
    const entry = votes.get(key) ?? { text: heading, votes: 0 }
    entry.votes += candidate.score
    votes.set(key, entry)
  }
  return [...votes.values()]
    .sort((a, b) => b.votes - a.votes)
    .slice(0, Math.max(0, limit))
    .map(({ text }) => text)
}
