import { z } from 'zod'
import { KaojuError } from '#runtime'
import { decodeText } from '../decode.ts'
import { isBinary } from '../detect.ts'
import { createDocumentBuilder, type DocumentBuilder } from '../document-builder.ts'
import { addHtmlFragment } from '../html/fragment.ts'
import type { Reader, ReaderPlug } from '../reader.ts'
import { statedDate } from '../stated-date.ts'
import { addText } from './text.ts'

/**
 * Mail messages (RFC 5322, MIME): the subject is the title, the other header fields a record at the top, so
 * that who wrote when can be cited; then the plain text, or the HTML where there is no plain text worth the
 * name. Attachments are named in warnings, not read. A message within the message is read in place.
 */
const read: Reader = async (resource) => {
  if (resource.bytes.length === 0) throw new KaojuError('file-empty', { path: resource.name })
  if (isBinary(resource.bytes)) throw new KaojuError('file-binary', { path: resource.name })
  const { default: PostalMime } = await import('postal-mime')
  const mail = await PostalMime.parse(sourceOf(resource.bytes), {
    maxNestingDepth: 64,
    maxHeadersSize: 2 * 2 ** 20,
  }).catch((cause: unknown) => {
    throw new KaojuError(
      'file-damaged',
      { path: resource.name, reason: cause instanceof Error ? cause.message : String(cause) },
      { cause },
    )
  })
  const from = mail.from ? [mail.from] : []
  const fields = {
    from: namesOf(from),
    to: namesOf(mail.to),
    cc: namesOf(mail.cc),
    date: mail.date ?? '',
    'message-id': mail.messageId ?? '',
  }
  const subject = (mail.subject ?? '').trim()
  const builder = createDocumentBuilder()
  if (!fields.from && !fields.to && !fields.date && !subject && !mail.text && !mail.html)
    throw new KaojuError(isBlank(resource.bytes) ? 'file-no-text' : 'file-damaged', {
      path: resource.name,
      reason: 'no mail header and no body',
    })
  builder.block('title', subject)
  builder.block('record', recordOf(fields))
  await addBody(builder, mail.text ?? '', mail.html ?? '')
  for (const attachment of mail.attachments)
    if (attachment.disposition !== 'inline' || !attachment.mimeType.startsWith('image/'))
      builder.warn(
        `Attachment ${attachment.filename ?? 'without a name'} (${attachment.mimeType}) was not read.`,
      )
  if (builder.length === 0) throw new KaojuError('file-no-text', { path: resource.name })
  const publishedAt = statedDate(fields.date)
  return builder.finish({
    resource,
    reader: { name: plug.name, version: plug.version, options: {} },
    ...(subject ? { title: subject } : {}),
    ...(publishedAt ? { publishedAt } : {}),
    authors: from.map(({ name, address }) => (name || address || '').trim()).filter(Boolean),
    metadata: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')),
  })
}

export const plug: ReaderPlug = {
  name: 'email',
  version: 1,
  mediaTypes: ['message/rfc822'],
  extensions: ['eml', 'mht', 'mhtml'],
  options: z.object({}),
  create: () => read,
}

interface Address {
  readonly name?: string
  readonly address?: string
  readonly group?: readonly Address[]
}

function namesOf(addresses: readonly Address[] | undefined): string {
  return (addresses ?? [])
    .flatMap((address) => address.group ?? [address])
    .map(({ name, address }) => (name && address ? `${name} <${address}>` : (name ?? '') || (address ?? '')))
    .filter(Boolean)
    .join(', ')
}

function recordOf(fields: Readonly<Record<'from' | 'to' | 'cc' | 'date', string>>): string {
  const shown = [
    ['From', fields.from],
    ['To', fields.to],
    ['Cc', fields.cc],
    ['Date', fields.date],
  ] as const
  return shown
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
}

async function addBody(builder: DocumentBuilder, text: string, html: string): Promise<void> {
  const words = (source: string): number => source.match(/[\p{L}\p{N}]+/gu)?.length ?? 0
  // Some mailers put a mere notice into the plain part ("your reader cannot show HTML").
  const useHtml =
    html !== '' && words(text) < 0.3 * words(html.replace(/<style[\s\S]*?<\/style>|<[^>]*>/gi, ' '))
  if (useHtml) await addHtmlFragment(builder, html)
  else addText(builder, text)
}

/** Mail is ASCII or names its charsets; what does neither is decoded as any text is. */
function sourceOf(bytes: Uint8Array): Uint8Array | string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 2 ** 16)).toString('latin1')
  if (/charset\s*=|=\?[\w-]+\?[bq]\?/i.test(head)) return bytes
  const { text, encoding } = decodeText(bytes)
  return encoding === 'utf-8' ? bytes : text
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 32 || (byte >= 9 && byte <= 13))
}
