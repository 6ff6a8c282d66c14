// Of schema 12: launches, where they are felt, what is expected of them, and the reports that are tied to them.

extension Schema {
  static let launches012 = """
    CREATE TABLE launch (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      app INTEGER NOT NULL REFERENCES app (id),
      name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 100),
      starts_at INTEGER NOT NULL,
      ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
      brief TEXT NOT NULL CHECK (length(CAST(brief AS BLOB)) <= 10000),
      changed_by TEXT NOT NULL,
      changed_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX launch_by_start ON launch (starts_at);

    -- `list`: 0 pages, 1 words, 2 segments, 3 versions, 4 expected pains. These alone have a moment.
    CREATE TABLE launch_value (
      launch INTEGER NOT NULL REFERENCES launch (id) ON DELETE CASCADE,
      list INTEGER NOT NULL CHECK (list BETWEEN 0 AND 4),
      place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 99),
      value TEXT NOT NULL CHECK (length(CAST(value AS BLOB)) BETWEEN 1 AND 200),
      since INTEGER CHECK ((since IS NOT NULL) = (list = 4)),
      PRIMARY KEY (launch, list, place)
    ) STRICT, WITHOUT ROWID;

    -- `expected` is the pain that foretold the report; empty for a surprise.
    CREATE TABLE launch_report (
      launch INTEGER NOT NULL REFERENCES launch (id) ON DELETE CASCADE,
      report INTEGER NOT NULL REFERENCES report (sequence) ON DELETE CASCADE,
      expected TEXT CHECK (length(CAST(expected AS BLOB)) BETWEEN 1 AND 200),
      PRIMARY KEY (launch, report)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX launch_report_by_report ON launch_report (report);

    CREATE TABLE launch_state (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      stamp INTEGER NOT NULL
    ) STRICT;
    INSERT INTO launch_state (id, stamp) VALUES (1, 0);
    """
}
