import { z } from 'zod'
import type { EngineOptions, SearchPlug, WebQuery } from '../search.ts'
import { toldFailure } from '../search-failure.ts'
import { at, firstText, listAt, queryOf, someAt, textOf } from './reply-fields.ts'
import { statedDate } from './stated-date.ts'
import { addressesOfWork, doiAddress } from './work-addresses.ts'

const most = 100
const select = 'DOI,URL,title,abstract,author,issued,container-title,link'

interface CrossrefOptions extends EngineOptions {
  /** Who may be written to when something goes wrong: Crossref serves such callers better. */
  readonly mailto?: string
}

/**
 * Crossref, the register of DOIs: https://www.crossref.org/documentation/retrieve-metadata/rest-api/. Titles and
 * abstracts are pieces of JATS, dates are lists of numbers.
 */
export const plug: SearchPlug<CrossrefOptions> = {
  name: 'crossref',
  facts: {
    title: 'Crossref',
    covers: 'papers',
    key: 'none',
    keyVariables: [],
    addressVariables: ['CROSSREF_BASE_URL'],
    baseUrl: 'https://api.crossref.org',
    home: 'https://www.crossref.org/documentation/retrieve-metadata/rest-api/',
    filtersDates: true,
    concurrency: 1,
    interval: 1_000,
    usd: 0,
  },
  options: z.object({
    baseUrl: z.string().default('https://api.crossref.org'),
    key: z.string().optional(),
    mailto: z.string().optional(),
  }),
  create:
    ({ mailto }) =>
    async (query, ask, { now }) => {
      const reply = await ask({
        path: `/works?${queryOf({
          'query.bibliographic': query.text,
          filter: datesOf(query),
          rows: Math.min(query.limit, most),
          select,
          mailto,
        })}`,
      })
      const said = reply.json()
      if (at(said, 'status') === 'failed') throw toldFailure(complaintOf(at(said, 'message')))
      return listAt(said, 'message', 'items').map((item, index) => ({
        ...placeOf(item),
        title: abstractOf(firstText(...someAt(item, 'title'))),
        snippet: abstractOf(textOf(at(item, 'abstract'))) || firstText(...someAt(item, 'container-title')),
        publishedAt: dateOf(someAt(item, 'issued', 'date-parts')[0], now),
        authors: someAt(item, 'author').map(nameOf),
        rank: index + 1,
      }))
    },
}

function placeOf(item: unknown): { url: string; also?: readonly string[] } {
  const open = someAt(item, 'link')
    .filter((link) => at(link, 'content-type') === 'application/pdf')
    .map((link) => textOf(at(link, 'URL')))
  return addressesOfWork([doiAddress(textOf(at(item, 'DOI'))), textOf(at(item, 'URL'))], open) ?? { url: '' }
}

/** Without tags of JATS and MathML, and without its headings (“Abstract”, “Methods”), which say nothing in a snippet. */
function abstractOf(jats: string): string {
  return jats
    .replace(/<(?:jats:)?title>[^<]{0,100}<\/(?:jats:)?title>/g, ' ')
    .replace(/<\/?jats:(?:sub|sup|italic|bold|sc|underline|monospace)\b[^<>]*>/g, '')
    .replace(
      /<\/?(?:(?:jats|mml):[a-z-]+|sec|list|list-item|disp-formula|inline-formula|tex-math)\b[^<>]*>/g,
      ' ',
    )
    .trim()
}

function nameOf(author: unknown): string {
  return firstText(at(author, 'name'), `${textOf(at(author, 'given'))} ${textOf(at(author, 'family'))}`)
}

/** `[2019, 8, 15]` or less of it; `[null]` where nobody knows. */
function dateOf(parts: unknown, now: number): string | undefined {
  const numbers = (Array.isArray(parts) ? (parts as unknown[]) : []).filter(
    (part) => typeof part === 'number',
  )
  return statedDate(
    numbers.map((part, place) => String(part).padStart(place === 0 ? 4 : 2, '0')).join('-'),
    now,
  )
}

function complaintOf(message: unknown): string {
  const first = Array.isArray(message) ? (message as unknown[])[0] : message
  return firstText(first, at(first, 'message'), 'no reason given')
}

function datesOf({ since, until }: WebQuery): string | undefined {
  const filters = [
    ...(since === undefined ? [] : [`from-pub-date:${since}`]),
    ...(until === undefined ? [] : [`until-pub-date:${until}`]),
  ]
  return filters.length === 0 ? undefined : filters.join(',')
}
