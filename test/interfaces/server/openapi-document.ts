import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { OpenServer } from './open-server.ts'

/** As much of an OpenAPI document as tests look at. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

export interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, { schema: Schema }>> }
    >
  >
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly schema: Schema
}

/** JSON Schema, as far as requests are made of it. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
}

export async function documentOf(server: OpenServer): Promise<OpenApiDocument> {
  return (await (await server.fetch('/api/v1/openapi.json')).json()) as OpenApiDocument
}

/** Says what is wrong with an answer by the document; undefined: nothing. */
export type CheckAnswer = (
  method: string,
  path: string,
  answer: { readonly status: number; readonly type: string; readonly body: unknown },
) => string | undefined

export function answersBy(document: OpenApiDocument): CheckAnswer {
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: false })
  ajv.addSchema(document, 'document')
  const checks = new Map<string, ValidateFunction>()
  const pointer = (...parts: readonly string[]): string =>
    `document#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`
  return (method, path, { status, type, body }) => {
    const template = templateOf(path, document)
    const name = `${method} ${template ?? path} ${status} ${type}`
    if (template === undefined) return `${name}: no such path`
    const lower = method.toLowerCase()
    const told = document.paths[template]?.[lower]?.responses[String(status)]
    if (told && !told.content && type === '') return undefined
    const content = told?.content
    if (!content?.[type]) return `${name}: not in the document`
    if (type !== 'application/json') return undefined
    const parts = ['paths', template, lower, 'responses', String(status), 'content', type, 'schema']
    const check = checks.get(name) ?? ajv.compile({ $ref: pointer(...parts) })
    checks.set(name, check)
    return check(body) ? undefined : `${name}: ${ajv.errorsText(check.errors)}`
  }
}

/** The path of the document that an address is one of; those without parameters come first. */
export function templateOf(path: string, { paths }: OpenApiDocument): string | undefined {
  const fits = (template: string): boolean =>
    new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path.split('?')[0]!)
  return Object.keys(paths)
    .toSorted((a, b) => a.split('{').length - b.split('{').length)
    .find(fits)
}
