/** Room 9, `reasoning`: what next, is it enough, is it true? */
export * from './verifier.ts'
export * from './decompose.ts'
