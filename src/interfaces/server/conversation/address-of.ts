import type { Citation } from '#vocabulary'

/**
 * Where the words of a citation can be read: its page on the web, else the evidence on this server.
 *
 * @param origin of this server
 */
export function addressOf({ uri, evidence }: Citation, origin: string): string {
  if (/^https?:\/\//i.test(uri) && URL.canParse(uri)) return new URL(uri).href
  return `${origin}/api/v1/evidence/${encodeURIComponent(evidence)}`
}
