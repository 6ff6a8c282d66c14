// Of schema 12: the names under which other SDKs know an app.

extension Schema {
  /// `sort` is a code of ``EnvelopeCount/Sort``.
  static let envelopes012 = """
    CREATE TABLE envelope_key (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      app INTEGER NOT NULL REFERENCES app (id),
      key BLOB NOT NULL UNIQUE CHECK (length(key) = 16),
      created_at INTEGER NOT NULL,
      revoked_at INTEGER
    ) STRICT;
    CREATE INDEX envelope_key_by_app ON envelope_key (app);
    CREATE TABLE envelope_count (
      app INTEGER NOT NULL REFERENCES app (id),
      sort INTEGER NOT NULL CHECK (sort BETWEEN 0 AND 9),
      name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 64),
      count INTEGER NOT NULL CHECK (count > 0),
      PRIMARY KEY (app, sort, name)
    ) STRICT, WITHOUT ROWID;
    """
}
