import type { EngineOptions } from './search.ts'

/** The key, and what of the address only the user and the server know. */
export function secretsOf({ baseUrl, key }: EngineOptions): string[] {
  const { password, searchParams } = new URL(baseUrl)
  const inAddress = [password, ...searchParams.values()].filter((one) => one.length >= 6)
  return [...(key ? [key] : []), ...inAddress]
}

/** What was said, each secret in it blotted out, however it is spelled. */
export function withoutSecrets(said: string, secrets: readonly string[]): string {
  return secrets.flatMap(spellings).reduce((text, secret) => text.replaceAll(secret, '…'), said)
}

/** As it is, in a URL, and in JSON, in which PHP escapes slashes. */
function spellings(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1)
  return [secret, encodeURIComponent(secret.toWellFormed()), inJson, inJson.replaceAll('/', '\\/')]
}
