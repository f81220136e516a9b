import { KaojuError } from '#runtime'
import type { Language } from '#vocabulary'

/**
 * The parts of a path that a client gave a file: relative, of ordinary names, the same on every system.
 *
 * @throws KaojuError `upload-path-refused`
 */
export function uploadPath(given: string, language: Language): readonly string[] {
  const refused = (why: keyof (typeof reasons)['en']): never => {
    throw new KaojuError('upload-path-refused', {
      path: given.slice(0, 200).replace(/\p{Cc}/gu, '␀') || '—',
      reason: reasons[language][why],
    })
  }
  if (given.startsWith('/') || /^[a-z]:/i.test(given)) refused('absolute')
  // Two spellings of one name would be two files here, and one on another system.
  const parts = given
    .normalize('NFC')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
  if (parts.length === 0 || given.endsWith('/')) refused('empty')
  if (parts.length > 32 || Buffer.byteLength(parts.join('/')) > 1_024) refused('long')
  for (const part of parts) {
    if (part === '..') refused('up')
    if (/[\p{Cc}\\]/u.test(part) || !part.isWellFormed()) refused('characters')
    if (Buffer.byteLength(part) > 255) refused('long')
    if (devices.test(part) || /[. ]$/.test(part)) refused('reserved')
  }
  return parts
}

/** Names that are no files on Windows, whatever follows their first dot. */
const devices = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i

const reasons = {
  en: {
    absolute: 'it is absolute',
    empty: 'it names no file',
    long: 'it is too long',
    up: 'it leads out with ..',
    characters: 'it has characters that no file name may have',
    reserved: 'the name is reserved on some systems',
  },
  zh: {
    absolute: '这是绝对路径',
    empty: '没有文件名',
    long: '路径过长',
    up: '含有 ..',
    characters: '含有文件名不允许的字符',
    reserved: '该名称在某些系统中为保留名',
  },
} as const
