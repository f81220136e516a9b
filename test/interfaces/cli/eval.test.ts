import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder, runShared } from '../run-kaoju.ts'

/** Three documents, two judged queries whose right answers share all their words, one that nobody judged. */
function smallCollection(): { folder: string; line: string[] } {
  const folder = emptyFolder()
  const write = (name: string, rows: readonly object[]): void =>
    writeFileSync(join(folder, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  write('corpus.jsonl', [
    { _id: 'a', title: 'Otters', text: 'Otters eat fish and crayfish in the river.' },
    { _id: 'b', title: 'Weirs', text: 'The weir was removed in spring.' },
    { _id: 'c', title: '湿地', text: '湿地公园在六月开放。' },
  ])
  write('queries.jsonl', [
    { _id: '1', text: 'what do otters eat' },
    { _id: '2', text: '湿地公园何时开放' },
    { _id: '3', text: 'not judged' },
  ])
  writeFileSync(join(folder, 'qrels.tsv'), 'query-id\tcorpus-id\tscore\n1\ta\t1\n2\tc\t1\n')
  const file = (name: string): string => join(folder, name)
  const line = [
    'eval',
    'retrieval',
    '--corpus',
    file('corpus.jsonl'),
    '--queries',
    file('queries.jsonl'),
    '--qrels',
    file('qrels.tsv'),
  ]
  return { folder, line }
}

test('eval retrieval prints its eight measures, and each query to a file', async () => {
  const { folder, line } = smallCollection()
  const runs = join(folder, 'runs.jsonl')
  const { exit, stdout } = await runShared([...line, '--json', '--runs', runs])
  const { metrics } = JSON.parse(stdout) as { metrics: Record<string, number> }
  expect(Object.keys(metrics)).toEqual([
    'ndcg@10',
    'recall@5',
    'recall@10',
    'recall@100',
    'map',
    'mrr@10',
    'full@5',
    'perfect@8',
  ])
  expect(Object.values(metrics)).toEqual(Array(8).fill(1))
  expect(
    readFileSync(runs, 'utf8')
      .trim()
      .split('\n')
      .map((row) => (JSON.parse(row) as { query: string }).query),
  ).toEqual(['1', '2'])
  expect(exit).toBe(0)
})

test('eval retrieval names the line that cannot be read, and a retriever that does not exist', async () => {
  const { folder, line } = smallCollection()
  const unknown = await runShared([...line, '--retriever', 'bm26'])
  expect(unknown.stderr).toMatch(/^kaoju: --retriever: bm26/)
  expect(unknown.exit).toBe(2)
  writeFileSync(join(folder, 'corpus.jsonl'), '{"_id": "a", "text": "fine"}\n{"_id": \n')
  const broken = await runShared(line)
  expect(broken.stderr).toMatch(/^kaoju: .*corpus\.jsonl, line 2: /)
  expect(broken.exit).toBe(1)
})

test('eval retrieval asks the configured embedder, and says what is missing where there is none', async () => {
  const { line } = smallCollection()
  const none = await runShared([...line, '--retriever', 'bm25+dense'])
  expect(none.stderr).toContain('No model is configured for the role embedder')
  expect(none.exit).toBe(1)
  const asked: string[][] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      const { input } = JSON.parse(body) as { input: string[] }
      asked.push(input)
      // A direction for each language: what is asked in Chinese is nearest to what is written in it.
      const data = input.map((text, index) => ({
        index,
        embedding: /\p{Script=Han}/u.test(text) ? [1, 0] : [0, 1],
      }))
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ data, usage: { prompt_tokens: 1, total_tokens: 1 } }))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  try {
    const { exit, stdout, stderr } = await runShared([...line, '--retriever', 'dense', '--json'], {
      env: {
        KAOJU_MODEL: undefined,
        KAOJU_EMBEDDER: 'vllm/text-embedding-test',
        VLLM_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      },
    })
    expect(stderr).not.toContain('kaoju:')
    expect(JSON.parse(stdout)).toMatchObject({ retriever: 'dense', queries: 2 })
    expect(asked.map((texts) => texts.length)).toEqual([3, 1, 1])
    expect(exit).toBe(0)
  } finally {
    server.close()
  }
})
