import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '../../../src/interfaces/server/app.ts'
import { documentOf, type OpenApiDocument, type Operation } from './openapi-document.ts'
import { openServer, type OpenServer } from './open-server.ts'

let server: OpenServer
let document: OpenApiDocument
let operations: readonly (readonly [method: string, path: string, operation: Operation])[]

beforeAll(async () => {
  server = await openServer()
  document = await documentOf(server)
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => [method, path, operation] as const),
  )
})
afterAll(() => server.close())

/** What speaks a protocol of somebody else, and the document itself. */
const elsewhere = /^\/api\/v1\/(?:openapi\.json$|chat(?:\/|$))/

test('every route is in the document, and nothing that is none', () => {
  const { host } = server
  const app = createApp({ host, policy: { hosts: [], origins: [] } })
  const routes = app.routes
    .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/v1/') && !elsewhere.test(path))
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`)
  expect(operations.map(([method, path]) => `${method} ${path}`).toSorted()).toEqual(
    [...new Set(routes)].toSorted(),
  )
})

test('it is OpenAPI 3.1: every operation has a name of its own, a summary, its parameters and its answers', () => {
  expect(document.openapi).toBe('3.1.0')
  const names = operations.map(([, , { operationId }]) => operationId)
  expect(new Set(names).size).toBe(names.length)
  for (const [, path, { operationId, summary, tags, parameters = [], responses }] of operations) {
    expect([operationId, summary.length > 10, tags.length]).toEqual([expect.stringMatching(/^\w+$/), true, 1])
    const inPath = parameters.filter((one) => one.in === 'path')
    expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? [])
    expect(inPath.every(({ required, schema }) => required && schema)).toBe(true)
    expect(Object.keys(responses).some((status) => /^2\d\d$/.test(status))).toBe(true)
    for (const { description } of Object.values(responses)) expect(description).not.toBe('')
  }
})

test('every refusal that an operation may meet is told, with the same shape', () => {
  for (const [method, , { responses, requestBody }] of operations) {
    const guarded = method !== 'get' && !requestBody?.content['*/*']
    const refusals = Object.entries(responses).filter(([status]) => status >= '400')
    expect(refusals.map(([status]) => status)).toEqual(
      expect.arrayContaining(['400', '401', '403', '500', ...(guarded ? ['413', '415'] : [])]),
    )
    for (const [, { content }] of refusals)
      expect(content?.['application/json']?.schema).toEqual({ $ref: '#/components/schemas/Error' })
  }
})

test('every schema is one of JSON Schema 2020-12, and every reference leads somewhere', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema(document, 'document')
  for (const name of Object.keys(document.components.schemas)) {
    const check = ajv.compile({ $ref: `document#/components/schemas/${name}` })
    expect(check(undefined)).toBe(false)
    expect(ajv.validateSchema(document.components.schemas[name] as object)).toBe(true)
  }
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)]
  expect(references.length).toBeGreaterThan(50)
  for (const [, name] of references) expect(document.components.schemas).toHaveProperty(name!)
})

test('the stream of events is described, with the shape of what it carries', () => {
  const { responses, parameters } = document.paths['/api/v1/runs/{id}/events']!['get']!
  expect(Object.keys(responses['200']!.content!)).toEqual(['text/event-stream', 'application/json'])
  expect(parameters!.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['id', 'after', 'last-event-id']),
  )
  expect(document.components.schemas).toMatchObject({ LoggedEvent: {}, RunEnd: {}, RunEvent: {} })
})
