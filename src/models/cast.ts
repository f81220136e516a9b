import { knownModel } from './known-models.ts'
import type { Casting } from './models.ts'
import { roles, type ModelSpec, type Role } from './model.ts'

/** What was configured: for each role its models, the first before those that stand in when it fails. */
export type Given = Readonly<Partial<Record<Role, readonly ModelSpec[]>>>

/** Roles that are played by talking. */
export type ChatRole = 'planner' | 'worker' | 'writer' | 'judge' | 'vision'

/**
 * Whose model a role takes when it has none of its own, in this order (docs/models.md tells it to users). Who
 * thinks hard stands in for who thinks hard, who is cheap for who is cheap; a model that was given for pictures
 * only comes last.
 */
const standIns: Readonly<Record<ChatRole, readonly ChatRole[]>> = {
  planner: ['writer', 'judge', 'worker', 'vision'],
  worker: ['judge', 'writer', 'planner', 'vision'],
  writer: ['planner', 'worker', 'judge', 'vision'],
  judge: ['worker', 'planner', 'writer', 'vision'],
  vision: ['worker', 'judge', 'writer', 'planner'],
}

/**
 * Who plays what, from what was configured: a role without a model of its own takes another's by a fixed rule;
 * embedder, reranker and vision take nobody's who cannot do it.
 *
 * 1. A role's own models come first, in the order given.
 * 2. The judge takes a model other than the writer's where there is one: nobody marks their own work.
 * 3. Only models that see play `vision`, only embedding models `embedder`; `reranker` is played by whom it was
 *    given to, and by nobody else.
 * 4. When one chat model is configured that can play it, no chat role stays empty; its fallbacks are all others
 *    that could, each once.
 */
export function cast(given: Given): readonly Casting[] {
  const castings: Casting[] = []
  for (const role of roles) {
    const played =
      role === 'embedder' || role === 'reranker' ? castVectors(role, given) : castChat(role, given, castings)
    if (played) castings.push(played)
  }
  return castings
}

function castVectors(role: 'embedder' | 'reranker', given: Given): Casting | undefined {
  const able = (given[role] ?? []).filter((spec) => canPlay(role, spec)).map((spec) => ({ spec, of: role }))
  const [spec, ...fallbacks] = unique(able).map((candidate) => candidate.spec)
  // Vectors of different models are never compared: an embedder has no stand-in.
  return spec && { role, spec, because: 'configured', fallbacks: role === 'embedder' ? [] : fallbacks }
}

interface Candidate {
  readonly spec: ModelSpec
  readonly of: Role
}

function castChat(role: ChatRole, given: Given, castings: readonly Casting[]): Casting | undefined {
  const candidates = unique(
    [role, ...standIns[role]].flatMap((of) =>
      (given[of] ?? []).filter((spec) => canPlay(role, spec)).map((spec) => ({ spec, of })),
    ),
  )
  const own = candidates[0]?.of === role
  const writer = castings.find((casting) => casting.role === 'writer')?.spec.id
  const first =
    (role === 'judge' && !own && candidates.find(({ spec }) => spec.id !== writer)) || candidates[0]
  if (!first) return undefined
  return {
    role,
    spec: first.spec,
    because: first.of === role ? 'configured' : { standsInFor: first.of },
    fallbacks: candidates.filter(({ spec }) => spec.id !== first.spec.id).map(({ spec }) => spec),
  }
}

function unique(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>()
  return candidates.filter(({ spec }) => !seen.has(spec.id) && seen.add(spec.id))
}

/** Whether a model can play a role, as far as is known of it. */
export function canPlay(role: Role, spec: ModelSpec): boolean {
  const kind = kindOf(spec)
  switch (role) {
    case 'embedder':
      return kind === 'embed'
    case 'reranker':
      return kind === 'rerank' || kind === 'chat'
    case 'vision':
      return kind === 'chat' && spec.profile.vision
    default:
      return kind === 'chat'
  }
}

/**
 * What a model is made for: its protocol decides where it leaves no choice, then dimensions in its configuration
 * (only vectors have them), then its name.
 */
export function kindOf(
  spec: Pick<ModelSpec, 'protocol' | 'provider' | 'name' | 'dimensions'>,
): 'chat' | 'embed' | 'rerank' {
  if (spec.protocol === 'rerank') return 'rerank'
  if (spec.protocol === 'local' || spec.dimensions !== undefined) return 'embed'
  return knownModel(spec.provider, spec.name)?.kind ?? 'chat'
}
