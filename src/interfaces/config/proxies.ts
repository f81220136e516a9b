import type { ProxySettings } from '#runtime'
import { finding, type Finding } from './findings.ts'
import { maskAddress } from './keys.ts'

/** The proxies that the environment names, as the egress takes them, and for people (passwords masked). */
export interface FoundProxies {
  readonly settings: ProxySettings
  readonly shown: readonly { readonly variable: string; readonly value: string }[]
  readonly findings: readonly Finding[]
}

const variables = {
  https: ['HTTPS_PROXY', 'https_proxy'],
  http: ['HTTP_PROXY', 'http_proxy'],
  all: ['ALL_PROXY', 'all_proxy'],
  except: ['NO_PROXY', 'no_proxy'],
} as const

/** Reads HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, large or small; lower case wins, as with curl. */
export function readProxies(environment: Readonly<NodeJS.ProcessEnv>): FoundProxies {
  const settings: { -readonly [Name in keyof typeof variables]?: string } = {}
  const shown: { variable: string; value: string }[] = []
  const findings: Finding[] = []
  for (const [name, [large, small]] of Object.entries(variables) as [
    keyof typeof variables,
    readonly [string, string],
  ][]) {
    const variable = environment[small]?.trim() ? small : large
    const value = environment[variable]?.trim()
    if (!value) continue
    shown.push({ variable, value: maskAddress(value) })
    if (name !== 'except' && !isProxy(value)) {
      findings.push(finding('proxy-invalid', { variable, value: maskAddress(value) }))
      continue
    }
    settings[name] = value
  }
  return { settings, shown, findings }
}

function isProxy(value: string): boolean {
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`
  return (
    URL.canParse(whole) &&
    /^(https?|socks5h?):$/.test(new URL(whole).protocol) &&
    new URL(whole).hostname !== ''
  )
}
