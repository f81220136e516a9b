import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { Browser, CDPSession } from 'playwright-core'
import {
  browserEnvironment,
  heldMegabytes,
  KaojuError,
  killBrowser,
  shownAddress,
  systemClock,
} from '#runtime'

/** A running Chromium. */
export interface OpenChromium {
  readonly browser: Browser
  /** As it would name itself. */
  readonly userAgent: string
  /** Of all its processes, in megabytes. */
  memory(): Promise<number>
  /** Ends it at once. */
  kill(): void
  /** Ends it in order, and at once where that takes too long. */
  close(): Promise<void>
  /** Resolves when it has ended, whoever ended it. */
  readonly gone: Promise<void>
}

/**
 * No page reaches anything with these but through its own proxy: names are not resolved (pre-resolution included),
 * the proxy that stands for the whole browser leads nowhere, UDP (QUIC, WebRTC) is off.
 */
const flags = [
  '--disable-gpu',
  '--disable-3d-apis',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-domain-reliability',
  '--disable-client-side-phishing-detection',
  '--no-pings',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--disable-remote-fonts',
  '--blink-settings=imagesEnabled=false',
  '--disable-notifications',
  '--disable-speech-api',
  '--mute-audio',
  '--js-flags=--max-old-space-size=512',
]
/** What the library would take away from Chromium's own defences against windows and floods. */
const unwanted = ['--disable-popup-blocking', '--disable-ipc-flooding-protection']

/**
 * Starts Chromium with an empty profile.
 *
 * @throws KaojuError `browser-missing` (no package, no program), `browser-failed`
 */
export async function openChromium(executable: string | undefined, url: string): Promise<OpenChromium> {
  const { chromium } = await import('playwright-core').catch((cause: unknown) => {
    throw new KaojuError('browser-missing', { url: shownAddress(url) }, { cause })
  })
  if (executable === undefined || !existsSync(executable))
    throw new KaojuError('browser-missing', { url: shownAddress(url) })
  const home = await mkdtemp(join(tmpdir(), 'kaoju-browser-'))
  const sweep = (): Promise<void> => rm(home, { recursive: true, force: true, maxRetries: 3 }).catch(() => {})
  try {
    const browser = await chromium.launch({
      executablePath: executable,
      args: flags,
      ignoreDefaultArgs: unwanted,
      // Chromium's sandbox refuses to serve root, whose processes it could not confine; in a container that runs as
      // root there is nothing else to do than to go without.
      chromiumSandbox: userInfo().uid !== 0,
      env: browserEnvironment(home),
      proxy: { server: 'http://127.0.0.1:1', bypass: '<-loopback>' },
      // Signals are for the interfaces to answer: the library would end this process.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      timeout: 20_000,
    })
    return await attend(browser, sweep).catch(async (error: unknown) => {
      await browser.close()
      throw error
    })
  } catch (cause) {
    await sweep()
    if (cause instanceof KaojuError) throw cause
    throw new KaojuError('browser-failed', { url: shownAddress(url), reason: firstLine(cause) }, { cause })
  }
}

async function attend(browser: Browser, sweep: () => Promise<void>): Promise<OpenChromium> {
  const ended = new Promise<void>((resolve) => browser.once('disconnected', () => resolve()))
  const gone = ended.then(sweep)
  const session = await browser.newBrowserCDPSession()
  const { userAgent } = await session.send('Browser.getVersion')
  let pids = await pidsOf(session)
  const kill = (): void => {
    if (browser.isConnected()) killBrowser(pids)
  }
  return {
    browser,
    userAgent,
    gone,
    kill,
    async memory() {
      pids = await pidsOf(session).catch(() => pids)
      return heldMegabytes(pids)
    },
    async close() {
      const patience = new AbortController()
      const late = systemClock.sleep(3_000, patience.signal).then(kill, () => {})
      await Promise.race([browser.close().catch(() => {}), late])
      patience.abort()
      await gone
    },
  }
}

/** The browser's own process first. */
async function pidsOf(session: CDPSession): Promise<number[]> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  return processInfo
    .toSorted((a, b) => Number(b.type === 'browser') - Number(a.type === 'browser'))
    .map(({ id }) => id)
}

/** What the library says of a failure without its log, which names files and flags. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text
    .replace(/^[\w.]+: /, '')
    .split('\n', 1)[0]!
    .slice(0, 200)
}
