/** True only when both types have the same fields of the same types, optional and readonly alike. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
