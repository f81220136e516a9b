import { z } from 'zod'
import { KaojuError } from '#runtime'
import { createDocumentBuilder } from '../document-builder.ts'
import type { Reader, ReaderPlug } from '../reader.ts'
import { warnOfFaults, openOffice } from '../ooxml/package.ts'
import { readWord } from '../ooxml/word.ts'

/**
 * Word documents, templates and their macro variants, strict and transitional: paragraphs, headings, lists with
 * their printed numbers, tables, notes, text boxes, equations on one line, charts as tables.
 */
const read: Reader = async (resource) => {
  const office = openOffice(resource.bytes, resource.name)
  const builder = createDocumentBuilder()
  readWord(office, builder)
  if (builder.length === 0) throw new KaojuError('file-no-text', { path: resource.name })
  warnOfFaults(office, builder)
  return builder.finish({
    resource,
    reader: { name: plug.name, version: plug.version, options: {} },
    ...office.about,
  })
}

export const plug: ReaderPlug = {
  name: 'docx',
  version: 1,
  mediaTypes: [
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.template',
    'application/vnd.ms-word.document.macroenabled.12',
    'application/vnd.ms-word.template.macroenabled.12',
  ],
  extensions: ['docx', 'docm', 'dotx', 'dotm'],
  options: z.object({}),
  create: () => read,
}
