/**
 * The lab: a world of coined things whose truth is known, served over real HTTP on this machine, and somebody of one's
 * own who answers its questions. What is published is scored by the world's truth; what was done is read off the wire.
 *
 * From a checkout: `PATH="$PWD/node_modules/.bin:$PATH" node --conditions=kaoju-source examples/lab.ts`
 */
import assert from 'node:assert/strict'
import { createContext } from 'kaoju'
import { digestOf, makeWorld, publishedFromMarkdown, runLab, type Contestant } from 'kaoju/arena'

// The same seed makes the same world, to the last byte, on every machine.
const world = makeWorld({ seed: 'example', questions: 16 })
assert.equal(digestOf(world), digestOf(makeWorld({ seed: 'example', questions: 16 })))

async function json<Answer>(address: string, body?: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(address, body ? { method: 'POST', headers, body: JSON.stringify(body) } : {})
  return (await reply.json()) as Answer
}

interface Found {
  readonly results: readonly { readonly content: string }[]
}

interface Completion {
  readonly choices: readonly { readonly message: { readonly content: string } }[]
}

/** Asks one engine, shows the model what it lists, and publishes what the model says. */
const tiny: Contestant = {
  name: 'tiny',
  async answer({ text }, { served, model }) {
    const { results } = await json<Found>(`${served.engines.searxng}/search?format=json&q=${encodeURIComponent(text)}`)
    const sources = results.slice(0, 8).map((one, index) => `[${index + 1}] ${one.content}`)
    const content = `Answer from these sources only.\n\n${sources.join('\n\n')}\n\nQuestion: ${text}`
    const { choices } = await json<Completion>(`${model!.url}/chat/completions`, {
      model: model!.name,
      messages: [{ role: 'user', content }],
    })
    return publishedFromMarkdown(choices[0]!.message.content)
  },
  close: async () => {},
}

/** Publishes what nobody says. */
const liar: Contestant = {
  name: 'liar',
  answer: async ({ text }) => publishedFromMarkdown(`${text.replace(/^.* (?=[A-Z])|\?$/g, '')} opened in 1066.`),
  close: async () => {},
}

const options = { suites: ['kinds'], kinds: ['superseded', 'list'] } as const
for (const contestant of [tiny, liar]) {
  const { result } = await runLab(options, world, contestant, createContext().context)
  const [{ summary, answers }] = result.suites as [(typeof result.suites)[number]]
  const { factRecall, support, perQuestion } = summary
  console.log(
    `${contestant.name}: ${answers.length} questions, facts ${factRecall?.toFixed(2)}, supported ${support?.toFixed(2) ?? '–'}, ` +
      `${perQuestion.search} searches and ${perQuestion.model} model calls each`,
  )
  if (contestant === tiny) {
    assert.ok(factRecall! > 0)
    assert.equal(support, 1)
    assert.deepEqual([perQuestion.search, perQuestion.model], [1, 1])
    const again = await runLab(options, world, contestant, createContext().context)
    assert.deepEqual(again.result, result)
  } else {
    assert.equal(factRecall, 0)
    assert.notEqual(support, 1)
    assert.equal(perQuestion.search, 0)
  }
}
