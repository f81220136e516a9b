import type { PlanNode } from './node.ts'

const slot = /\{(q\d{1,3})\}/g

/** Ids of the nodes whose answers have a place in the text, each once, in order. */
export function slotsIn(text: string): string[] {
  return [...new Set([...text.matchAll(slot)].map(([, id]) => id!))]
}

/** The text with something else in the place of its slots. */
export function replaceSlots(text: string, by: (id: string) => string): string {
  return text.replace(slot, (_, id: string) => by(id))
}

/** Texts that one node fans out to, at most: a list of more is searched by its first members. */
const mostTexts = 8
/** The longest answer that is a name or a value, in code units: a sentence in a slot makes no question. */
const longestAnswer = 80
/** No name or value: an address or markup, by which a page would choose what is looked up. */
const noAnswer = /:\/\/|\bwww\.|[\w-]\.[a-z]{2,}\/\S|<\/?[a-z!]|\]\(|`|^(?:data|javascript|mailto|file):/iu

/**
 * The texts to search for, once the answers of what a node needs are there. A list of answers fans out: one text for
 * each, the slots filled together, in the order of the answers. What a node needs and has no slot for is added in
 * parentheses, so that engines see it: `When was the head of X born? (Ann Dale)`.
 *
 * @param answers by id of a node: names or values, best first; none = not found
 * @returns nothing when a slot has no answer: there is no text to search for; at most `most` texts, none twice
 */
export function fillSlots(
  node: Pick<PlanNode, 'text' | 'dependsOn'>,
  answers: ReadonlyMap<string, readonly string[]>,
  most: number = mostTexts,
): string[] {
  const usable = (id: string): string[] => [
    ...new Set(
      (answers.get(id) ?? [])
        .map(oneLine)
        .filter((one) => one !== '' && one.length <= longestAnswer && !noAnswer.test(one)),
    ),
  ]
  let texts = [node.text]
  for (const id of slotsIn(node.text)) {
    const found = usable(id).slice(0, most)
    texts = texts.flatMap((text) =>
      found.map((answer) => replaceSlots(text, (own) => (own === id ? withoutBraces(answer) : `{${own}}`))),
    )
  }
  const [first] = texts
  if (first === undefined) return []
  const slots = new Set(slotsIn(node.text))
  const known = node.dependsOn.filter((id) => !slots.has(id)).flatMap(usable)
  const missing = [...new Set(known)].filter((one) => !node.text.includes(one)).slice(0, most)
  const beside = missing.length > 0 ? ` (${missing.join(', ')})` : ''
  return [...new Set(texts)].slice(0, most).map((text) => `${text}${beside}`)
}

/** An answer that holds a slot would be filled with another answer. */
function withoutBraces(text: string): string {
  return text.replace(/[{}]/g, '')
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{C}]+/gu, ' ').trim()
}
