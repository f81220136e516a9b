import { KaojuError } from '#runtime'
import { verifiers } from './catalog.generated.ts'
import type { Verifier } from './verifier.ts'

/**
 * Makes a verifier of the catalogue by name, with its defaults where no option is given.
 *
 * @throws KaojuError `option-invalid` for an unknown name
 */
export function createVerifier(name = 'literal', options: unknown = {}): Verifier {
  const found = verifiers.find((verifier) => verifier.name === name)
  if (!found)
    throw new KaojuError('option-invalid', {
      option: 'verifier',
      reason: `${name}; known: ${verifiers.map((verifier) => verifier.name).join(', ')}`,
    })
  return found.create(found.options.parse(options))
}
