/**
 * Version 1 of the truth: one SQLite file for a home.
 *
 * 1. Every primary key begins with the workspace; places, documents and evidence are numbered or named within it.
 * 2. A document row is never deleted: purging empties it (`purged`), so that its evidence can say that it is
 *    withdrawn and an index that has not caught up can learn that the document is gone.
 * 3. A document is `listed` while it is the current document of at least one place in the state `listed` or
 *    `missing`. `change` is the sequence of the last change of what the index should hold of it; it uses up
 *    max(1, passages) numbers, one for each passage. So an index that has seen everything up to W holds
 *    exactly the listed documents with change <= W, and what it lacks is `change > W`: no log is needed.
 * 4. `first_change` is the first such sequence: an index whose watermark is lower never held the document.
 * 5. A text is stored in parts of at most `partLength` UTF-16 code units that do not cut a surrogate pair, so
 *    that a passage is read without its document and no text is stored twice.
 * 6. Queries by document or snapshot say INDEXED BY: since every key begins with the workspace, the planner,
 *    which has no statistics, takes the primary key and reads the whole workspace.
 * 7. The counters in `workspaces` change in the same transaction as what they count; `inspect` recounts.
 */
export const schemaVersion1 = `
CREATE TABLE workspaces (
  workspace INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  sequence INTEGER NOT NULL DEFAULT 0,        -- highest number given out
  documents INTEGER NOT NULL DEFAULT 0,       -- listed ones
  passages INTEGER NOT NULL DEFAULT 0,        -- of listed documents
  snapshot_bytes INTEGER NOT NULL DEFAULT 0,  -- originals held, superseded ones included
  index_forgets INTEGER NOT NULL DEFAULT 0    -- 1: something was purged that the index may still spell out
) STRICT;

CREATE TABLE documents (
  workspace INTEGER NOT NULL REFERENCES workspaces,
  number INTEGER NOT NULL,
  id TEXT NOT NULL,
  snapshot TEXT NOT NULL,                     -- SHA-256, names the blob
  size INTEGER NOT NULL,                      -- bytes of the snapshot
  reader TEXT NOT NULL,
  reader_version INTEGER NOT NULL,
  reader_options TEXT NOT NULL,
  media_type TEXT NOT NULL,
  title TEXT NOT NULL,
  language TEXT NOT NULL,
  origin TEXT NOT NULL,
  published_at TEXT,
  authors TEXT NOT NULL,                      -- JSON
  metadata TEXT NOT NULL,                     -- JSON
  warnings TEXT NOT NULL,                     -- JSON
  passages INTEGER NOT NULL,
  purged INTEGER NOT NULL DEFAULT 0,
  listed INTEGER NOT NULL DEFAULT 0,
  group_name TEXT,                            -- as the index holds it
  change INTEGER NOT NULL DEFAULT 0,
  first_change INTEGER,
  PRIMARY KEY (workspace, number),
  UNIQUE (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX documents_by_change ON documents (workspace, change);
CREATE INDEX documents_by_snapshot ON documents (workspace, snapshot);

CREATE TABLE texts (
  workspace INTEGER NOT NULL,
  document INTEGER NOT NULL,
  start INTEGER NOT NULL,                     -- UTF-16 code units
  text TEXT NOT NULL,
  PRIMARY KEY (workspace, document, start),
  FOREIGN KEY (workspace, document) REFERENCES documents
) STRICT;

CREATE TABLE structures (
  workspace INTEGER NOT NULL,
  document INTEGER NOT NULL,
  packed BLOB NOT NULL,                       -- deflated JSON: see document-structure.ts
  PRIMARY KEY (workspace, document),
  FOREIGN KEY (workspace, document) REFERENCES documents
) STRICT;

CREATE TABLE passages (
  workspace INTEGER NOT NULL,
  document INTEGER NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  page INTEGER,
  kind TEXT NOT NULL,
  headings TEXT,                              -- JSON; null: none
  PRIMARY KEY (workspace, document, start, end),
  FOREIGN KEY (workspace, document) REFERENCES documents
) STRICT, WITHOUT ROWID;

CREATE TABLE places (
  workspace INTEGER NOT NULL REFERENCES workspaces,
  number INTEGER NOT NULL,                    -- order of arrival
  uri TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('listed', 'missing', 'removed', 'purged', 'failed')),
  document INTEGER,
  fetched_at REAL NOT NULL,
  stamp_size INTEGER,
  stamp_modified REAL,
  group_name TEXT,
  failure_code TEXT,
  failure_why TEXT,
  failure_snapshot TEXT,
  PRIMARY KEY (workspace, number),
  UNIQUE (workspace, uri),
  FOREIGN KEY (workspace, document) REFERENCES documents
) STRICT, WITHOUT ROWID;
CREATE INDEX places_by_document ON places (workspace, document);
CREATE INDEX places_failed ON places (workspace) WHERE state = 'failed';

CREATE TABLE history (
  workspace INTEGER NOT NULL,
  place INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,                   -- higher is newer
  document INTEGER NOT NULL,
  PRIMARY KEY (workspace, place, ordinal),
  UNIQUE (workspace, place, document),
  FOREIGN KEY (workspace, place) REFERENCES places,
  FOREIGN KEY (workspace, document) REFERENCES documents
) STRICT, WITHOUT ROWID;
CREATE INDEX history_by_document ON history (workspace, document);

CREATE TABLE evidence (
  workspace INTEGER NOT NULL,
  id TEXT NOT NULL,
  document INTEGER NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  quote_hash TEXT NOT NULL,                   -- the quote itself stands in the text and goes when that goes
  cell_table INTEGER,
  cell_row INTEGER,
  cell_column INTEGER,
  PRIMARY KEY (workspace, id),
  FOREIGN KEY (workspace, document) REFERENCES documents
) STRICT, WITHOUT ROWID;

CREATE TABLE erasures (
  workspace INTEGER NOT NULL REFERENCES workspaces,
  snapshot TEXT NOT NULL,                     -- purged: its blob has still to be deleted
  PRIMARY KEY (workspace, snapshot)
) STRICT, WITHOUT ROWID;
`

/**
 * Version 2: vectors of passages. They were paid for, so they are truth and not index.
 *
 * 1. All vectors of a workspace are of the model and dimension in its row of `embedders`; these are forgotten
 *    with the last vector, so that another model may begin.
 * 2. A vector goes with its passage: with a purge, and where a document is cut differently. What is only
 *    unlisted keeps its vectors for when it comes back.
 * 3. `sequence` numbers vectors in the order in which they were added and is never given out twice;
 *    `forgotten` goes up when vectors are taken away. So who has seen all up to S, with the same `forgotten`,
 *    lacks exactly those with `sequence > S`.
 */
export const schemaVersion2 = `
CREATE TABLE embedders (
  workspace INTEGER PRIMARY KEY REFERENCES workspaces,
  model TEXT,                                 -- null: there are no vectors
  dimensions INTEGER,
  sequence INTEGER NOT NULL DEFAULT 0,
  forgotten INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE vectors (
  workspace INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  document INTEGER NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  vector BLOB NOT NULL,                       -- float32, little-endian
  PRIMARY KEY (workspace, sequence),
  UNIQUE (workspace, document, start, end),
  -- Deferred: cutting a document differently takes passages away and puts those that stay back.
  FOREIGN KEY (workspace, document, start, end) REFERENCES passages DEFERRABLE INITIALLY DEFERRED
) STRICT;
`

/**
 * Version 3: what the web brought. Times are milliseconds since the epoch.
 *
 * 1. A blob that came from the web is named in `kept` before anything else may name it, and a page names its
 *    bytes there: so no row names bytes that are not there, whenever the process is killed.
 * 2. What is kept stays when its page is fetched again: a run that was stopped may name it in its journal. With
 *    a repair, `inspect` lets go of what no page and no document names any more.
 * 3. A purge forgets the pages of what it erases, and what a feed said of it; the item itself stays, so that
 *    the next poll does not bring it back.
 * 4. What is looked up by something else than its key is UNIQUE with it. These tables keep their row ids: in one
 *    without, the planner takes the primary key for everything (6 of version 1), foreign keys included.
 */
export const schemaVersion3 = `
CREATE TABLE kept (
  workspace INTEGER NOT NULL REFERENCES workspaces,
  snapshot TEXT NOT NULL,                     -- SHA-256, names the blob
  size INTEGER NOT NULL,                      -- bytes
  PRIMARY KEY (workspace, snapshot)
) STRICT, WITHOUT ROWID;

CREATE TABLE pages (
  workspace INTEGER NOT NULL,
  url TEXT NOT NULL,                          -- as asked, without fragment
  final_url TEXT NOT NULL,                    -- after redirects
  snapshot TEXT NOT NULL,
  media_type TEXT NOT NULL,
  fetched_at REAL NOT NULL,
  fresh_until REAL NOT NULL,
  etag TEXT,
  last_modified TEXT,
  rendered INTEGER NOT NULL,                  -- 1: the bytes are what a browser showed
  PRIMARY KEY (workspace, url),
  UNIQUE (workspace, snapshot, url),
  UNIQUE (workspace, final_url, url),
  FOREIGN KEY (workspace, snapshot) REFERENCES kept
) STRICT;

CREATE TABLE feeds (
  workspace INTEGER NOT NULL REFERENCES workspaces,
  number INTEGER NOT NULL,                    -- order of subscription
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  kind TEXT NOT NULL,                         -- empty: never read
  added_at REAL NOT NULL,
  polled_at REAL,
  succeeded_at REAL,
  etag TEXT,
  last_modified TEXT,
  failure_code TEXT,
  failure_why TEXT,
  next_at REAL,
  PRIMARY KEY (workspace, number),
  UNIQUE (workspace, url)
) STRICT;

CREATE TABLE feed_items (
  workspace INTEGER NOT NULL,
  number INTEGER NOT NULL,                    -- order of arrival
  feed INTEGER NOT NULL,
  id TEXT NOT NULL,                           -- stable within the feed
  url TEXT,
  title TEXT NOT NULL,
  published_at TEXT,
  seen_at REAL NOT NULL,
  hash TEXT NOT NULL,                         -- of its content: another hash is another version
  uri TEXT,                                   -- the place that holds its text
  failure_code TEXT,
  failure_why TEXT,
  PRIMARY KEY (workspace, number),
  UNIQUE (workspace, feed, id),
  UNIQUE (workspace, seen_at, number),
  UNIQUE (workspace, uri, number),
  FOREIGN KEY (workspace, feed) REFERENCES feeds ON DELETE CASCADE
) STRICT;
`
