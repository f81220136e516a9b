import fc from 'fast-check'
import { expect } from 'vitest'
import type { Library, NewHolding } from '#library'
import { evidenceAt } from '#reading'
import type { Evidence } from '#vocabulary'
import { find, readingOf, wordFor } from './readings.ts'
import { direction } from './vectors-conformance.ts'

type Operation =
  | { readonly do: 'add'; readonly place: number; readonly content: number }
  | { readonly do: 'fail' | 'miss' | 'remove' | 'purge'; readonly place: number }
  | { readonly do: 'purge-document' | 'remove-document' | 'cite'; readonly content: number }
  | { readonly do: 'refresh' | 'embed' }

const place = fc.nat(3)
const content = fc.nat(3)
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('add' as const), place, content }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('fail' as const, 'miss', 'remove', 'purge'), place }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('purge-document' as const, 'remove-document', 'cite'),
      content,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('refresh' as const, 'embed') }) },
)

interface Place {
  state: 'listed' | 'missing' | 'removed' | 'purged' | 'failed'
  content: number | undefined
  earlier: number[]
}

/** The contract on a few places and contents, in plain arrays. */
class Model {
  readonly places = new Map<number, Place>()
  readonly held = new Set<number>()
  readonly cited = new Set<number>()
  /** Contents whose passages have vectors. */
  readonly embedded = new Set<number>()

  apply(step: Operation): string {
    switch (step.do) {
      case 'add':
        return this.add(step.place, step.content)
      case 'fail':
        this.stand(step.place, undefined, 'failed')
        return ''
      case 'miss': {
        const found = this.places.get(step.place)
        if (found?.state === 'listed' || found?.state === 'failed') found.state = 'missing'
        return ''
      }
      case 'remove': {
        const found = this.places.get(step.place)
        if (!found) return 'not-found'
        if (found.state !== 'purged') found.state = 'removed'
        return ''
      }
      case 'purge':
        return this.purgePlace(step.place)
      case 'remove-document':
        return this.forEachHolding(step.content, (found) => {
          if (found.state !== 'purged') found.state = 'removed'
        })
      case 'purge-document': {
        const outcome = this.forEachHolding(step.content, (found) => {
          found.state = 'purged'
          found.earlier = []
        })
        this.erase(step.content)
        return outcome
      }
      case 'cite':
        if (this.held.has(step.content)) this.cited.add(step.content)
        return ''
      case 'embed':
        for (const what of this.listed()) this.embedded.add(what)
        return ''
      case 'refresh':
        return ''
    }
  }

  private everHeld = new Set<number>()

  private add(at: number, what: number): string {
    const before = this.places.get(at)
    const stood =
      before && (before.state === 'listed' || before.state === 'missing') ? before.content : undefined
    this.held.add(what)
    this.everHeld.add(what)
    this.stand(at, what, 'listed')
    return stood === undefined ? 'added' : stood === what ? 'unchanged' : 'changed'
  }

  private stand(at: number, what: number | undefined, state: Place['state']): void {
    const found = this.places.get(at) ?? { state, content: undefined, earlier: [] }
    this.places.set(at, found)
    const stood = found.content
    if (stood !== undefined && stood !== what && this.held.has(stood))
      found.earlier = [stood, ...found.earlier.filter((one) => one !== stood)]
    found.earlier = found.earlier.filter((one) => one !== what)
    found.content = what
    found.state = state
  }

  private purgePlace(at: number): string {
    const found = this.places.get(at)
    if (!found) return 'not-found'
    const there =
      found.state === 'purged'
        ? []
        : [...found.earlier, ...(found.content === undefined ? [] : [found.content])]
    found.state = 'purged'
    found.earlier = []
    const elsewhere = new Set(
      [...this.places.values()].flatMap((other) =>
        other === found
          ? []
          : [
              ...other.earlier,
              ...(other.content === undefined || other.state === 'purged' ? [] : [other.content]),
            ],
      ),
    )
    for (const one of there) if (!elsewhere.has(one)) this.erase(one)
    return ''
  }

  private forEachHolding(what: number, work: (found: Place) => void): string {
    if (!this.everHeld.has(what)) return 'not-found'
    for (const found of this.places.values()) if (found.content === what) work(found)
    return ''
  }

  private erase(what: number): void {
    this.held.delete(what)
    this.embedded.delete(what)
    for (const found of this.places.values()) found.earlier = found.earlier.filter((one) => one !== what)
  }

  listed(): Set<number> {
    return new Set(
      [...this.places.values()].flatMap((found) =>
        (found.state === 'listed' || found.state === 'missing') && found.content !== undefined
          ? [found.content]
          : [],
      ),
    )
  }
}

/**
 * Runs random operations on the library and on the model, each run among places of its own. Returns how many
 * runs agreed: all, or it throws.
 */
export async function agreesWithModel(library: Library): Promise<number> {
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 14 }), async (steps) => {
      await oneRun(library, ++run, steps)
    }),
    { numRuns: 40, seed: 20261121, endOnFailure: true },
  )
  expect(await library.inspect({ repair: false })).toEqual([])
  return run
}

async function oneRun(library: Library, run: number, steps: readonly Operation[]): Promise<void> {
  const uri = (at: number): string => `file:///run/${run}/${at}`
  const word = (what: number): string => wordFor(run * 10 + what)
  const readings = [0, 1, 2, 3].map((what) =>
    readingOf([`Here ${word(what)} stands.`, `And ${word(what)} again.`]),
  )
  const documentId = (what: number): string => readings[what]!.document.id
  const evidence = readings.map(({ document, passages }) =>
    evidenceAt(document, passages[0]!.start, passages[0]!.end),
  )
  const model = new Model()

  for (const step of steps) {
    const expected = model.apply(step)
    expect(await outcomeOf(library, step, uri, readings, evidence, model), JSON.stringify(step)).toBe(
      expected,
    )
  }
  const check = async (): Promise<void> => {
    const all = await library.holdings({ all: true })
    expect(
      all
        .filter((held) => held.uri.startsWith(`file:///run/${run}/`))
        .map((held) => ({
          uri: held.uri,
          state: held.state,
          document: held.document,
          earlier: held.earlier,
        })),
    ).toEqual(
      [...model.places].map(([at, found]) => ({
        uri: uri(at),
        state: found.state,
        document: found.content === undefined ? undefined : documentId(found.content),
        earlier: found.earlier.map(documentId),
      })),
    )
    for (const what of [0, 1, 2, 3]) {
      const document = await library.document(documentId(what))
      expect(document).toEqual(model.held.has(what) ? readings[what]!.document : undefined)
      const hits = await find(library, word(what))
      if (!model.listed().has(what)) expect(hits).toEqual([])
      if (model.cited.has(what))
        expect(await library.evidence(evidence[what]!.id)).toMatchObject({ withdrawn: !model.held.has(what) })
    }
  }
  const near = await library.vectors.search(
    { model: 'test/planar', vector: direction(0) },
    { limit: 100, filter: { documents: [0, 1, 2, 3].map(documentId) } },
  )
  expect(near.map((hit) => hit.passage).toSorted()).toEqual(
    [...model.listed()]
      .filter((what) => model.embedded.has(what))
      .flatMap((what) => readings[what]!.passages.map((passage) => passage.id))
      .toSorted(),
  )
  await check()
  await library.refresh()
  await check()
  for (const what of model.listed())
    expect((await find(library, word(what))).map((hit) => hit.passage).toSorted()).toEqual(
      readings[what]!.passages.map((passage) => passage.id).toSorted(),
    )
}

async function outcomeOf(
  library: Library,
  step: Operation,
  uri: (at: number) => string,
  readings: readonly NewHolding[],
  evidence: readonly Evidence[],
  model: Model,
): Promise<string> {
  try {
    switch (step.do) {
      case 'add':
        return (await library.add({ ...readings[step.content]!, uri: uri(step.place) })).outcome
      case 'fail':
        await library.addFailure({
          uri: uri(step.place),
          code: 'file-damaged',
          why: 'No trailer.',
          fetchedAt: 7,
        })
        return ''
      case 'miss':
        await library.markMissing([uri(step.place)])
        return ''
      case 'remove':
        await library.remove(uri(step.place))
        return ''
      case 'purge':
        await library.purge(uri(step.place))
        return ''
      case 'remove-document':
        await library.remove(readings[step.content]!.document.id)
        return ''
      case 'purge-document':
        await library.purge(readings[step.content]!.document.id)
        return ''
      case 'cite':
        if (model.held.has(step.content)) await library.addEvidence([evidence[step.content]!])
        return ''
      case 'embed': {
        const missing = await library.vectors.missing(1000)
        const vectors = missing.map(({ id, start }) => ({ passage: id, vector: direction(start) }))
        await library.vectors.add('test/planar', vectors)
        return ''
      }
      case 'refresh':
        await library.refresh()
        return ''
    }
  } catch (error) {
    return (error as { code: string }).code
  }
}
