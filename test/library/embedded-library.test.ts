import { openLibrary } from '#library'
import { createContext } from '#runtime'
import { libraryConformance } from './library-conformance.ts'

libraryConformance('embedded', (options) => openLibrary(options, createContext().context))
