/** The lab: a free, offline, deterministic measure of research. */
export * from './world.ts'
export * from './serve/wire-log.ts'
export * from './model/model.ts'
export * from './score/score.ts'
