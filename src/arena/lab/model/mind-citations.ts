/** How sentences of an answer name their sources, in the form that the prompt asks for. */
import type { LabLanguage } from '../world.ts'
import type { Said } from './mind-said.ts'
import type { Shown } from './mind-facts.ts'
import type { Reading } from './mind-prompt.ts'
import type { Source } from './mind-source.ts'

/** How a sentence names its sources: not at all, by ids in brackets, by links, by numbers of a list at the end. */
export type Citing = 'none' | 'bracket' | 'citation' | 'link' | 'numbered'

/** The form that a prompt asks for. */
export function citingOf({ words, facts, sources }: Reading): Citing {
  const cited =
    /\bcit(?:e|es|ed|ing|ations?)\b|\breferences?\b|\bsources?\b|hyperlink|引用|出处|来源|参考|编号/i.test(
      words,
    )
  const marked =
    facts.shown.some(({ mark }) => mark !== undefined) || sources.some(({ id }) => id !== undefined)
  const linked =
    sources.some(({ url }) => url !== undefined) || facts.shown.some(({ url }) => url !== undefined)
  if (/\[\s*citation\s*[:：]/i.test(words)) return 'citation'
  if (
    linked &&
    /\]\((?:url|link|https?:|source)|hyperlink|markdown (?:url|link)|链接(?:形式|格式)?引用/i.test(words)
  )
    return 'link'
  if (marked) return 'bracket'
  if (linked && /\[\s*(?:1|number|数字|编号)\s*\]/i.test(words)) return 'numbered'
  return linked && cited ? 'link' : linked ? 'link' : 'none'
}

/** Marks of citation behind a sentence; numbers are given in the order in which sources are first named. */
export class Citations {
  private readonly form: Citing
  private readonly numbers = new Map<
    string,
    { readonly number: number; readonly source: Source; readonly url: string }
  >()

  constructor(form: Citing) {
    this.form = form
  }

  of({ from }: Pick<Said, 'from'>, language: LabLanguage): string {
    const some = [...new Map(from.map((one) => [`${one.mark ?? ''} ${one.url ?? ''}`, one])).values()].slice(
      0,
      3,
    )
    const space = language === 'en' || this.form === 'link' ? ' ' : ''
    const marks = [...new Set(some.map((one) => this.mark(one)))].filter((one) => one !== '')
    return marks.length === 0 ? '' : `${space}${marks.join(this.form === 'link' ? ' ' : '')}`
  }

  private mark(one: Shown): string {
    switch (this.form) {
      case 'none':
        return ''
      case 'bracket':
        return one.mark === undefined ? this.link(one) : `[${one.mark}]`
      case 'citation':
        return one.mark === undefined ? '' : `[citation:${one.mark.replace(/^[A-Z]/i, '')}]`
      case 'link':
        return this.link(one)
      case 'numbered':
        return one.url === undefined ? '' : `[${this.number(one, one.url)}]`
      default:
        return this.form satisfies never
    }
  }

  private link(one: Shown): string {
    if (one.url === undefined) return ''
    this.number(one, one.url)
    return `([${titleOf(one.source, one.url)}](${one.url}))`
  }

  private number({ source }: Shown, url: string): number {
    const known = this.numbers.get(url)?.number
    if (known !== undefined) return known
    this.numbers.set(url, { number: this.numbers.size + 1, source, url })
    return this.numbers.size
  }

  /** The list at the end: what was named and no more. */
  list(): string[] {
    return [...this.numbers.values()].map(({ number, source, url }) =>
      this.form === 'numbered'
        ? `[${number}] ${titleOf(source, url)}: ${url}`
        : `- [${titleOf(source, url)}](${url})`,
    )
  }
}

function titleOf({ title }: Source, url: string): string {
  const told = title?.replace(/[[\]]/g, '').trim()
  return told ? told.slice(0, 120) : (/^https?:\/\/([^/]+)/.exec(url)?.[1] ?? url)
}
