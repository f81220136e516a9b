import { openLibrary } from '#library'
import { createContext } from '#runtime'
import { keepCompiledModules } from './compile-cache.ts'
import { libraryConformance } from './library-conformance.ts'

keepCompiledModules()

libraryConformance('embedded', (options) => openLibrary(options, createContext().context))
