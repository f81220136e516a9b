import { z } from 'zod'
import { KaojuError } from '#runtime'
import type { App, Door } from '../door.ts'
import { sha256 } from '../schemas/common.ts'
import { addRoute, media } from './route.ts'

/** What can be looked at without anything of it running; all else is bytes. */
const shown: Readonly<Record<string, string>> = { 'application/pdf': 'pdf', 'text/plain': 'txt' }

/** `GET /snapshots/:id`: the bytes as they arrived, to be saved. */
export function addSnapshots(app: App, { host }: Door): void {
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/v1/snapshots/{id}',
      tag: 'Documents',
      summary: 'The original bytes of a document, as an attachment',
      params: z.object({ id: sha256 }),
      answers: {
        200: media(
          'The bytes exactly as they arrived',
          'application/octet-stream',
          'application/pdf',
          'text/plain',
        ),
      },
      errors: ['not-found', 'withdrawn'],
    },
    async ({ params: { id } }, c) => {
      const bytes = await host.library.snapshot(id)
      if (!bytes) {
        const held = await host.library.holdings({ all: true })
        const purged = held.some(({ snapshot, state }) => snapshot === id && state === 'purged')
        throw new KaojuError(purged ? 'withdrawn' : 'not-found', { id })
      }
      const { detectMediaType } = await import('#reading')
      const type = detectMediaType(bytes, '').split(';')[0]!.trim()
      const ending = shown[type]
      return c.body(bytes as Uint8Array<ArrayBuffer>, 200, {
        'Content-Type': ending ? type : 'application/octet-stream',
        'Content-Disposition': `attachment; filename="${id.slice(0, 16)}.${ending ?? 'bin'}"`,
        'Content-Security-Policy': "sandbox; default-src 'none'",
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'no-store',
      })
    },
  )
}
