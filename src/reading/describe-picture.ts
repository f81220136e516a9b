import type { Language } from '#vocabulary'
import { KaojuError, sha256, type Context } from '#runtime'
import { ask, type Chat } from '#models'
import { plug as structural } from './chunkers/structural.ts'
import { describePicturePrompt, type PictureDescription } from './describe-picture.prompt.ts'
import { createDocumentBuilder } from './document-builder.ts'
import type { Reading } from './pool.ts'
import type { Resource } from './reader.ts'

/** Media types of pictures that can be described. */
export const describedMediaTypes: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
])

/** Larger pictures are refused by the vendors, in bytes. */
const largest = 20 * 2 ** 20

/**
 * Has a model put a picture into words, as one paid call `describe-picture` below the context's path.
 *
 * @returns the description, and the model that gave it; undefined when there is no model, or none gave a usable one
 * @throws KaojuError `file-too-large`
 */
export async function describePicture(
  picture: Pick<Resource, 'name' | 'bytes' | 'mediaType'>,
  language: Language,
  chat: Chat | undefined,
  context: Context,
): Promise<{ readonly description: PictureDescription; readonly by: string } | undefined> {
  const { name, bytes, mediaType } = picture
  if (!chat) return undefined
  if (bytes.length > largest)
    throw new KaojuError('file-too-large', { path: name, size: `${bytes.length} B`, limit: `${largest} B` })
  const prompt = describePicturePrompt({ mediaType, base64: Buffer.from(bytes).toString('base64'), language })
  const nothing = (): PictureDescription => ({ kind: 'other', caption: '', text: '', table: [], values: [] })
  const { value, by } = await ask(prompt, chat, nothing, context)
  return by === 'classical' ? undefined : { description: value, by }
}

/**
 * A description as a document: caption, text, table and values in blocks of their own. It is evidence of a
 * reading, not of what was pictured: its origin is `described`. Its id depends on what was said, so that another
 * description of the same picture is another document.
 */
export function documentOfPicture(
  resource: Resource,
  { kind, caption, text, table, values }: PictureDescription,
  by: string,
): Reading {
  const builder = createDocumentBuilder()
  builder.block('paragraph', caption)
  for (const part of text.split(/\n\s*\n/)) builder.block('paragraph', part)
  if (table.length > 0) builder.table(table, { headerRows: table.length > 1 ? 1 : 0 })
  if (values.length > 0) builder.table(values.map(({ label, value }) => [label, value]))
  if (builder.length === 0) throw new KaojuError('file-no-text', { path: resource.name })
  builder.warn(`The text is a description of a picture by ${by}.`)
  const said = sha256(JSON.stringify([kind, caption, text, table, values])).slice(0, 16)
  const document = builder.finish({
    resource,
    reader: { name: 'picture', version: 1, options: { model: by, said } },
    metadata: { describedBy: by, kind },
    origin: 'described',
  })
  return { document, passages: structural.create(structural.options.parse({}))(document) }
}
