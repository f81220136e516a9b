import { execFileSync } from 'node:child_process'
import { cpus, loadavg, totalmem } from 'node:os'
import type { Measured } from '#arena'

/** What the figures of this run are measured on, and how busy with other work it was; ask before measuring. */
export function measuredHere(command: string): Measured {
  const processors = cpus()
  const git = (...parameters: string[]): string =>
    execFileSync('git', parameters, { encoding: 'utf8', cwd: import.meta.dirname }).trim()
  const changed = git('status', '--porcelain', '--untracked-files=no') !== ''
  return {
    machine: `${processors[0]!.model.trim()}, ${processors.length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB (load average ${loadavg()[0]!.toFixed(1)} before it began)`,
    node: process.versions.node,
    commit: `${git('rev-parse', '--short=10', 'HEAD')}${changed ? '+' : ''}`,
    date: new Date().toISOString().slice(0, 10),
    command,
  }
}
