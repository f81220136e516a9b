import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { startWireServer, type WireServer, type WireServerOptions } from '../models/wire-server.ts'
import { emptyFolder, runShared, type Ended } from './run-kaoju.ts'

const servers: WireServer[] = []
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()))
})

async function wire(options: WireServerOptions = {}): Promise<WireServer> {
  const server = await startWireServer(options)
  servers.push(server)
  return server
}

const secret = 'k-0123456789abcdef0123456789abcdef'

/** A home with a server and a key of its own, and a `kaoju setup` in it. */
async function place(options: WireServerOptions = {}): Promise<{
  readonly server: WireServer
  readonly file: string
  readonly setup: (...flags: string[]) => Promise<Ended>
  readonly config: () => Record<string, unknown>
}> {
  const server = await wire({ keys: [secret], ...options })
  const home = join(emptyFolder(), 'home')
  const file = join(home, 'config.json')
  const env = {
    KAOJU_BASE_URL: server.v1,
    KAOJU_API_KEY: secret,
    KAOJU_MODEL: 'custom/scripted-model',
    OPENAI_API_KEY: undefined,
  }
  return {
    server,
    file,
    setup: (...flags) => runShared(['setup', '--home', home, ...flags], { env, cwd: emptyFolder() }),
    config: () => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>,
  }
}

describe('kaoju setup', () => {
  test('makes one small call, tells its cost, and writes a file that only its owner reads and that holds no key', async () => {
    const { server, file, setup, config } = await place()
    const { exit, stdout } = await setup('--yes')
    expect(stdout).toMatch(/custom\/scripted-model: answered in \d+ ms, \d+ tokens, price unknown/)
    expect(exit).toBe(0)
    expect(server.asks).toHaveLength(1)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(config()).toEqual({
      models: {
        roles: {
          planner: 'custom/scripted-model',
          worker: 'custom/scripted-model',
          writer: 'custom/scripted-model',
          judge: 'custom/scripted-model',
        },
        providers: { custom: { keyFrom: 'KAOJU_API_KEY', baseUrl: server.v1 } },
      },
    })
    expect(readFileSync(file, 'utf8')).not.toContain(secret)
    expect(stdout).not.toContain(secret)
    expect(readdirSync(join(file, '..'))).toEqual(['config.json'])
  })

  test('what it wrote is what models and doctor then find', async () => {
    const { server, file, setup } = await place()
    expect(await setup('--yes')).toMatchObject({ exit: 0 })
    const home = join(file, '..')
    const env = { KAOJU_API_KEY: secret, KAOJU_MODEL: undefined }
    const models = await runShared(['models', '--home', home, '--json'], { env, cwd: emptyFolder() })
    expect(JSON.parse(models.stdout)).toMatchObject({
      castings: [{ role: 'planner', model: 'custom/scripted-model', endpoint: server.v1 }, {}, {}, {}],
    })
    const doctor = await runShared(['doctor', '--home', home, '--json'], { env, cwd: emptyFolder() })
    const told = JSON.parse(doctor.stdout) as { model: string; models: { endpoints: unknown[] } }
    expect(told.model).toBe('custom/scripted-model')
    expect(told.models.endpoints).toMatchObject([{ reachable: true, keyAccepted: true, offers: 1 }])
    expect(doctor.exit).toBe(0)
  })

  test('writes nothing when the call fails, unless it is forced', async () => {
    const { file, setup } = await place({ keys: ['another'] })
    const { exit, stdout } = await setup('--yes')
    expect(exit).toBe(1)
    expect(stdout).toMatch(/failed \(.*refused the key from KAOJU_API_KEY/)
    expect(stdout).toContain('Nothing was written: a test call failed. --force')
    expect(existsSync(file)).toBe(false)
    expect((await setup('--yes', '--force')).exit).toBe(0)
    expect(existsSync(file)).toBe(true)
  })

  test('writes nothing without consent where nobody can be asked', async () => {
    const { file, setup } = await place()
    const { exit, stdout } = await setup()
    expect([exit, existsSync(file)]).toEqual([3, false])
    expect(stdout).toContain('Run again with --yes')
  })

  test('keeps every field that it does not know', async () => {
    const { file, setup, config } = await place()
    mkdirSync(join(file, '..'), { recursive: true })
    const before = {
      effort: 'quick',
      models: {
        details: { 'x/y': { contextWindow: 9_000 } },
        providers: { other: { baseUrl: 'http://127.0.0.1:9/v1' } },
      },
    }
    writeFileSync(file, JSON.stringify(before))
    chmodSync(file, 0o644)
    expect((await setup('--yes', '--offline')).exit).toBe(0)
    expect(config()).toMatchObject(before)
    expect(config()).toMatchObject({ models: { roles: { writer: 'custom/scripted-model' } } })
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('a file that is no JSON is kept aside, never lost', async () => {
    const { file, setup, config } = await place()
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, '{ "effort": quick')
    const { exit, stdout } = await setup('--yes')
    expect(exit).toBe(0)
    const kept = readdirSync(join(file, '..')).find((name) => name.startsWith('config.json.invalid-'))!
    expect(readFileSync(join(file, '..', kept), 'utf8')).toBe('{ "effort": quick')
    expect(stdout).toContain(kept)
    expect(config()).toHaveProperty('models')
  })

  test('--store-key writes the key, --key-from names a variable, --base-url an address', async () => {
    const { file, server, setup, config } = await place()
    await setup('--yes', '--store-key')
    expect(config()).toMatchObject({ models: { providers: { custom: { key: secret } } } })
    const home = join(file, '..')
    const env = { MY_KEY: secret }
    const flags = ['--model', 'box/scripted-model', '--key-from', 'MY_KEY', '--base-url', server.v1, '--yes']
    const { exit, stderr } = await runShared(['setup', '--home', home, ...flags], { env, cwd: emptyFolder() })
    expect([exit, stderr]).toEqual([0, expect.any(String)])
    expect(config()).toMatchObject({
      models: {
        roles: { writer: 'box/scripted-model' },
        providers: { box: { keyFrom: 'MY_KEY', baseUrl: server.v1 } },
      },
    })
  })

  test.each([
    [['--key-from', 'NO_SUCH_VARIABLE', '--model', 'box/m'], 'NO_SUCH_VARIABLE is not set'],
    [['--key-from', 'PATH'], 'need --model provider/name'],
  ])('%j is wrong use', async (flags, said) => {
    const ended = await runShared(['setup', '--home', emptyFolder(), ...flags], { cwd: emptyFolder() })
    expect(ended.exit).toBe(2)
    expect(ended.stderr).toContain(said)
  })
})

describe('kaoju models', () => {
  test('--available lists what the endpoints offer, with their windows', async () => {
    const server = await wire()
    const env = { KAOJU_BASE_URL: server.v1, KAOJU_MODEL: 'custom/scripted-model' }
    const { exit, stdout } = await runShared(['models', '--available', '--home', emptyFolder()], {
      env,
      cwd: emptyFolder(),
    })
    expect(stdout).toMatch(/offers 1:\n {2}custom\/scripted-model {2}8,192/)
    expect(exit).toBe(0)
  })

  test('an unknown price is said to be unknown, and how to give it', async () => {
    const env = { KAOJU_BASE_URL: 'http://127.0.0.1:9/v1', KAOJU_MODEL: 'custom/m', LANG: 'zh_CN.UTF-8' }
    const { stdout } = await runShared(['models', '--home', emptyFolder()], { env, cwd: emptyFolder() })
    expect(stdout).toMatch(/custom\/m\s+8,192（假定）\s+2,048\s+未知\s+instruct/)
    expect(stdout).toContain('"models": {"details": {"custom/m": {"contextWindow": 32768')
  })

  test('a damaged configuration is one line, with line and column', async () => {
    const home = emptyFolder()
    writeFileSync(join(home, 'config.json'), '{ "models": {\n "default" "x" } }')
    const ended = await runShared(['models', '--home', home], { cwd: emptyFolder() })
    expect(ended.exit).toBe(1)
    expect(ended.stderr.trim()).toMatch(/^kaoju: .*line 2, column 12.*Mend it or delete it\.$/)
    const doctor = await runShared(['doctor', '--home', home, '--json'], { cwd: emptyFolder() })
    expect(JSON.parse(doctor.stdout)).toMatchObject({ models: { findings: [{ code: 'config-invalid' }] } })
  })
})
