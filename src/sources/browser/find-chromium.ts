import { existsSync } from 'node:fs'
import { homedir, platform } from 'node:os'
import { join } from 'node:path'

const linux = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/usr/local/bin/chromium',
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
]
const macPrograms = [
  'Chromium.app/Contents/MacOS/Chromium',
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
]
const windowsPrograms = [
  'Chromium\\Application\\chrome.exe',
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
]

/** Whether the optional package that drives it is installed. */
export function hasDriver(): boolean {
  try {
    import.meta.resolve('playwright-core')
    return true
  } catch {
    return false
  }
}

/** A Chromium at one of the places where systems put it; undefined where there is none. */
export function findChromium(): string | undefined {
  return placesOf(platform()).find((path) => existsSync(path))
}

function placesOf(system: NodeJS.Platform): string[] {
  if (system === 'darwin')
    return ['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
      macPrograms.map((program) => join(folder, program)),
    )
  if (system === 'win32')
    return ['C:\\Program Files', 'C:\\Program Files (x86)', join(homedir(), 'AppData\\Local')].flatMap(
      (folder) => windowsPrograms.map((program) => join(folder, program)),
    )
  return linux
}
