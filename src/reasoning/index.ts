/** Room 9, `reasoning`: what next, is it enough, is it true? */
export * from './verifier.ts'
export * from './decompose.ts'
export { createVerifier } from './create-verifier.ts'
export { chooseQuotes, type QuoteCandidate } from './quotes.ts'
export { findConflict, type FoundDisagreement } from './conflict.ts'
export { evaluateExpression, type Computed } from './expression.ts'
