import type { EntityId } from '../world.ts'
import { cuesIn, hideNames } from './cues.ts'
import type { Mention } from './mentions.ts'
import type { WorldIndex } from './world-index.ts'

/**
 * Things that are spoken of by a chain (`the town where the designer of A was born`): as a mention of what the chain
 * leads to, in place of those it goes through. Only where something else is said of it: `… is T` tells the chain itself.
 */
const name = String.raw`\u0001+`
const role = String.raw`(?:architect|designer|builder|head|director|mayor|sponsor|employer)`
const of = String.raw`(?:the (?<role>${role}) of (?:the )?(?<owner>${name})|(?:the )?(?<owner2>${name})['’]s? (?<role2>${role})|(?:the )?(?<plain>${name}))`
const chains = [
  String.raw`the (?:town|city|place|village) (?:where|in which|that|which) ${of} (?<way>was born|comes from|is (?:located|based|situated)|has its (?:head office|headquarters))(?: in)?`,
  String.raw`the (?:company|firm|business|enterprise) (?:that|which) (?<way>employs|employed) ${of}`,
  String.raw`the (?:company|firm|business|enterprise) (?:that|which|where|for which) ${of} (?<way>works|is employed)(?: for| at| by)?`,
  String.raw`the (?<way>employer) of ${of}`,
  String.raw`the (?<way>birthplace|home ?town) of ${of}`,
  String.raw`(?<owner>${name})的?(?<role>设计者|设计师|建筑师|馆长|所长|负责人|镇长)的?(?<way>出生(?:的|所在的?)?(?:地|城镇|小镇|镇|城市)|家乡|故乡)`,
].map((source) => new RegExp(source, 'giud'))
/** Where the chain itself is told. */
const told = /^(?: ?(?:is|was|:|,|，|—|——|即|就?是|为|在|名为|叫)? ?(?:called |named |the town of )?)\u0001/iu

/** The same, with what it leads to told first: `T is the birthplace of A`. */
const toldFirst = /\u0001 ?(?:is|was|,|，|—|——|即|就?是|为)? ?(?:also |still |both )?$/iu

/** Mentions with those of chains in place of what the chains go through. */
export function withDescribed(text: string, mentions: readonly Mention[], index: WorldIndex): readonly Mention[] {
  const hidden = hideNames(text, mentions)
  for (const chain of chains)
    for (const match of hidden.matchAll(chain)) {
      const [start, end] = [match.index, match.index + match[0].length]
      if (told.test(hidden.slice(end)) && !/(?:of|in) $/iu.test(hidden.slice(0, start))) continue
      if (toldFirst.test(hidden.slice(0, start))) continue
      const entity = endOf(match, mentions, index)
      if (entity === undefined) continue
      const rest = mentions.filter((one) => one.end <= start || one.start >= end)
      const place: Mention = { entities: [entity], how: 'noun', chain: true, start, end }
      return [...rest, place].toSorted((a, b) => a.start - b.start)
    }
  return mentions
} // prettier-ignore

function endOf(
  match: RegExpExecArray,
  mentions: readonly Mention[],
  index: WorldIndex,
): EntityId | undefined {
  const groups = match.groups!
  const at = match.indices!.groups!
  const [from] = at['owner'] ?? at['owner2'] ?? at['plain'] ?? [-1]
  const owner = mentions.find((one) => one.start === from)?.entities[0]
  const word = groups['role'] ?? groups['role2']
  const through = word === undefined || owner === undefined ? owner : hop(owner, word, index)
  if (through === undefined) return undefined
  const way = groups['way']!.replace(/^出生.*/u, '出生于')
  return hop(through, /^(?:employ|work|is employed)/iu.test(way) ? 'employer' : way, index)
}

/** What stands in the relation to a thing that these words speak of. */
function hop(subject: EntityId, words: string, index: WorldIndex): EntityId | undefined {
  for (const { relation } of cuesIn(words)) {
    if (relation.value.kind !== 'entity' || !relation.subjects.includes(index.entity(subject).type)) continue
    const value = index.current(subject, relation.id)[0]?.value
    if (value?.kind === 'entity') return value.entity
  }
  return undefined
}
