/**
 * Where written pages are gathered before they are served: gives every page its address, every site its list of
 * contents, and renders them.
 */
import { chanceOf } from '#runtime'
import type { FactId, LabPage, PageKind, Telling } from '../world.ts'
import { today } from './days.ts'
import { renderPage, type Block, type PageContent } from './render/render-page.ts'
import type { Site } from './sites.ts'
import { contentsTitle } from './words.ts'

export type States = readonly { readonly fact: FactId; readonly telling: Telling }[]

/** A page as it was written, without an address. */
export interface Manuscript {
  readonly site: Site
  readonly kind: PageKind
  readonly form: 'html' | 'pdf' | 'scan'
  readonly title: string
  /** ASCII, what the address ends in. */
  readonly slug: string
  readonly publishedAt: string
  readonly blocks: readonly Block[]
  readonly states: States
  /** `contents`: search engines leave it out, the site's contents list it. `feed`: nothing but a feed leads to it. */
  readonly unlisted?: 'contents' | 'feed'
}

export interface Printed extends Manuscript {
  readonly url: string
}

export interface Press {
  print(manuscript: Manuscript): Printed
  readonly printed: readonly Printed[]
  /** Every page as it is served, the contents of each site among them. */
  bind(seed: string): LabPage[]
}

export function createPress(sites: readonly Site[]): Press {
  const printed: Printed[] = []
  const addresses = new Set<string>()
  return {
    printed,
    print(manuscript) {
      const { site, slug, publishedAt, form } = manuscript
      const stem = `http://${site.host.name}/${publishedAt.slice(0, 4)}/${slug}`
      const end = form === 'html' ? '' : '.pdf'
      let url = stem + end
      for (let number = 2; addresses.has(url); number++) url = `${stem}-${number}${end}`
      addresses.add(url)
      const page = { ...manuscript, url }
      printed.push(page)
      return page
    },
    bind(seed) {
      const bySite = new Map(sites.map((site) => [site, [] as Printed[]]))
      for (const page of printed) bySite.get(page.site)!.push(page)
      return sites.flatMap((site) => {
        const pages = bySite.get(site)!
        if (pages.length === 0) return []
        return [contentsOf(site, pages, seed), ...pages.map((page, index) => pageOf(page, pages, index))]
      })
    },
  }
}

/** A page, with a way home and on to the next one that the site's contents list. */
function pageOf(page: Printed, pages: readonly Printed[], index: number): LabPage {
  const next = pages.slice(index + 1).find(({ unlisted }) => unlisted !== 'feed')
  const links = [
    { href: homeOf(page.site), text: contentsTitle(page.site) },
    ...(next ? [{ href: next.url, text: next.title }] : []),
  ]
  return served(page, links, page.form)
}

/** The list of a site's pages, with dead links among them as every old site has. */
function contentsOf(site: Site, pages: readonly Printed[], seed: string): LabPage {
  const chance = chanceOf(seed, `world/contents/${site.host.name}`)
  const links = pages
    .filter(({ unlisted }) => unlisted !== 'feed')
    .flatMap(({ url, title }) => {
      const link = { href: url, text: title }
      const gone = { href: `${url.replace(/\.pdf$/, '')}-${1950 + chance.integer(40)}`, text: title }
      return chance.next() < 0.12 ? [link, gone] : [link]
    })
  const page: Printed = {
    site,
    kind: 'index',
    form: 'html',
    title: contentsTitle(site),
    slug: '',
    publishedAt: today,
    blocks: [],
    states: [],
    url: homeOf(site),
  }
  // An engine knows a list of contents by its links: that is how a page is found which it does not list itself.
  return { ...served(page, links, 'html'), text: [page.title, ...links.map(({ text }) => text)].join('\n') }
}

function served(page: Printed, links: PageContent['links'], form: Manuscript['form']): LabPage {
  const { url, site, title, publishedAt, blocks, states, kind, unlisted } = page
  const { language } = site
  const rendered = renderPage({ url, site: site.name, language, title, publishedAt, blocks, links }, form)
  return {
    url,
    language,
    title,
    publishedAt,
    ...rendered,
    states,
    kind,
    ...(unlisted ? { unlisted: true } : {}),
  }
}

function homeOf(site: Site): string {
  return `http://${site.host.name}/`
}
