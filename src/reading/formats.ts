import type { ReaderPlug } from './reader.ts'

/** A format that can be read, without its reader. */
export type ReadableFormat = Pick<ReaderPlug, 'name' | 'version' | 'mediaTypes' | 'extensions'>

/** What can be read, by name. Loads every reader, which otherwise only the reading processes do. */
export async function readableFormats(): Promise<ReadableFormat[]> {
  const { readers } = await import('./catalog.generated.ts')
  return readers.map(({ name, version, mediaTypes, extensions }) => ({
    name,
    version,
    mediaTypes,
    extensions,
  }))
}
