/** The lexical index and the one analyser that passages and queries go through. */
export { analyse, analyserVersion, forEachTerm, termsOf } from './analyser.ts'
export { openLexicalIndex, type IndexedPassage, type LexicalIndex } from './lexical-index.ts'
