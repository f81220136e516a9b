import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { BlockKind, Document } from '#vocabulary'
import type { ReaderPlug } from '#reading'
import { readAs, resourceOf } from './reader-conformance.ts'

const library = resolve(import.meta.dirname, '../../examples/library')

/** A file of the example library. */
export function exampleFile(path: string): Uint8Array {
  return new Uint8Array(readFileSync(resolve(library, path)))
}

/** Reads bytes under a name, in this process. */
export function readOne(plug: ReaderPlug, name: string, bytes: Uint8Array): Promise<Document> {
  return readAs(plug.create(plug.options.parse({})), resourceOf({ name, bytes }))
}

/** `kind: text` of each block, in order. */
export function outlineOf(document: Document): string[] {
  return document.blocks.map(
    (block) => `${block.kind}${block.level ?? ''}: ${document.text.slice(block.start, block.end)}`,
  )
}

/** The texts of the blocks of one kind. */
export function textsOf(document: Document, kind: BlockKind): string[] {
  return document.blocks
    .filter((block) => block.kind === kind)
    .map((block) => document.text.slice(block.start, block.end))
}
