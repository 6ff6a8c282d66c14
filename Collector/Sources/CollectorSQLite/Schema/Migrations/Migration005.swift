// Schema 5, frozen once shipped: erasure by the installation's own proof, retention, and what files still hold of the erased.
import TellbackSQLite

extension Schema {
  // A CHECK cannot be changed in place, so tombstones move to a new table: state 3 is a report that was erased before it
  // came, and counts for the installation that asked alone.
  static let migration005 = Migration(
    5, "erasure by the installation, retention",
    sql: """
      CREATE TABLE tombstone_5 (
        id BLOB PRIMARY KEY CHECK (length(id) = 16),
        app INTEGER NOT NULL REFERENCES app (id),
        at INTEGER NOT NULL,
        state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
        ticket INTEGER REFERENCES ticket (number),
        installation BLOB CHECK (length(installation) = 16),
        CHECK ((state = 1) = (ticket IS NOT NULL)),
        CHECK ((state = 3) = (installation IS NOT NULL))
      ) STRICT, WITHOUT ROWID;
      INSERT INTO tombstone_5 (id, app, at, state, ticket) SELECT id, app, at, state, ticket FROM tombstone;
      DROP TABLE tombstone;
      ALTER TABLE tombstone_5 RENAME TO tombstone;
      CREATE INDEX tombstone_by_ticket ON tombstone (ticket) WHERE ticket IS NOT NULL;
      CREATE INDEX tombstone_by_age ON tombstone (at);

      -- Tombstones that were forgotten, as counts; ticket 0 stands for none.
      CREATE TABLE forgotten_tombstone (
        app INTEGER NOT NULL REFERENCES app (id),
        state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),
        ticket INTEGER NOT NULL,
        count INTEGER NOT NULL CHECK (count > 0),
        PRIMARY KEY (ticket, app, state)
      ) STRICT, WITHOUT ROWID;

      ALTER TABLE tally ADD COLUMN wished INTEGER NOT NULL DEFAULT 0 CHECK (wished >= 0);
      ALTER TABLE tally ADD COLUMN swept INTEGER NOT NULL DEFAULT 0 CHECK (swept >= 0);
      UPDATE tally SET wished = (SELECT COUNT(*) FROM tombstone AS t WHERE t.app = tally.app);

      -- Who erased everything, by the secret's hash: what they send late must find no way back in. An installation that was
      -- not known has one too (its first report may still be on its way), and is forgotten sooner.
      CREATE TABLE erased_installation (
        app INTEGER NOT NULL REFERENCES app (id),
        id BLOB NOT NULL CHECK (length(id) = 16),
        secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
        at INTEGER NOT NULL,
        done_at INTEGER,
        was_known INTEGER NOT NULL CHECK (was_known IN (0, 1)),
        PRIMARY KEY (app, id, secret_hash)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX erased_installation_by_age ON erased_installation (at);
      CREATE INDEX erased_installation_unfinished ON erased_installation (at) WHERE done_at IS NULL;

      -- What erased installations had counted, by app alone: the sums of an app do not fall when somebody leaves.
      CREATE TABLE erased_accounting (
        app INTEGER NOT NULL REFERENCES app (id),
        name TEXT NOT NULL,
        value INTEGER NOT NULL CHECK (value >= 0),
        PRIMARY KEY (app, name)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE retention (
        app INTEGER PRIMARY KEY REFERENCES app (id),
        days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 36500)
      ) STRICT;

      -- The full-text index and the log keep erased words until they are rewritten: `wanted` counts erasures, `begun` and
      -- `done` say up to which one that was begun and done.
      CREATE TABLE purge (
        place INTEGER PRIMARY KEY CHECK (place = 1),
        wanted INTEGER NOT NULL,
        begun INTEGER NOT NULL,
        done INTEGER NOT NULL
      ) STRICT;
      INSERT INTO purge (place, wanted, begun, done) VALUES (1, 1, 0, 0);
      """)
}
