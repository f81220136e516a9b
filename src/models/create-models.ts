import { noModels, type Models, type ModelsConfiguration } from './models.ts'

/** The models of a run, ready to be asked; nothing is loaded or called before the first question. */
export function createModels(_configuration: ModelsConfiguration): Models {
  return noModels
}
