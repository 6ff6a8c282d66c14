// Of schema 12: what came from other desks.

extension Schema {
  // `shape` is the name of an ``ImportShape``; `sort` 0 is a ticket with its number as target, 1 a message with the id of its event, and
  // the others are rows of an export of Tellback's own (Archive+Tables.swift). Events of `imported_span` tell of the past: no
  // notice, webhook or mail comes of them.
  static let imports012 = """
    CREATE TABLE imported (
      app INTEGER NOT NULL REFERENCES app (id),
      shape TEXT NOT NULL CHECK (length(CAST(shape AS BLOB)) BETWEEN 1 AND 300),
      sort INTEGER NOT NULL CHECK (sort BETWEEN 0 AND 99),
      key TEXT NOT NULL CHECK (length(CAST(key AS BLOB)) BETWEEN 1 AND 200),
      target INTEGER NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (app, shape, sort, key)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE imported_span (
      first_event INTEGER PRIMARY KEY,
      last_event INTEGER NOT NULL,
      CHECK (first_event <= last_event)
    ) STRICT;

    """
}
