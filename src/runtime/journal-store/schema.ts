/**
 * Version 1 of the journal: one SQLite file for all runs of a home.
 *
 * 1. Only `states` ever changes. Everything else is added and never changed or deleted; triggers say so, so that
 *    no later code can do it by mistake.
 * 2. `states.fence` grows by one whenever an executor takes the run, and is therefore also how often it was
 *    taken. Whoever writes names the fence under which it took the run, in the same transaction.
 * 3. `position` is the order of writing; of two steps under one name the later one holds.
 * 4. Columns are what is searched and summed; `content` is the whole, as JSON (which, unlike a column, keeps
 *    lone surrogates and NUL).
 * 5. An event, an intent and a charge exist once: a second one is a defect and is refused.
 */
export const schemaVersion1 = `
CREATE TABLE runs (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  key TEXT UNIQUE,                 -- of an idempotent submission, as JSON
  request TEXT NOT NULL,           -- canonical JSON, without the key
  created_at INTEGER NOT NULL,     -- milliseconds since the Unix epoch
  engine TEXT NOT NULL             -- version that was asked
) STRICT;

CREATE TABLE states (
  run INTEGER PRIMARY KEY REFERENCES runs,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'interrupted', 'done', 'incomplete', 'stopped', 'failed')),
  updated_at INTEGER NOT NULL,
  fence INTEGER NOT NULL DEFAULT 0,
  stop_asked INTEGER NOT NULL DEFAULT 0,
  error TEXT,                      -- JSON
  pid INTEGER,                     -- of the executor, while it is running
  place TEXT,                      -- where that pid means something
  started TEXT,                    -- tells it from a later process with the same pid
  lease_until INTEGER              -- by the machine's clock
) STRICT;

CREATE TABLE steps (
  position INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs,
  path TEXT NOT NULL,
  key TEXT NOT NULL,
  content TEXT NOT NULL            -- what was recorded
) STRICT;
CREATE INDEX steps_by_key ON steps (run, key, path);

CREATE TABLE intents (
  position INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs,
  path TEXT NOT NULL,
  key TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  content TEXT NOT NULL            -- path, key, attempt, bound
) STRICT;
CREATE UNIQUE INDEX intents_by_key ON intents (run, key, path, attempt);

CREATE TABLE handles (
  position INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs,
  path TEXT NOT NULL,
  key TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  content TEXT NOT NULL            -- the provider's name for the work
) STRICT;
CREATE INDEX handles_by_key ON handles (run, key, path, attempt);

CREATE TABLE charges (
  position INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs,
  path TEXT NOT NULL,
  key TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  tokens REAL NOT NULL,            -- of prompt and answer
  usd REAL,                        -- NULL: the price is unknown
  content TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX charges_by_key ON charges (run, key, path, attempt);

CREATE TABLE events (
  run INTEGER NOT NULL REFERENCES runs,
  sequence INTEGER NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (run, sequence)
) STRICT, WITHOUT ROWID;

${['runs', 'steps', 'intents', 'handles', 'charges', 'events']
  .flatMap((table) =>
    ['UPDATE', 'DELETE'].map(
      (change) =>
        `CREATE TRIGGER ${table}_never_${change.toLowerCase()} BEFORE ${change} ON ${table} BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;`,
    ),
  )
  .join('\n')}
`

/**
 * Version 2: what people tell a run while it works. Anybody may add to it, whoever executes the run; `number` grows
 * over all runs of the file, so that what a fork was told comes after all that the run it was made from had heard.
 */
export const schemaVersion2 = `
CREATE TABLE inbox (
  number INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs,
  sent_at INTEGER NOT NULL,        -- milliseconds since the Unix epoch
  content TEXT NOT NULL            -- the instruction
) STRICT;
CREATE INDEX inbox_by_run ON inbox (run, number);

${['UPDATE', 'DELETE']
  .map(
    (change) =>
      `CREATE TRIGGER inbox_never_${change.toLowerCase()} BEFORE ${change} ON inbox BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;`,
  )
  .join('\n')}
`
