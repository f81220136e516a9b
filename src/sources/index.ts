/** Room 4, `sources`: where does text come from? Today files and folders. */
export * from './files/walk-files.ts'
export * from './files/read-file.ts'
