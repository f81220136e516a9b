import { providerOfKey, type Provider } from '#models'
import { finding, type Finding } from './findings.ts'

/** A key as it was found, made usable, and what was wrong with it. */
export interface FoundKey {
  /** Absent: nothing usable. */
  readonly key?: string
  readonly findings: readonly Finding[]
}

/**
 * Makes a key usable: quotation marks, white space and a `Bearer ` prefix, which come from shells, .env files and
 * copied headers, are left out and told. Examples and broken keys are not used.
 *
 * @param variable where it stands, for people
 * @param provider whose it should be; a key that gives another provider away is used and told
 */
export function readKey(raw: string, variable: string, provider?: Provider): FoundKey {
  const findings: Finding[] = []
  const note = (code: Parameters<typeof finding>[0], more: Finding['parameters'] = {}): void => {
    findings.push(finding(code, { variable, ...more }))
  }
  let key = raw
  if (key.trim() === '') return { findings: [finding('key-empty', { variable })] }
  if (key !== key.trim()) note('key-padded')
  key = key.trim()
  const unquoted = /^(["'`“”‘’])([\s\S]*)["'`“”‘’]$/.exec(key)?.[2]
  if (unquoted !== undefined) {
    note('key-quoted')
    key = unquoted.trim()
  }
  if (/^bearer\s+/i.test(key)) {
    note('key-bearer')
    key = key.replace(/^bearer\s+/i, '')
  }
  if (key === '') return { findings: [finding('key-empty', { variable })] }
  if (isExample(key)) {
    note('key-placeholder', { value: key.slice(0, 24) })
    return { findings }
  }
  const odd = /[^\u0021-\u007E]/u.exec(key)?.[0]
  if (odd !== undefined) {
    note('key-broken', { reason: nameOf(odd) })
    return { findings }
  }
  const owner = providerOfKey(key)
  if (owner && provider && !sameVendor(owner, provider) && provider.keyShape !== undefined)
    note('key-of-another-provider', {
      other: owner.id,
      provider: provider.id,
      right: owner.keyVariables[0]!,
    })
  return { key, findings }
}

/** Enough of a key to recognise it, never enough to use it: `sk-…abcd`; short ones are hidden whole. */
export function maskKey(key: string): string {
  if (key.length < 12) return '…'
  const prefix = /^(sk-ant-|sk-or-|sk-proj-|sk-|jina_|AIza)/.exec(key)?.[0] ?? ''
  return `${prefix}…${key.slice(-4)}`
}

/** An address without the user and password in it. */
export function maskAddress(address: string): string {
  return address.replace(/\/\/[^/@\s]*@/, '//…@')
}

function isExample(key: string): boolean {
  return (
    /^<.*>$|^\[.*\]$|^\{.*\}$|^\$\{?\w+\}?$|^(changeme|change-me|none|null|undefined|todo|xxx+|api[_-]?key|secret|dummy)$/i.test(
      key,
    ) ||
    /(your|my)[-_ ]?(own[-_ ]?)?([a-z]+[-_ ])*(api[-_ ]?)?key|^sk-(x+|\.+|…+|\*+)$|^sk-[-_.]*(your|xxx)|\.\.\.$|…$|你的|密钥/i.test(
      key,
    )
  )
}

/** `qwen` and `qwen-intl` take the same keys. */
function sameVendor(one: Provider, other: Provider): boolean {
  return (
    one.id === other.id ||
    one.id.split('-')[0] === other.id.split('-')[0] ||
    (one.keyShape !== undefined && one.keyShape.source === other.keyShape?.source)
  )
}

function nameOf(character: string): string {
  return /\s/.test(character) ? 'a space or line break' : `“${character}”`
}
