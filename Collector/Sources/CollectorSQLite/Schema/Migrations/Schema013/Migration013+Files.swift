// Of schema 13: files outside the store.

extension Schema {
  // The tables of files in conversations are made anew, for their CHECKs said that bytes are in the row; nothing refers to them.
  static let files013 = """
    CREATE TABLE reporter_file_13 (
      id INTEGER PRIMARY KEY,
      message INTEGER NOT NULL REFERENCES reporter_message (sequence) ON DELETE CASCADE,
      place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 99),
      bytes INTEGER NOT NULL CHECK (bytes >= 0),
      here_at INTEGER,
      removed_at INTEGER,
      name TEXT NOT NULL,
      type TEXT NOT NULL,
      data BLOB CHECK (data IS NULL OR (here_at IS NOT NULL AND removed_at IS NULL)),
      UNIQUE (message, place)
    ) STRICT;
    INSERT INTO reporter_file_13 (id, message, place, bytes, here_at, removed_at, name, type, data)
    SELECT id, message, place, bytes, here_at, removed_at, name, type, data FROM reporter_file;
    DROP TABLE reporter_file;
    ALTER TABLE reporter_file_13 RENAME TO reporter_file;
    CREATE INDEX reporter_file_inside ON reporter_file (id) WHERE data IS NOT NULL;

    CREATE TABLE staff_file_13 (
      id INTEGER PRIMARY KEY,
      event INTEGER NOT NULL REFERENCES event (id),
      place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 99),
      bytes INTEGER NOT NULL CHECK (bytes >= 0),
      name TEXT NOT NULL,
      type TEXT NOT NULL,
      data BLOB CHECK (data IS NULL OR bytes = length(data)),
      UNIQUE (event, place)
    ) STRICT;
    INSERT INTO staff_file_13 (id, event, place, bytes, name, type, data)
    SELECT id, event, place, bytes, name, type, data FROM staff_file;
    DROP TABLE staff_file;
    ALTER TABLE staff_file_13 RENAME TO staff_file;
    CREATE INDEX staff_file_inside ON staff_file (id) WHERE data IS NOT NULL;

    -- Bytes that lie outside, under `name`; `home` is 1 for a folder and 2 for S3. It belongs to one of three sorts of files.
    CREATE TABLE outside_file (
      name TEXT PRIMARY KEY CHECK (length(name) = 32 AND NOT (name GLOB '*[^0-9a-f]*')),
      home INTEGER NOT NULL CHECK (home IN (1, 2)),
      bytes INTEGER NOT NULL CHECK (bytes >= 0),
      hash BLOB NOT NULL CHECK (length(hash) = 32),
      report INTEGER,
      place INTEGER,
      reporter_file INTEGER UNIQUE REFERENCES reporter_file (id) ON DELETE CASCADE,
      staff_file INTEGER UNIQUE REFERENCES staff_file (id) ON DELETE CASCADE,
      UNIQUE (report, place),
      FOREIGN KEY (report, place) REFERENCES attachment (report, place) ON DELETE CASCADE,
      CHECK ((report IS NULL) = (place IS NULL)),
      CHECK ((report IS NOT NULL) + (reporter_file IS NOT NULL) + (staff_file IS NOT NULL) = 1)
    ) STRICT, WITHOUT ROWID;

    -- Names outside at which something may lie that nothing needs; removed there from `due` on.
    CREATE TABLE doomed_file (
      name TEXT PRIMARY KEY CHECK (length(name) = 32 AND NOT (name GLOB '*[^0-9a-f]*')),
      home INTEGER NOT NULL CHECK (home IN (1, 2)),
      due INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX doomed_file_by_due ON doomed_file (due);
    -- Whatever ends a row, its bytes outside go too: no code can forget it.
    CREATE TRIGGER outside_file_doomed AFTER DELETE ON outside_file BEGIN
      INSERT OR REPLACE INTO doomed_file (name, home, due) VALUES (OLD.name, OLD.home, 0);
    END;

    """
}
