import { z } from 'zod'
import { KaojuError } from '#runtime'
import { createDocumentBuilder } from '../document-builder.ts'
import type { Reader, ReaderPlug } from '../reader.ts'
import { warnOfFaults, openOffice } from '../ooxml/package.ts'
import { readSlides } from '../ooxml/slides.ts'

/** PowerPoint presentations, shows and templates: one page a slide, with tables, charts as tables, SmartArt texts and speaker notes. */
const read: Reader = async (resource) => {
  const office = openOffice(resource.bytes, resource.name)
  const builder = createDocumentBuilder()
  readSlides(office, builder)
  if (builder.length === 0) throw new KaojuError('file-no-text', { path: resource.name })
  warnOfFaults(office, builder)
  return builder.finish({
    resource,
    reader: { name: plug.name, version: plug.version, options: {} },
    ...office.about,
  })
}

export const plug: ReaderPlug = {
  name: 'pptx',
  version: 1,
  mediaTypes: [
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    'application/vnd.openxmlformats-officedocument.presentationml.slideshow',
    'application/vnd.openxmlformats-officedocument.presentationml.template',
    'application/vnd.ms-powerpoint.presentation.macroenabled.12',
    'application/vnd.ms-powerpoint.slideshow.macroenabled.12',
    'application/vnd.ms-powerpoint.template.macroenabled.12',
  ],
  extensions: ['pptx', 'pptm', 'ppsx', 'ppsm', 'potx', 'potm'],
  options: z.object({}),
  create: () => read,
}
