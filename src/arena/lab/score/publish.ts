import type { Report, ReportSentence } from '#vocabulary'
import { admits } from './admissions.ts'
import { plainAddress } from './plain-address.ts'
import type { PublishedSentence, PublishedText } from './score.ts'

export { publishedFromMarkdown } from './publish-markdown.ts'

/**
 * What a report of Kaoju publishes: the sentences of its sections; the sides of its conflicts, as told side by side;
 * what it admits: sub-questions left open, notes and sentences that say that nothing was found.
 */
export function publishedFromReport(report: Report): PublishedText {
  const sentences: PublishedSentence[] = []
  const admissions: string[] = []
  const links = new Set<string>()
  for (const section of report.sections)
    for (const sentence of section.sentences) {
      for (const uri of urisOf(sentence)) links.add(plainAddress(uri))
      if (admits(sentence.text)) admissions.push(sentence.text)
      sentences.push({ text: sentence.text, heading: section.heading })
    }
  for (const conflict of report.conflicts)
    for (const side of conflict.sides) {
      for (const citation of side.citations) links.add(plainAddress(citation.uri))
      sentences.push({ text: side.sentence, heading: conflict.about, contested: true })
    }
  for (const planned of report.plan) if (planned.state === 'unanswered') admissions.push(planned.why)
  // That a page failed, or that two are copies, admits nothing: Markdown of other tools is held to the same words.
  admissions.push(...report.coverage.notes.filter(admits))
  return { sentences, admissions, links: [...links].filter(isWebAddress) }
}

function urisOf(sentence: ReportSentence): string[] {
  return sentence.citations.map((citation) => citation.uri)
}

/** Addresses of the web and of tools; files of the user's own are no links. */
function isWebAddress(address: string): boolean {
  return /^https?:/i.test(address)
}
