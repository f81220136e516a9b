import { knownModel, providerById, providers } from '#models'
import { finding, type Finding } from './findings.ts'
import { nearest } from './nearest.ts'

/** Who serves a model, and what it is called there. */
export interface ModelReference {
  readonly provider: string
  readonly name: string
}

/**
 * Reads what people write for a model: `provider/name`, a provider's other name (`kimi/…`), or a bare name that
 * says who makes it (`gpt-5.4`, `claude-…`). The name may hold slashes and colons itself.
 *
 * @param setting where it stands, for people
 * @param configured providers with a key or an address: a bare name is theirs when there is only one
 */
export function readReference(
  text: string,
  setting: string,
  configured: readonly string[],
  described: readonly string[],
): ModelReference | Finding {
  const given = text.trim()
  const slash = given.indexOf('/')
  const head = slash < 0 ? '' : given.slice(0, slash)
  const gateways = configured.filter((id) => id !== 'local')
  // `Qwen/Qwen3-8B` is a model's folder where one gateway is configured; `qwen/…` is the provider.
  const isFolder = head !== head.toLowerCase() && gateways.length === 1 && !described.includes(head)
  const named = head === '' || isFolder ? undefined : providerNamed(head, described)
  const name = given.slice(slash + 1)
  if (named !== undefined) {
    if (name !== '') return { provider: named, name }
    return finding('model-unnamed', { provider: named, id: named })
  }
  const maker = makerOf(given)
  if (maker && head === '') return { provider: maker, name: given }
  if (given !== '' && gateways.length === 1) return { provider: gateways[0]!, name: given }
  if (head === '')
    return finding('provider-unclear', {
      setting,
      model: given,
      example: `${gateways[0] ?? 'ollama'}/${given}`,
    })
  const all = [...described, ...providers.flatMap(({ id, alsoCalled = [] }) => [id, ...alsoCalled])]
  return finding('provider-unknown', { setting, provider: head, nearest: nearest(head, all) ?? 'custom' })
}

/** The id of a provider by any of its names; those described in the configuration come first. */
export function providerNamed(word: string, described: readonly string[] = []): string | undefined {
  const typed = word.toLowerCase()
  return (
    described.find((id) => id.toLowerCase() === typed) ??
    providerById(typed)?.id ??
    providers.find(({ alsoCalled }) => alsoCalled?.includes(typed))?.id
  )
}

/** The provider that serves its own model of this name, where the name leaves no doubt. */
function makerOf(name: string): string | undefined {
  const makers = ['openai', 'anthropic', 'google', 'deepseek']
  return makers.find((id) => knownModel(id, name)?.provider === id && !name.includes(':'))
}
