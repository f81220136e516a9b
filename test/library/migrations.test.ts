import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  applicationId,
  migrate,
  migrations,
  versionOf,
  type Migration,
} from '../../src/library/truth/migrations.ts'
import { openForReading, openForWriting } from '../../src/library/truth/open-truth.ts'
import { connect } from '#runtime'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaoju-migrations-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const birds: Migration[] = [
  { version: 1, why: 'birds', apply: (sql) => sql.database.exec('CREATE TABLE birds (name TEXT)') },
  {
    version: 2,
    why: 'birds have a colour',
    apply(sql) {
      sql.database.exec("ALTER TABLE birds ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey'")
      sql.run("UPDATE birds SET colour = 'white' WHERE name = 'egret'")
    },
  },
  {
    version: 3,
    why: 'birds are few',
    apply: (sql) => sql.database.exec('CREATE UNIQUE INDEX birds_by_name ON birds (name)'),
  },
]

/** A home as the first version of a made-up Kaoju left it. */
function oldHome(): string {
  const { sql, lock } = openForWriting(join(folder, 'home'), birds.slice(0, 1))
  for (const name of ['egret', 'heron']) sql.run('INSERT INTO birds VALUES (?)', name)
  sql.database.close()
  lock.release()
  return join(folder, 'home')
}

test('versions are listed without a gap, from 1', () => {
  expect(migrations.map((migration) => migration.version)).toEqual(migrations.map((_, index) => index + 1))
})

test.each(['write', 'read'])(
  'a home of an older version is brought up to date when it is opened to %s',
  (mode) => {
    const home = oldHome()
    const writing = mode === 'write' ? openForWriting(home, birds) : undefined
    const sql = writing?.sql ?? openForReading(home, birds)
    expect(sql.all('SELECT name, colour FROM birds ORDER BY name')).toEqual([
      { name: 'egret', colour: 'white' },
      { name: 'heron', colour: 'grey' },
    ])
    expect(versionOf(sql, home, birds)).toBe(3)
    sql.database.close()
    writing?.lock.release()
    // The reader gave the lock back.
    openForWriting(home, birds).lock.release()
  },
)

test('a reader that would have to migrate while another process writes says so', () => {
  const home = oldHome()
  const { sql, lock } = openForWriting(home, birds.slice(0, 1))
  expect(() => openForReading(home, birds)).toThrow(expect.objectContaining({ code: 'home-busy' }))
  sql.database.close()
  lock.release()
})

test('a version that fails leaves the one before, whole', () => {
  const home = oldHome()
  const broken: Migration = {
    version: 3,
    why: 'fails half-way',
    apply(sql) {
      sql.database.exec('DELETE FROM birds; CREATE TABLE nests (bird TEXT)')
      throw new Error('the power failed')
    },
  }
  expect(() => openForWriting(home, [...birds.slice(0, 2), broken])).toThrow('the power failed')
  const sql = connect(new DatabaseSync(join(home, 'kaoju.sqlite')))
  expect(versionOf(sql, home, birds)).toBe(2)
  expect(sql.get('SELECT count(*) AS birds FROM birds')).toEqual({ birds: 2 })
  expect(sql.get("SELECT name FROM sqlite_schema WHERE name = 'nests'")).toBeUndefined()
  sql.database.close()
})

test('every table of the truth has the workspace first in its key', () => {
  const sql = connect(new DatabaseSync(':memory:'))
  migrate(sql, folder)
  expect(sql.get('PRAGMA application_id')).toEqual({ application_id: applicationId })
  const tables = sql
    .all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .map(({ name }) => name)
  expect(tables.length).toBeGreaterThan(7)
  for (const table of tables)
    expect(sql.get(`SELECT name FROM pragma_table_info('${table}') WHERE pk = 1`), table).toEqual({
      name: 'workspace',
    })
})
