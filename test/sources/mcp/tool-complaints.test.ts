import { expect, test } from 'vitest'
import { readComplaint, type Complaint } from '../../../src/sources/mcp/tool-complaints.ts'

const nothing: Complaint = { busy: false, unknownTool: false }

test.each<[string, Partial<Complaint>]>([
  ['429 Too Many Requests: rate limit exceeded, retry after 1 s', { busy: true, wait: 1_000 }],
  ['HTTP 503: Service Unavailable', { busy: true }],
  ['Error code: 429 - Please try again in 1m30s', { busy: true, wait: 90_000 }],
  ['Rate limit reached. Please wait 250 ms.', { busy: true, wait: 250 }],
  ['Too many requests (Retry-After: 30)', { busy: true, wait: 30_000 }],
  ['The model is overloaded', { busy: true }],
  ['Request timed out', { busy: true }],
  ['search timeout', { busy: true }],
  ['请求过多，请在 5 秒后重试', { busy: true, wait: 5_000 }],
  ['系统繁忙，请稍后再试', { busy: true }],
  ['操作过于频繁，2 分钟后再试', { busy: true, wait: 120_000 }],
  ['Unknown tool: fetch', { unknownTool: true }],
  ['MCP error -32602: Tool fetch not found', { unknownTool: true }],
  ["Tool 'fetch' was removed; see get_record", { unknownTool: true }],
  ['Invalid arguments: q is required', { unknownTool: true }],
  ['未知的工具：fetch', { unknownTool: true }],
  ['There is no record 429.', {}],
  ['429 records were found, none of which is public', {}],
  ['timeout must be a positive number', {}],
  ['No page is called that. Wait for 30 s of silence.', {}],
  ['The key is missing.', {}],
  ['', {}],
])('%s', (words, expected) => {
  expect(readComplaint(words)).toEqual({ ...nothing, ...expected })
})

test('what is said at length is read at its beginning', () => {
  expect(readComplaint(`${'x '.repeat(500_000)} 429 too many requests`)).toEqual(nothing)
  expect(readComplaint('tool '.repeat(500_000))).toEqual(nothing)
})
