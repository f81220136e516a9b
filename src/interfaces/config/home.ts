import { join, resolve } from 'node:path'

/**
 * Where the library lives when nothing else is said: the platform's place for a user's data (XDG Base
 * Directory on Linux).
 */
export function defaultHome(
  environment: Readonly<NodeJS.ProcessEnv>,
  platform: NodeJS.Platform,
  userHome: string,
): string {
  if (environment['XDG_DATA_HOME']) return resolve(environment['XDG_DATA_HOME'], 'kaoju')
  switch (platform) {
    case 'darwin':
      return join(userHome, 'Library', 'Application Support', 'kaoju')
    case 'win32':
      return join(environment['LOCALAPPDATA'] || join(userHome, 'AppData', 'Local'), 'kaoju')
    default:
      return join(userHome, '.local', 'share', 'kaoju')
  }
}
