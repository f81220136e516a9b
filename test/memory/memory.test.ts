import type { Document } from '#vocabulary'
import { createContext } from '#runtime'
import { noMemory, type Memory, type MemoryEntry, type MemoryOffer } from '#memory'
import { createDocumentBuilder, evidenceAt } from '#reading'
import { memoryConformance, type MemoryWorld } from './memory-conformance.ts'

const text = 'Lake Orlin is 81 metres deep. It was surveyed in 1998. 奥林湖最深处为八十一米。'

function documentOf(): Document {
  const builder = createDocumentBuilder()
  builder.block('paragraph', text)
  const bytes = new TextEncoder().encode(text)
  return builder.finish({
    resource: { uri: 'file:///orlin', name: 'orlin', bytes, mediaType: 'text/plain' },
    reader: { name: 'test', version: 1, options: {} },
  })
}

const document = documentOf()
const evidence: MemoryWorld['evidence'] = (_, quote) => {
  const start = document.text.indexOf(quote)
  return evidenceAt(document, start, start + quote.length)
}
const deep = { kind: 'fact', entities: ['Lake Orlin'] } as const
const world: MemoryWorld = {
  documents: new Map([[document.id, document]]),
  evidence,
  question: 'How deep is Lake Orlin?',
  offers: [
    {
      ...deep,
      claim: 'Lake Orlin is 81 metres deep.',
      evidence: [evidence('', 'Lake Orlin is 81 metres deep')],
    },
    { ...deep, claim: 'Lake Orlin is 81 metres deep.', evidence: [evidence('', '奥林湖最深处为八十一米')] },
    {
      ...deep,
      claim: 'Lake Orlin was surveyed.',
      evidence: [evidence('', 'It was surveyed in 1998')],
      validFrom: '1998',
    },
    {
      ...deep,
      kind: 'open-question',
      claim: 'Who surveyed it?',
      evidence: [evidence('', 'It was surveyed in 1998')],
    },
  ],
}

/** The simplest memory that keeps the contract: what was told, most words shared first. */
function listMemory(held: Map<string, MemoryEntry>): Memory {
  const words = (said: string): string[] => said.toLowerCase().match(/\p{L}{3,}/gu) ?? []
  const holds = ({ validFrom = '', validTo = '9999' }: MemoryEntry, day = ''): boolean =>
    day === '' ? validTo === '9999' : validFrom <= day && day.slice(0, validTo.length) <= validTo
  return {
    name: 'list',
    recall(question, { limit, asOf, kinds }) {
      const wanted = new Set(words(question))
      const shared = ({ claim }: MemoryEntry): number =>
        words(claim).filter((word) => wanted.has(word)).length
      const found = [...held.values()]
        .filter((entry) => (!kinds || kinds.includes(entry.kind)) && holds(entry, asOf) && shared(entry) > 0)
        .toSorted((a, b) => shared(b) - shared(a))
      return Promise.resolve(structuredClone(found.slice(0, limit)))
    },
    keep(offers) {
      const keep = (offer: MemoryOffer): string | undefined => {
        if (offer.evidence.length === 0) return undefined
        const id = `m-${offer.claim}`
        const before = held.get(id)?.evidence ?? []
        const fresh = offer.evidence.filter((one) => !before.some((other) => other.id === one.id))
        held.set(id, { confidence: 1, ...offer, id, evidence: [...before, ...fresh] })
        return id
      }
      return Promise.resolve({ entries: offers.map(keep) })
    },
  }
}

memoryConformance(
  'none',
  () =>
    Promise.resolve({
      memory: noMemory,
      context: createContext().context,
      again: () => Promise.resolve(noMemory),
      close: () => Promise.resolve(),
    }),
  world,
  { remembers: false },
)

memoryConformance(
  'of a list',
  () => {
    const held = new Map<string, MemoryEntry>()
    return Promise.resolve({
      memory: listMemory(held),
      context: createContext().context,
      again: () => Promise.resolve(listMemory(held)),
      close: () => Promise.resolve(),
    })
  },
  world,
)
