import { serveWorker } from '#runtime'
import type { Filter } from '#vocabulary'
import type { LexicalHit } from './library.ts'
import type { VectorDocument, VectorRows } from './truth/vectors.ts'
import { VectorScan } from './vector-scan.ts'

/** The thread that holds the vectors of a workspace and searches them; see `VectorScan`. */
serveWorker(() => {
  const scan = new VectorScan()
  return {
    stand: (documents: readonly VectorDocument[]): void => scan.stand(documents),
    append: (rows: VectorRows): void => scan.append(rows),
    search: (query: Float32Array, limit: number, filter?: Filter): LexicalHit[] =>
      scan.search(query, limit, filter),
  }
})
