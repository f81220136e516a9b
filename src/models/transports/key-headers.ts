import type { Credentials, Protocol } from '../model.ts'
import { providerById } from '../providers.ts'

/** The headers that carry a key, as the provider or else its protocol wants them. */
export function keyHeaders(
  provider: string,
  protocol: Protocol,
  { key, headers }: Credentials,
): Record<string, string> {
  return { ...(key === undefined ? {} : keyed(provider, protocol, key)), ...headers }
}

function keyed(provider: string, protocol: Protocol, key: string): Record<string, string> {
  const row = providerById(provider)
  if (row?.keyHeader !== undefined && row.protocol === protocol) return { [row.keyHeader]: key }
  if (protocol === 'google') return { 'x-goog-api-key': key }
  if (protocol === 'anthropic') return { 'x-api-key': key }
  return { authorization: `Bearer ${key}` }
}
