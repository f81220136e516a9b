import { signal } from '@preact/signals'

/**
 * Where in the page one is; every place has an address of its own, behind `#`, so that reload, back and a bookmark lead
 * to it whatever serves the page.
 */
export type Route =
  | { readonly screen: 'ask'; readonly follow?: string }
  | { readonly screen: 'runs' }
  | { readonly screen: 'library' }
  /** `part`: what of the run is shown; absent: its report as soon as there is one. */
  | {
      readonly screen: 'run'
      readonly run: string
      readonly part?: 'work' | 'report'
    }
  | { readonly screen: 'nowhere' }

/**
 * Reads an address: `#/`, `#/ask/RUN`, `#/runs`, `#/library`, `#/run/RUN`, `#/run/RUN/work`; what follows a run else, such
 * as `/evidence/ID`, is the report's.
 */
export function routeOf(hash: string): Route {
  const [screen, first, part] = hash
    .replace(/^#?\/?/, '')
    .split('/')
    .map(decoded)
  switch (screen) {
    case '':
    case undefined:
      return { screen: 'ask' }
    case 'ask':
      return first ? { screen: 'ask', follow: first } : { screen: 'ask' }
    case 'runs':
    case 'library':
      return { screen }
    case 'run': {
      if (!first) return { screen: 'runs' }
      const shown = part === 'work' || part === 'report' ? ({ part } as const) : {}
      return { screen: 'run', run: first, ...shown }
    }
    default:
      return { screen: 'nowhere' }
  }
}

/** The address of a place. */
export function addressOf(route: Route): string {
  switch (route.screen) {
    case 'ask':
      return route.follow ? `#/ask/${encodeURIComponent(route.follow)}` : '#/'
    case 'run':
      return ['#/run', encodeURIComponent(route.run), route.part].filter(Boolean).join('/')
    case 'runs':
    case 'library':
      return `#/${route.screen}`
    case 'nowhere':
      return '#/'
    default:
      return route satisfies never
  }
}

/** Where one is now. */
export const route = signal<Route>(routeOf(location.hash))

/** Goes there, as a link would. */
export function go(to: Route): void {
  location.hash = addressOf(to)
}

addEventListener('hashchange', () => {
  route.value = routeOf(location.hash)
})

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
