import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const place = resolve(process.env['KAOJU_DATA'] ?? resolve(import.meta.dirname, '../../shared/data'))

/**
 * The folder of evaluation data that nobody on this project wrote, or undefined where it is absent: a test
 * that needs it skips and says so. Set `KAOJU_DATA` to use another place.
 */
export const dataFolder: string | undefined = existsSync(place) ? place : undefined
