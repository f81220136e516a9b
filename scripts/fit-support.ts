/**
 * Refits the constants of the support model (`src/reasoning/support.ts`) and prints them, with the table of
 * what models fitted on the other data set reach. Usage: `node --conditions=kaoju-source scripts/fit-support.ts [DATA]`
 */
import { resolve } from 'node:path'
import { attributionLeaderboard, fitShippedSupport } from '#arena'
import { createContext } from '#runtime'

const data = process.argv[2] ?? process.env['KAOJU_DATA'] ?? resolve(import.meta.dirname, '../../shared/data')
const { intercept, weights } = await fitShippedSupport(data)
const written = Object.entries(weights).map(([name, value]) => `${name}: ${value.toFixed(2)}`)
console.log(`intercept: ${intercept.toFixed(2)}, weights: { ${written.join(', ')} }\n`)
console.log(await attributionLeaderboard(data, createContext().context))
