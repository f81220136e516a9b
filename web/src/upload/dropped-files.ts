/** A file that somebody gave, under its path from the folder that was given. */
export interface GivenFile {
  readonly path: string
  readonly file: File
}

/** What was found in what was dropped; folders that could not be looked into are named. */
export interface Dropped {
  readonly files: readonly GivenFile[]
  readonly unread: readonly string[]
}

/** Names that begin with a dot belong to systems and tools: `.git`, `.DS_Store`. */
const isHidden = (path: string): boolean => path.split('/').some((part) => part.startsWith('.'))

/**
 * Walks what was dropped, folders and all. To be called while the event is handled: afterwards the browser forgets
 * what it held.
 *
 * @see https://wicg.github.io/entries-api/
 */
export async function droppedFiles(data: DataTransfer): Promise<Dropped> {
  const items = Array.from(data.items).filter(({ kind }) => kind === 'file')
  const roots = items.flatMap((item): readonly (FileSystemEntry | File)[] => {
    const entry = item.webkitGetAsEntry()
    if (entry) return [entry]
    const file = item.getAsFile()
    return file ? [file] : []
  })
  const files: GivenFile[] = []
  const unread: string[] = []
  const walk = async (entry: FileSystemEntry): Promise<void> => {
    const path = entry.fullPath.replace(/^\//, '')
    if (isHidden(path)) return
    try {
      if (isFile(entry)) files.push({ path, file: await fileOf(entry) })
      else if (isFolder(entry)) for (const one of await entriesOf(entry)) await walk(one)
    } catch {
      unread.push(path)
    }
  }
  for (const root of roots) {
    if (root instanceof File) files.push({ path: root.name, file: root })
    else await walk(root)
  }
  return { files, unread }
}

/** The files that were chosen in a dialog; of a chosen folder they know their path in it. */
export function chosenFiles(list: FileList): Dropped {
  const files = Array.from(list, (file) => ({ path: file.webkitRelativePath || file.name, file }))
  return { files: files.filter(({ path }) => !isHidden(path)), unread: [] }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}

/** A folder's entries come a hundred at a time, until none come. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return all
    all.push(...some)
  }
}
