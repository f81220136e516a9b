/** What a message may show of what an endpoint said, and of its address. */
import type { Credentials } from '../model.ts'

/** Secrets shorter than this are no secrets, and would cut ordinary words out of a message. */
const leastSecret = 6

/**
 * A piece of what was said, fit for a one-line message: at most `most` UTF-16 units, without the key, the values of
 * the configured headers, and names and passwords in addresses, whoever echoed them.
 */
export function reasonFrom(said: string, { key, headers = {} }: Credentials, most = 160): string {
  // Far more than is shown, so that a reply of megabytes costs nothing.
  let text = said.slice(0, 64 * most)
  const secrets = [key ?? '', ...Object.values(headers)]
    .flatMap((secret) => [secret, secret.replace(/^\w+\s+/, '')])
    .filter((secret) => secret.length >= leastSecret)
    .toSorted((one, other) => other.length - one.length)
  for (const secret of secrets) text = text.replaceAll(secret, '…')
  const line = text
    .replace(/\/\/[^/@\s]{1,200}@/g, '//…@')
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > most ? `${line.slice(0, most).toWellFormed()}…` : line
}
