import { engineVersion } from '#runtime'
import { endFrame } from './schemas/events.ts'
import type { App } from './door.ts'

/** `GET /api/v1/openapi.json`: OpenAPI 3.1, made of the schemas by which requests are checked. */
export function addOpenApi(app: App): void {
  const { openAPIRegistry } = app
  openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' })
  openAPIRegistry.register('RunEnd', endFrame)
  let document: string | undefined
  app.get('/api/v1/openapi.json', (c) => {
    document ??= JSON.stringify(
      app.getOpenAPI31Document({
        openapi: '3.1.0',
        info: {
          title: 'Kaoju',
          version: engineVersion,
          description:
            'Questions in, checked and cited reports out. Times are ISO 8601; ids may be shortened to an unambiguous beginning. docs/api.md tells it with examples.',
          license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
        },
        servers: [{ url: '/' }],
        // Where the server has no token, none is needed.
        security: [{ token: [] }, {}],
        tags: [
          { name: 'Server' },
          { name: 'Library', description: 'What is held' },
          { name: 'Runs', description: 'What is asked, watched, told and reported' },
          { name: 'Documents', description: 'What was read, at its place' },
        ],
      }),
    )
    return c.body(document, 200, { 'Content-Type': 'application/json; charset=utf-8' })
  })
}
