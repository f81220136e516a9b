/** Every fault of the wire, told as one of the documented errors. */
export * from './classify.ts'
export * from './error-body.ts'
export * from './overflow.ts'
export * from './reason.ts'
export * from './refused-part.ts'
export * from './usage.ts'
